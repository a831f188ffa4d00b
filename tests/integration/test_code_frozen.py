"""What an edition says of the complaint handling code is frozen with it, and moves with nothing that comes later."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from tests.support import releasing, small_bundle, small_year
from tests.support.letters import content, england, seen
from tests.support.site import serving
from upheld.casework.code.reading import year_now
from upheld.casework.code.year_of_code import from_json, to_json
from upheld.editions.actions import FrozenEdition, freeze
from upheld.editions.code import code_in, code_of
from upheld.editions.models import Edition, EditionCode
from upheld.editions.snapshot import write
from upheld.editions.snapshot_files import ADDED
from upheld.editions.states import State
from upheld.letters.gather import facts
from upheld.publication.bundle.code_contents import code_tables
from upheld.publication.release import making
from upheld.publication.release.basis import basis_of
from upheld.register.models import (
    Case,
    CaseAssessment,
    CodeAssessment,
    SelfAssessment,
    SelfAssessmentStatement,
)
from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.engines.reference import ReferenceEngine

DARTFORD, ALLERDALE, CUMBERLAND = "E07000107", "E07000026", "E06000063"
SENT = date(2022, 7, 20)
SECRET = "Mrs Secret waited for forty days"


def case(reference: str, authority: str = DARTFORD, **more: str) -> Case:
    days = {"received_on": date(2021, 5, 4), "decided_on": date(2021, 9, 1)}
    return Case.objects.create(
        reference=reference, authority=authority, subject="Housing", outcome="upheld", **days, **more
    )


def shown(of: Case, clause: str, met: str, day: date = date(2021, 10, 1)) -> None:
    CaseAssessment.objects.create(case=of, clause=clause, met=met, assessed_on=day, evidence=SECRET)


def said(authority: str = DARTFORD, **clauses: str) -> None:
    """``c6_1=""`` complies with 6.1; any other text explains why not."""
    for name, text in clauses.items():
        clause = name[1:].replace("_", ".")
        SelfAssessment.objects.create(
            authority=authority, year=2022, clause=clause, complies=not text, explanation=text
        )
    days = {"considered_on": date(2022, 4, 1), "submitted_on": date(2022, 4, 2)}
    SelfAssessmentStatement.objects.create(authority=authority, year=2022, version="1", response="We noted it", **days)


def filled() -> None:
    """Dartford says that it complies with 6.1 and 6.2; one case met 6.1, and another did not meet 6.2."""
    shown(case("A"), "6.1", "yes")
    shown(case("B"), "6.2", "no")
    said(c6_1="", c6_2="", c6_3="From autumn on")
    CodeAssessment.objects.create(
        authority=DARTFORD, assessed_on=date(2022, 2, 1), section="Stages", met="partly", commentary="One too many"
    )


def later() -> None:
    """Everything of it is another."""
    CaseAssessment.objects.all().delete()
    shown(case("C"), "6.1", "no")
    SelfAssessment.objects.update(complies=False, explanation="Changed")
    SelfAssessmentStatement.objects.update(response="Changed")
    CodeAssessment.objects.update(met="no", commentary="Changed", section="Changed")


def frozen(tmp_path: Path, scheme: object = None) -> FrozenEdition:
    scheme = scheme or small_year.scheme()
    days = {"sent_on": SENT, "released_on": date(2022, 7, 27)}
    store = tmp_path / "out" / "snapshots"
    return freeze(scheme, scheme.authorities, 2022, [2022], store, **days, by="ana", engine=ReferenceEngine())


def pages_of(bundle: Path) -> list[str]:
    """What the authority's page and the national page say of the code."""
    with serving(bundle, preview=True) as client:
        found = [client.get(page) for page in (f"/authorities/{DARTFORD}/", "/national/")]
    assert [one.status_code for one in found] == [200, 200]
    return [one.content.decode().partition('id="code"')[2].partition("<h2")[0] for one in found]


