"""A published figure is corrected at the desk: the case put right, a new edition drawn, its notice given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.desk import signed_in
from tests.support.site import Page
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.console import working
from upheld.desk.models import Job
from upheld.editions.actions import freeze
from upheld.editions.blocking import in_the_way
from upheld.editions.check_round import reading
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.intake.actions import take
from upheld.publication.release.models import Correction
from upheld.register import queries as register_queries
from upheld.register.models import Case, PriorRow
from upheld.vocabulary.scheme_loader import load

SMALL = Path(__file__).parents[2] / "sample_data" / "small"
SCHEME = load("local-government-england")
DAYS = {"sent_on": "2022-09-01", "released_on": "2022-09-08"}
NOTICE = {"what": "One decision counted as upheld was not upheld.", "why": "It was recorded wrongly."}


@pytest.fixture
def out(register: Path, tmp_path: Path, settings: object) -> Iterator[Edition]:
    """The small sample's edition, published."""
    settings.UPHELD_OUT, settings.UPHELD_FILES = tmp_path / "out", tmp_path / "files"
    settings.UPHELD_SCHEME = SCHEME.id
    take(SMALL, SCHEME, by="ana")
    directory = register_queries.directory(SCHEME)
    days = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
    made = freeze(SCHEME, directory, 2022, [2022], tmp_path / "out" / "snapshots", **days, by="ana").edition
    made.state = State.PUBLISHED
    made.save()
    yield made
    reading._read.cache_clear()


def text(answer) -> str:
    return " ".join(Page(answer.content.decode()).text.split())


def a_case() -> Case:
    """A case that was investigated and not upheld, of the year."""
    found = Case.objects.filter(outcome="not_upheld", decided_on__gte="2021-04-01", decided_on__lte="2022-03-31")
    return found.order_by("reference").first()


def decided(edition: Edition, case: Case) -> Correction:
    """A correction of a case that somebody raised and somebody else decided."""
    ana, ben = signed_in("ana", Role.ANALYST), signed_in("ben", Role.APPROVER)
    raised = {"edition": edition.pk, "case": case.reference, "wrong": "It was upheld", "reported_by": "authority"}
    ana.post("/desk/corrections/raise", raised)
    made = Correction.objects.latest("pk")
    ben.post(f"/desk/corrections/{made.pk}/decide", {"decision": "correct", "reason": "The file says so"})
    return made


def put_right(client, one: Correction, **cells: str):
    page = client.get(f"/desk/corrections/{one.pk}/case").content.decode()
    seen = re.search('name="seen" value="([^"]+)"', page)[1]
    return client.post(f"/desk/corrections/{one.pk}/case", {"seen": seen, **cells}, follow=True)


def test_the_whole_way_from_a_wrong_case_to_a_correcting_edition_with_its_notice(out, tmp_path):
    case = a_case()
    one = decided(out, case)
    cas, ana = signed_in("cas", Role.CASEWORKER), signed_in("ana", Role.ANALYST)
    assert f"Put case {case.reference} right" in text(cas.get("/desk/corrections/"))

    ana.post("/desk/corrections/begin", {"edition": out.pk, **DAYS})
    working.declare()
    working.do(Job.objects.get(kind="correct"), tmp_path / "out")
    job = Job.objects.get(kind="correct")
    assert job.failed and "put the register right first" in job.told
    assert Edition.objects.count() == 1

    assert "put right in the register" in text(put_right(cas, one, **{"case-outcome": "upheld"}))
    one.refresh_from_db()
    assert one.changed == {"outcome": ["not_upheld", "upheld"]} and one.changed_by == "cas"
    assert Case.objects.get(pk=case.pk).outcome == "upheld"
    assert PriorRow.objects.filter(key__contains=case.reference).exists()

    ana.post("/desk/corrections/begin", {"edition": out.pk, **DAYS})
    working.do(Job.objects.filter(ended_at=None).get(kind="correct"), tmp_path / "out")
    new = Edition.objects.get(number=2)
    assert (new.correction_of_id, new.state, new.frozen_by) == (out.pk, State.DRAFT, "ana")
    assert (str(new.sent_on), str(new.released_on)) == tuple(DAYS.values())
    assert new.letters.count() == len(reading.year_figures(new).authorities)
    letters = text(ana.get(f"/desk/editions/{new.pk}/letters/"))
    assert "1 letter" in letters and "in place of earlier ones" in letters
    out.refresh_from_db()
    assert (out.state, str(out.sent_on)) == (State.PUBLISHED, "2022-07-20"), "what is out stays as it is"

    new.state = State.APPROVED
    assert any("notice" in one for one in in_the_way(new, State.PUBLISHED))
    assert "say what changed and why" in text(ana.post(f"/desk/editions/{new.pk}/notice", {"what": "x"}, follow=True))
    assert "on record" in text(ana.post(f"/desk/editions/{new.pk}/notice", NOTICE, follow=True))
    new = Edition.objects.get(pk=new.pk)
    assert new.notice == NOTICE
    assert not any("notice" in one for one in in_the_way(new, State.PUBLISHED))
    assert "One authority’s own figures change" in text(ana.get("/desk/corrections/"))
    assert Job.objects.filter(kind="reprint", edition=new, ended_at=None).exists()
    assert "It was upheld" not in str(list(AuditEntry.objects.values())), (
        "what was said to be wrong is not in the trail"
    )


