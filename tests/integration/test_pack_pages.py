"""The scrutiny pack at the desk and in the portal, made when asked for; and an authority's word of its committee."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from tests.support.desk import signed_in
from upheld.access.permissions import Role
from upheld.casework.remedies import public_text
from upheld.casework.scrutiny import recording
from upheld.casework.scrutiny.rules import Consideration
from upheld.casework.statements.models import DayException
from upheld.editions.actions import freeze
from upheld.editions.behind import behind
from upheld.editions.check_round import reading
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.intake.actions import take
from upheld.letters.actions import contents
from upheld.letters.drawn import Written, keep
from upheld.letters.gather import facts
from upheld.letters.pack import gather
from upheld.register import queries as register_queries
from upheld.register.models import Case, Considered, Decision, Recommendation
from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.engines.reference import ReferenceEngine
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

SMALL = Path(__file__).parents[2] / "sample_data" / "small"
SCHEME = load("local-government-england")
DAYS = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
TODAY = datetime.now(ZoneInfo("Europe/London")).date()


@pytest.fixture
def edition(register: Path, tmp_path: Path, settings: object) -> Iterator[Edition]:
    """The small sample's year with its letters on record, sent."""
    settings.UPHELD_OUT, settings.UPHELD_SCHEME = tmp_path / "out", SCHEME.id
    take(SMALL, SCHEME, by="ana")
    made = with_letters(2022, tmp_path / "out" / "snapshots", DAYS)
    Considered.objects.all().delete()  # each test says itself what is on record
    yield made
    reading._read.cache_clear()


def with_letters(year: int, store: Path, days: dict[str, date]) -> Edition:
    """An edition of what the register holds, with its letters on record, sent."""
    directory = register_queries.directory(SCHEME)
    made = freeze(SCHEME, directory, year, [year], store, **days, by="ana", engine=ReferenceEngine()).edition
    known, figures = facts(SCHEME, directory, year, days["sent_on"]), reading.year_figures(made)
    when = {"sent_on": days["sent_on"], "published_on": days["released_on"]}
    letters = contents(SCHEME, directory, figures, known, language="en", sample=True, **when)
    keep(made, [Written(one.authority, "en", one.as_json()) for one in letters], known)
    Edition.objects.update(state=State.SENT)
    return Edition.objects.get(pk=made.pk)


def busiest(edition: Edition) -> str:
    figures = reading.year_figures(edition).authorities
    return max(figures, key=lambda one: figures[one].decided or 0)


def faults_of(edition: Edition, authority: str, as_at: date = TODAY):
    snapshot = SnapshotFiles(_out() / "snapshots" / edition.snapshot_hash)
    return gather.faults(SCHEME, snapshot, authority, 2022, as_at)


def _out() -> Path:
    from django.conf import settings

    return Path(settings.UPHELD_OUT)


def at(authority: str, role: Role = Role.LINK_OFFICER, name: str = "fay"):
    return signed_in(name, (role, authority))


def test_every_face_at_the_desk_and_in_the_portal(edition):
    authority = busiest(edition)
    desk, portal = signed_in("ana", Role.ANALYST), at(authority, Role.READER, "rob")
    for kind in ("pdf", "html", "docx"):
        shown = desk.get(f"/desk/editions/{edition.pk}/packs/{authority}/pack.{kind}")
        own = portal.get(f"/portal/{authority}/editions/{edition.pk}/pack.{kind}")
        assert (shown.status_code, own.status_code) == (200, 200)
        assert shown.content == own.content
        assert shown["Cache-Control"] and "no-store" in shown["Cache-Control"]
        assert "scrutiny-pack-2022-" in own["Content-Disposition"]
    html = portal.get(f"/portal/{authority}/editions/{edition.pk}/pack.html")
    assert "style-src 'sha256-" in html["Content-Security-Policy"]
    assert "Made-up" in html.content.decode()


def test_it_is_made_in_two_seconds(edition):
    client, authority = signed_in("ana", Role.ANALYST), busiest(edition)
    for kind in ("pdf", "html", "docx"):
        begun = time.perf_counter()
        assert client.get(f"/desk/editions/{edition.pk}/packs/{authority}/pack.{kind}").status_code == 200
        assert time.perf_counter() - begun < 2