def test_frozen_as_it_stood_and_read_back(either_register, tmp_path):
    filled()
    edition = frozen(tmp_path).edition
    before = year_now(small_year.scheme(), small_year.directory(), 2022)
    kept = code_of(edition)
    assert kept == before
    own = {one.clause: (one.met, one.not_met, one.complies) for one in kept.authorities[DARTFORD].clauses}
    assert [own[one] for one in ("6.1", "6.2", "6.3")] == [(1, 0, True), (0, 1, True), (0, 0, False)]
    assert (kept.authorities[DARTFORD].response, kept.authorities[DARTFORD].considered_on) == (
        "We noted it",
        date(2022, 4, 1),
    )
    later()
    assert code_of(edition) == before
    assert year_now(small_year.scheme(), small_year.directory(), 2022) != before


def test_the_snapshot_agrees_with_the_register_whatever_is_in_it(register, tmp_path):
    """Authorities that ended hand their cases on; days before, in and after the year."""
    dice, scheme = random.Random(27), small_year.scheme()
    clauses = [*list(scheme.code.clauses)[:4], "Words of no clause"]
    for number in range(120):
        authority = dice.choice((DARTFORD, ALLERDALE, "E07000048", "E06000014"))
        one = case(f"case-{number}", authority)
        day = date(2022, 3, 31) + timedelta(days=dice.randint(-400, 30))
        shown(one, dice.choice(clauses[:4]), dice.choice(("yes", "partly", "no")), day)
        CodeAssessment.objects.get_or_create(
            authority=authority, assessed_on=day, section=dice.choice(clauses), defaults={"met": "no"}
        )
    said(CUMBERLAND, c1_1="", c1_2='Why, "we\nthink"')
    for year in (2021, 2022, 2023):
        found = year_now(scheme, scheme.authorities, year)
        write(scheme.authorities, tmp_path / str(year))
        assert code_in(scheme, SnapshotFiles(tmp_path / str(year)), year) == found
        assert from_json(to_json(found)) == found
        assert to_json(from_json(to_json(found))) == to_json(found)
    assert {DARTFORD, CUMBERLAND} <= set(year_now(scheme, scheme.authorities, 2023).authorities)


def test_evidence_is_in_no_snapshot_and_in_no_edition(register, tmp_path):
    from pyarrow.parquet import read_table

    filled()
    made = frozen(tmp_path)
    for path in made.snapshot.folder.iterdir():
        assert SECRET not in str(read_table(path).to_pylist())
    assert {path.stem for path in made.snapshot.folder.iterdir()} >= set(ADDED)
    assert SECRET not in EditionCode.objects.get().canonical


def test_without_rows_a_snapshot_is_as_it_was_before_there_were_such_tables(register, tmp_path):
    """Its hash too: an unchanged register frozen by a newer version makes no other edition."""
    case("A")
    first = write(small_year.directory(), tmp_path / "one")
    assert not {path.stem for path in (tmp_path / "one").iterdir()} & set(ADDED)
    shown(Case.objects.get(), "6.1", "yes")
    assert write(small_year.directory(), tmp_path / "two") != first
    nothing = code_in(small_year.scheme(), SnapshotFiles(tmp_path / "one"), 2022)
    assert (nothing.authorities, nothing.sections) == ({}, {})


def test_a_draft_takes_up_what_is_new_and_an_approved_edition_does_not(register, tmp_path):
    filled()
    first = frozen(tmp_path).edition
    later()
    assert frozen(tmp_path).edition.pk == first.pk
    assert code_of(first).authorities[DARTFORD].response == "Changed"
    Edition.objects.update(state=State.APPROVED)
    SelfAssessmentStatement.objects.update(response="Changed again")
    second = frozen(tmp_path).edition
    assert second.number == first.number + 1
    assert [code_of(one).authorities[DARTFORD].response for one in (first, second)] == ["Changed", "Changed again"]


