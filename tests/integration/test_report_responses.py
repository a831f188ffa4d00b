"""Answers to public reports: in extracts, with what is refused; at the desk; when they are overdue."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.at_once import at_once
from tests.support.desk import signed_in
from tests.support.extracts import case, small_scheme, write
from upheld.access.permissions import Role
from upheld.casework.refusal import Refusal
from upheld.casework.statements.reports import Awaited, answer, months_after, reports
from upheld.intake.actions import take
from upheld.register.models import Case, PriorRow, ReportResponse
from upheld.vocabulary.problems import Refused

SCHEME = small_scheme()
REPORT = {"public_report_on": "2021-04-01", "public_report_title": "Cold homes"}
ANSWER = {"case_reference": "1", "required_by": "", "considered_on": "2021-05-04", "response": "We agree."}


def taken(folder, *answers, **cells):
    tables = {"cases": [case("1", **{**REPORT, **cells}), case("2")]}
    take(write(folder, {**tables, **({"report_responses": list(answers)} if answers else {})}), SCHEME, by="ana")


@pytest.fixture
def filled(either_register, tmp_path):
    taken(tmp_path / "x", ANSWER)


def test_an_answer_is_read_from_an_extract(filled):
    (one,) = reports(SCHEME)
    assert (one.considered_on, one.response, one.required_by) == (date(2021, 5, 4), "We agree.", date(2021, 7, 1))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"case_reference": "2"}, "a case with a public report"),
        ({"case_reference": "9"}, "the reference of a case"),
        ({"considered_on": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"satisfied_on": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"required_by": "soon"}, "a day as year-month-day"),
    ],
)
def test_what_an_extract_may_not_say_of_an_answer(register, tmp_path, cells, expected):
    with pytest.raises(Refused) as refused:
        taken(tmp_path / "x", {**ANSWER, **cells})
    assert any(expected in one.expected for one in refused.value.problems), refused.value.problems
    assert not ReportResponse.objects.exists()


def test_a_report_that_has_an_answer_may_not_go(filled, tmp_path):
    with pytest.raises(Refused, match="answer"):
        taken(tmp_path / "y", public_report_on="", public_report_title="")


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2021-04-01", 3, "2021-07-01"), ("2021-11-30", 3, "2022-02-28"), ("2023-11-30", 3, "2024-02-29")],
)
def test_months_worked_by_hand(day, months, then):
    assert months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_an_answer_is_overdue_the_day_after_its_last(register, tmp_path):
    taken(tmp_path / "x")
    (one,) = reports(SCHEME)
    assert [one.awaited(date(2021, 7, day)) for day in (1, 2)] == [Awaited.AWAITED, Awaited.OVERDUE]


def test_an_answer_is_recorded_once_by_who_looked(filled):
    (one,) = reports(SCHEME)
    refused = []

    def record(text):
        try:
            cells = {"response": text, "considered_on": "2021-05-04", "satisfied_on": "2021-06-01"}
            answer(SCHEME, "1", cells, seen=one.digest, by=text)
        except Refusal:
            refused.append(text)

    at_once(lambda: record("one"), lambda: record("two"))
    assert sorted([ReportResponse.objects.get().response, *refused]) == ["one", "two"]
    assert PriorRow.objects.filter(table="report_responses").count() == 1
    assert reports(SCHEME)[0].awaited(date(2031, 1, 1)) == Awaited.SATISFIED


def test_nobody_is_satisfied_with_no_answer(filled):
    with pytest.raises(Refusal, match="Record the answer"):
        answer(SCHEME, "1", {"satisfied_on": "2021-06-01"}, seen=reports(SCHEME)[0].digest, by="cai")


def test_an_answer_is_recorded_at_the_desk(edition):
    case_of = Case.objects.filter(public_report_on__isnull=False).first()
    if case_of is None:
        case_of = Case.objects.filter(decided_on__isnull=False).first()
        Case.objects.filter(pk=case_of.pk).update(public_report_on=case_of.decided_on, public_report_title="<b>Cold")
    cai, address = signed_in("cai", Role.CASEWORKER), f"/desk/reports/{case_of.pk}/"
    assert "overdue" in cai.get("/desk/reports/").content.decode()
    page = cai.get(address).content.decode()
    given = {"seen": page.split('name="seen" value="')[1][:64], "response": "<i>We</i> agree.", "considered_on": "x"}
    wrong = cai.post(address, given).content.decode()
    assert "considered_on: expected" in wrong
    assert "&lt;i&gt;We" in wrong
    assert cai.post(address, {**given, "considered_on": "2030-01-01"}).status_code == 302
    assert ReportResponse.objects.get().response == "<i>We</i> agree."
    assert cai.get("/desk/reports/none/").status_code == 404