def test_begun_again_after_a_crash_it_goes_on_with_the_same_edition(out, tmp_path):
    one = decided(out, a_case())
    put_right(signed_in("cas", Role.CASEWORKER), one, **{"case-outcome": "upheld"})
    signed_in("ana", Role.ANALYST).post("/desk/corrections/begin", {"edition": out.pk, **DAYS})
    working.declare()
    job = Job.objects.get(kind="correct")
    for _ in range(2):  # the second time as if the worker had ended before it could say that it was done
        working.do(job, tmp_path / "out")
        job.refresh_from_db()
        assert not job.failed, job.told
    assert list(Edition.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_a_case_is_put_right_only_as_the_rules_have_it_and_as_it_was_looked_at(out):
    case = a_case()
    cas = signed_in("cas", Role.CASEWORKER)
    one = decided(out, case)
    assert "Nothing would change" in text(put_right(cas, one))
    assert "expected" in text(put_right(cas, one, **{"case-outcome": "no such"}))
    sent = {"seen": "0" * 64, "case-outcome": "upheld"}
    assert "changed since you looked" in text(cas.post(f"/desk/corrections/{one.pk}/case", sent, follow=True))
    assert Case.objects.get(pk=case.pk).outcome == "not_upheld"
    Correction.objects.update(state="raised")
    assert "Only what somebody has decided" in text(cas.get(f"/desk/corrections/{one.pk}/case"))
    assert "only what is to be corrected" in text(cas.post(f"/desk/corrections/{one.pk}/case", sent, follow=True))
    Correction.objects.update(state="to be corrected", case="none such")
    assert "no case none such" in text(cas.get(f"/desk/corrections/{one.pk}/case"))
    assert "no case none such" in text(cas.post(f"/desk/corrections/{one.pk}/case", sent, follow=True))
    assert Case.objects.get(pk=case.pk).outcome == "not_upheld"


def test_no_correcting_edition_without_a_decided_correction_or_with_days_that_cannot_be(out):
    ana = signed_in("ana", Role.ANALYST)
    ask = lambda **more: text(ana.post("/desk/corrections/begin", {"edition": out.pk, **DAYS, **more}, follow=True))  # noqa: E731
    assert "nobody has decided" in ask()
    decided(out, a_case())
    assert "give both days" in ask(sent_on="soon")
    assert "no later than" in ask(sent_on="2022-09-09")
    out.state = State.DRAFT
    out.save()
    assert "a correction follows an edition that is out" in ask()
    assert not Job.objects.exists()


@pytest.mark.parametrize("result", ["", "taken back"])
def test_a_case_with_a_compliance_outcome_is_no_longer_upheld_once_that_is_taken_back(out, result):
    upheld = Case.objects.filter(outcome="upheld", decided_on__range=("2021-04-01", "2022-03-31"))
    case = upheld.exclude(compliance=None).order_by("reference").first()
    before = case.compliance.result
    one = decided(out, case)
    told = text(put_right(signed_in("cas", Role.CASEWORKER), one, result=result, **{"case-outcome": "not_upheld"}))
    case, one = Case.objects.get(pk=case.pk), Correction.objects.get(pk=one.pk)
    if not result:
        assert "the register holds a compliance outcome" in told
        assert case.outcome == "upheld" and case.compliance.result == before and not one.changed
        return
    assert case.outcome == "not_upheld" and not hasattr(case, "compliance")
    assert one.changed == {"outcome": ["upheld", "not_upheld"], "result": [before, ""]}
    kept = {row.table: row.before for row in PriorRow.objects.filter(key=case.reference)}
    assert kept["compliance"]["result"] == before and kept["cases"]["outcome"] == "upheld"


def test_nothing_is_taken_back_where_the_rest_is_refused(out):
    case = Case.objects.filter(outcome="upheld").exclude(compliance=None).order_by("reference").first()
    one = decided(out, case)
    sent = {"result": "taken back", "case-outcome": "not_upheld", "case-decided_on": "2000-01-01"}
    assert "expected" in text(put_right(signed_in("cas", Role.CASEWORKER), one, **sent))
    assert Case.objects.get(pk=case.pk).compliance.result == case.compliance.result