def test_it_names_each_upheld_case_that_the_figure_counts(edition):
    authority = busiest(edition)
    snapshot = SnapshotFiles(_out() / "snapshots" / edition.snapshot_hash)
    counted = {one.reference for one in behind(SCHEME, snapshot, authority, 2022, "uphold_rate") if one.counts}
    assert counted
    made = at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.docx")
    headings = [one.text for one in Document(io.BytesIO(made.content)).paragraphs if one.style.name == "Heading 2"]
    for reference in counted:
        assert sum(one.startswith(f"{reference}: ") for one in headings) == 2  # among faults, and in the report
    assert {one.reference for one in faults_of(edition, authority)} == counted


def test_what_is_told_of_a_case_is_what_is_public_on_the_day(edition):
    authority = busiest(edition)
    reference = faults_of(edition, authority)[0].reference
    case = Case.objects.get(pk=reference)
    Decision.objects.filter(case=case).delete()
    Decision.objects.create(case=case, title="A title", text="x", public_from=date(2022, 9, 1))
    Recommendation.objects.filter(case=case).delete()
    shared = {"case": case, "category": "procedure_or_policy", "due_on": date(2022, 8, 1), "result": ""}
    Recommendation.objects.create(number=1, text="Open the office", public=True, **shared)
    Recommendation.objects.create(number=2, text="Pay Mrs Secret", public=False, **shared)

    def told(day: date):
        return next(one for one in faults_of(edition, authority, day) if one.reference == reference)

    before, after = told(date(2022, 8, 31)), told(date(2022, 9, 1))
    assert (before.is_public, before.title, before.summary) == (False, "", "")
    assert [one.text for one in before.agreed] == ["", ""]
    assert (after.is_public, after.title) == (True, "A title")
    assert [(one.text, one.state) for one in after.agreed] == [("Open the office", "overdue"), ("", "overdue")]
    Decision.objects.update(withdrawn_on=date(2022, 9, 5))
    gone = told(date(2022, 9, 5))
    assert (gone.is_public, gone.title, [one.text for one in gone.agreed]) == (False, "", ["", ""])
    page = at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.html").content.decode()
    assert "Secret" not in page


def the_first(edition: Edition, authority: str, day: date = TODAY, scheme: Scheme = SCHEME):
    """The first fault of a pack, as it is told on a day under a scheme's rules."""
    snapshot = SnapshotFiles(_out() / "snapshots" / edition.snapshot_hash)
    return gather.faults(scheme, snapshot, authority, 2022, day)[0]


def a_public_case(edition: Edition, authority: str, text: str) -> str:
    """The first fault's case given a decision that is public, and a service improvement; returns its reference."""
    reference = the_first(edition, authority).reference
    case = Case.objects.get(pk=reference)
    Decision.objects.filter(case=case).delete()
    Decision.objects.create(case=case, title="A title", text="x", public_from=date(2022, 1, 1))
    Recommendation.objects.filter(case=case).delete()
    agreed = {"category": "procedure_or_policy", "due_on": date(2022, 8, 1), "text": text, "public": True}
    Recommendation.objects.create(case=case, number=1, result="", **agreed)
    return reference


def test_a_decision_that_the_site_holds_back_is_not_told_of(edition):
    authority = busiest(edition)
    reference = a_public_case(edition, authority, "Open the office")
    told = the_first(edition, authority)
    assert (told.is_public, told.title, [one.text for one in told.agreed]) == (True, "A title", ["Open the office"])
    rules = SCHEME.statements.model_copy(update={"check_decisions": True})
    checked = SCHEME.model_copy(update={"statements": rules})
    DayException.objects.create(reference=reference, day=None, reason="x", by="ana", at=datetime.now(UTC))
    for scheme in (SCHEME, checked):
        told = the_first(edition, authority, scheme=scheme)
        assert (told.is_public, told.title, told.summary) == (False, "", "")
        assert [one.text for one in told.agreed] == [""]
    DayException.objects.all().delete()
    assert not the_first(edition, authority, scheme=checked).is_public, "nobody has let this text go"
    case = Case.objects.get(pk=reference)
    Decision.objects.filter(case=case).delete()
    DayException.objects.create(reference=reference, day=None, reason="x", by="ana", at=datetime.now(UTC))
    assert [one.text for one in the_first(edition, authority).agreed] == [""], "no decision, and never to be one"