def test_a_slip_in_the_code_itself_is_mended_in_a_draft_and_in_no_approved_edition(register, tmp_path):
    filled()
    scheme = small_year.scheme()
    first = frozen(tmp_path).edition
    for number, state, told in ((1, State.DRAFT, "mended 1"), (2, State.APPROVED, "mended 1")):
        Edition.objects.update(state=state)
        code = scheme.code.model_copy(deep=True)
        code.clauses["6.1"].text["en"] = f"mended {number}"
        again = frozen(tmp_path, scheme.model_copy(update={"code": code})).edition
        assert (again.pk, again.number) == (first.pk, 1)
        assert code_of(again).code.clauses["6.1"].text["en"] == told


def test_words_of_a_language_that_came_later_are_those_that_there_were(register, tmp_path):
    filled()
    kept = code_of(frozen(tmp_path).edition)
    welsh = small_year.scheme().model_copy(update={"languages": ["cy", "en"]})
    (row, *_) = code_tables(welsh, {2022: kept}, {2022: kept.authorities})["code_national"]
    assert row["text"] == kept.code.clauses["1.1"].text["en"]


def test_a_later_version_of_the_code_changes_nothing_that_was_frozen(register, tmp_path):
    filled()
    edition = frozen(tmp_path).edition
    code = small_year.scheme().code
    newer = code.model_copy(update={"version": "2030", "sections": code.sections[:1]})
    scheme = small_year.scheme().model_copy(update={"code": newer})
    assert list(code_of(edition).code.clauses) == list(code.clauses)
    where = making.Place(scheme, scheme.authorities, tmp_path / "out")
    made = small_bundle.ingredients(tmp_path / "made")
    bundle = making.write_preview(where, edition, letters=made / "letters", data=made)
    own, _ = pages_of(bundle)
    assert code.clauses["6.2"].text["en"] in own


def test_the_pages_of_the_year_stay_as_they_were(register, tmp_path):
    filled()
    edition, where = frozen(tmp_path).edition, releasing.place(tmp_path)
    made = small_bundle.ingredients(tmp_path / "made")
    told = []
    for change in (lambda: None, later):
        change()
        bundle = making.write_preview(where, edition, letters=made / "letters", data=made)
        told.append(pages_of(bundle))
    assert told[0] == told[1]
    own, national = told[0]
    assert "It says yes; cases showed otherwise" in own
    assert "We noted it" in own
    assert small_year.scheme().code.clauses["6.2"].text["en"] in national


def test_what_was_prepared_for_a_release_is_prepared_anew_where_the_code_is_another(register, tmp_path):
    filled()
    edition, where = frozen(tmp_path).edition, releasing.place(tmp_path)
    made = small_bundle.ingredients(tmp_path / "made")

    def basis() -> str:
        return basis_of(making._parts(where, edition, letters=made / "letters", data=made, preview=True))

    first = basis()
    CaseAssessment.objects.all().delete()
    assert basis() == first
    frozen(tmp_path)
    assert basis() != first


def test_the_letter_stays_as_it_was(register, tmp_path):
    def letter() -> str:
        known = facts(england(), england().authorities, 2022, SENT)[DARTFORD]
        counts = {DARTFORD: {"uphold_rate": (10, 20)}}
        return "\n".join(seen(content(counts, DARTFORD, facts=known)))

    filled()
    frozen(tmp_path, england())
    before = letter()
    assert "You told us that you comply with 2 of 3 clauses of the code." in before
    assert england().code.clauses["6.2"].text["en"] in before
    later()
    assert letter() == before
    frozen(tmp_path, england())
    assert "Changed" in letter()


def test_an_edition_of_an_earlier_version_tells_nothing_of_it(register, tmp_path):
    filled()
    edition, where = frozen(tmp_path).edition, releasing.place(tmp_path)
    EditionCode.objects.all().delete()
    assert code_of(edition) is None
    made = small_bundle.ingredients(tmp_path / "made")
    bundle = making.write_preview(where, edition, letters=made / "letters", data=made)
    assert pages_of(bundle) == ["", ""]