def test_an_improvement_that_could_tell_of_a_person_is_told_once_somebody_said_so(edition):
    authority, text = busiest(edition), "Write to Mrs Secret"
    reference = a_public_case(edition, authority, text)
    assert [one.text for one in the_first(edition, authority).agreed] == [""]
    seen = public_text.hash_of(text)
    public_text.decide(reference, 1, seen, True, "It is a made-up name", now=datetime.now(UTC), by="cas")
    assert [one.text for one in the_first(edition, authority).agreed] == [text]


def test_a_case_no_longer_upheld_is_told_as_being_corrected_and_not_reported_as_fault(edition):
    authority = busiest(edition)
    reference, before = a_public_case(edition, authority, "Open the office"), faults_of(edition, authority)
    Case.objects.filter(pk=reference).update(outcome="not_upheld")
    after = faults_of(edition, authority)
    assert [one.reference for one in after] == [one.reference for one in before]
    assert {one.reference for one in after if not one.stands} == {reference}
    told = next(one for one in after if not one.stands)
    assert (told.title, told.summary, told.agreed) == ("", "", ())
    made = at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.docx")
    texts = [one.text for one in Document(io.BytesIO(made.content)).paragraphs]
    assert sum(one.startswith(f"{reference}: ") for one in texts) == 1  # among faults, and not in the report
    after_heading = texts[next(place for place, one in enumerate(texts) if one.startswith(f"{reference}: ")) + 1]
    assert "being corrected" in after_heading


def test_a_pack_that_cannot_be_printed_says_so_and_offers_the_page_and_word(edition):
    authority = busiest(edition)
    a_public_case(edition, authority, "Open the office \U0001f642")
    base, own = f"/desk/editions/{edition.pk}/packs/", f"/portal/{authority}/editions/{edition.pk}/"
    for client, page, back in (
        (signed_in("ana", Role.ANALYST), f"{base}{authority}/pack", base),
        (at(authority, Role.READER, "rob"), f"{own}pack", own),
    ):
        answer = client.get(f"{page}.pdf", follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "The PDF cannot be made" in answer.content.decode() and "U+1F642" in answer.content.decode()
        assert {client.get(f"{page}.{kind}").status_code for kind in ("html", "docx")} == {200}


@pytest.mark.parametrize("state", [State.DRAFT, State.CHECK_OPEN, State.APPROVED])
def test_before_the_letters_went_only_the_desk_has_it_as_a_draft(edition, state):
    authority = busiest(edition)
    Edition.objects.update(state=state)
    page = f"/portal/{authority}/editions/{edition.pk}"
    for end in ("pack.pdf", "pack.html", "pack.docx", "scrutiny"):
        assert at(authority).get(f"{page}/{end}").status_code == 404
    shown = signed_in("ana", Role.ANALYST).get(f"/desk/editions/{edition.pk}/packs/{authority}/pack.html")
    assert "Draft: the letter has not been sent" in shown.content.decode()
    Edition.objects.update(state=State.PUBLISHED)
    assert "Draft:" not in at(authority).get(f"{page}/pack.html").content.decode()


def test_without_a_letter_or_in_another_language_there_is_none(edition):
    authority = busiest(edition)
    assert at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.html?language=cy").status_code == 404
    edition.letters.filter(authority=authority).delete()
    assert at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.html").status_code == 404


def test_a_link_officer_records_corrects_and_takes_back(edition):
    authority = busiest(edition)
    client, page = at(authority), f"/portal/{authority}/editions/{edition.pk}/scrutiny"
    assert "No committee is on record" in client.get(page).content.decode()
    given = {"committee": "Scrutiny <b>Committee", "considered_on": "2022-09-14", "minutes": "https://a.example/m?x=1"}
    told = client.post(page, given, follow=True).content.decode()
    assert "It is on record." in told
    assert "Scrutiny &lt;b&gt;Committee" in told
    seen = "Scrutiny <b>Committee\n2022-09-14\nhttps://a.example/m?x=1".replace("\n", "\r\n")
    told = client.post(page, {**given, "committee": "Audit", "seen": seen}, follow=True).content.decode()
    assert Considered.objects.get().committee == "Audit"
    assert told.count("14 September 2022") >= 3  # what stands, and both that were said
    stale = client.post(page, {**given, "seen": seen})
    assert "Somebody else has changed this" in stale.content.decode()
    client.post(f"{page}/take-back", {"seen": "Audit\n2022-09-14\nhttps://a.example/m?x=1"})
    assert not Considered.objects.exists()


def test_what_cannot_be_is_told_and_what_was_typed_stays(edition):
    authority = busiest(edition)
    client, page = at(authority), f"/portal/{authority}/editions/{edition.pk}/scrutiny"
    tomorrow = (TODAY + timedelta(days=2)).isoformat()
    told = client.post(page, {"committee": "Mine", "considered_on": tomorrow, "minutes": "ftp://x"}).content.decode()
    assert "still to come" in told and "begins with https://" in told
    assert 'value="Mine"' in told
    told = client.post(page, {"committee": "Mine", "considered_on": "2022-07-19"}).content.decode()
    assert "20 July 2022" in told
    assert not Considered.objects.exists()


def test_a_reader_and_another_authority_may_not(edition):
    authority = busiest(edition)
    page = f"/portal/{authority}/editions/{edition.pk}"
    assert at(authority, Role.READER, "rob").post(f"{page}/scrutiny", {}).status_code == 404
    other = at("E07000108", name="kim")
    assert {other.get(f"{page}/{end}").status_code for end in ("pack.pdf", "scrutiny")} == {404}


def test_the_desk_lists_who_has_considered_it(edition):
    authority = busiest(edition)
    Considered.objects.create(authority=authority, year=2022, committee="Audit", considered_on=date(2022, 9, 14))
    told = signed_in("ana", Role.ANALYST).get(f"/desk/editions/{edition.pk}/packs/").content.decode()
    assert "Committees on record: 1 of" in told
    assert "Audit, 14 September 2022" in told


def test_the_command_writes_the_same_files_for_their_owner_alone(edition, register, tmp_path):
    import subprocess
    import sys

    authority, out = busiest(edition), tmp_path / "out"
    command = [sys.executable, "-m", "upheld.console", "pack", str(out), authority, "--year", "2022"]
    done = subprocess.run([*command, "--register", str(register)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    folder = out / "packs" / "2022"
    assert {one.suffix for one in folder.iterdir()} == {".pdf", ".html", ".docx"}
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}
    shown = at(authority).get(f"/portal/{authority}/editions/{edition.pk}/pack.pdf")
    assert next(folder.glob("*.pdf")).read_bytes() == shown.content
    command[5] = "Nowhere at all"
    done = subprocess.run([*command, "--register", str(register)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "AUTHORITY: 'Nowhere at all' found" in done.stderr


ALLERDALE, CUMBERLAND = "E07000026", "E06000063"
ENDED = """reference,authority,subject,received_on,decided_on,outcome
LAST,Allerdale Borough Council,{0},2022-05-01,2023-03-31,upheld
AFTER,Allerdale Borough Council,{0},2022-05-01,2023-04-01,upheld
OWN,Cumberland Council,{0},2023-04-10,2023-09-01,upheld
"""
"""Allerdale ended on 31 March 2023; what is decided after that day counts for Cumberland, which came after it."""


def test_packs_of_an_authority_that_ended_and_of_the_one_created_after_it(register, tmp_path, settings):
    settings.UPHELD_OUT, settings.UPHELD_SCHEME = tmp_path / "out", SCHEME.id
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "extract.toml").write_text('sample = true\ntitle = "x"\n')
    (folder / "cases.csv").write_text(ENDED.format(SCHEME.subjects[0]))
    take(folder, SCHEME, by="ana")
    found = {}
    for year in (2023, 2024):
        days = {"sent_on": date(year, 7, 19), "released_on": date(year, 7, 26)}
        edition = with_letters(year, tmp_path / "out" / "snapshots", days)
        snapshot = SnapshotFiles(_out() / "snapshots" / edition.snapshot_hash)
        for whose in (ALLERDALE, CUMBERLAND):
            answer = at(whose, name=whose).get(f"/portal/{whose}/editions/{edition.pk}/pack.html")
            listed = [one.reference for one in gather.faults(SCHEME, snapshot, whose, year, TODAY)]
            found[whose, year] = (answer.status_code, listed)
        reading._read.cache_clear()
    assert found == {
        (ALLERDALE, 2023): (200, ["LAST"]),
        (CUMBERLAND, 2023): (404, []),
        (ALLERDALE, 2024): (404, []),
        (CUMBERLAND, 2024): (200, ["AFTER", "OWN"]),
    }
    told = Consideration(ALLERDALE, 2023, "Cumberland’s scrutiny committee", date(2023, 9, 5))
    assert recording.put_on_record(SCHEME, told, now=datetime.now(UTC), by="fay")
    assert Considered.objects.get().authority == ALLERDALE
