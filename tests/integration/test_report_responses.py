"""Answers to public reports: in extracts, with what is refused; at the desk; when they are overdue."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.at_once import at_once
from tests.support.desk import signed_in
from tests.support.extracts import case, small_scheme, write
from upheld.access.permissions import Role
from upheld.casework.refusal import Refusal
from upheld.casework.statements.answers import Answer, Awaited, months_after
from upheld.casework.statements.reports import answer, reports, told
from upheld.intake.actions import take
from upheld.register.models import Case, PriorRow, ReportResponse
from upheld.vocabulary.problems import Refused

SCHEME = small_scheme()
REPORT = {"public_report_on": "2021-04-01", "public_report_title": "Cold homes"}
ANSWER = {
    "case_reference": "1",
    "required_by": "",
    "received_on": "2021-05-10",
    "considered_on": "2021-05-04",
    "response": "We agree.",
}
TODAY = date(2021, 9, 1)


def taken(folder, *answers, **cells):
    tables = {"cases": [case("1", **{**REPORT, **cells}), case("2")]}
    take(write(folder, {**tables, **({"report_responses": list(answers)} if answers else {})}), SCHEME, by="ana")


@pytest.fixture
def filled(either_register, tmp_path):
    taken(tmp_path / "x", ANSWER)


def test_an_answer_is_read_from_an_extract(filled):
    (one,) = reports(SCHEME)
    assert one.answer == Answer(date(2021, 7, 1), date(2021, 5, 10), date(2021, 5, 4), "We agree.")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"case_reference": "2"}, "a case with a public report"),
        ({"case_reference": "9"}, "the reference of a case"),
        ({"considered_on": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"satisfied_on": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"received_on": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"required_by": "2021-03-31"}, "a day on or after the public report, 2021-04-01"),
        ({"satisfied_on": "2021-05-09"}, "a day on or after the answer came, 2021-05-10"),
        ({"required_by": "soon"}, "a day as year-month-day"),
        ({"considered_on": "2021-02-30"}, "a day as year-month-day"),
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
    assert [one.answer.awaited(date(2021, 7, day)) for day in (1, 2)] == [Awaited.AWAITED, Awaited.OVERDUE]


def test_an_extract_of_before_need_not_know_of_the_day_an_answer_came(register, tmp_path):
    without = {name: cell for name, cell in ANSWER.items() if name != "received_on"}
    taken(tmp_path / "x", without)
    assert reports(SCHEME)[0].answer == Answer(date(2021, 7, 1), None, date(2021, 5, 4), "We agree.")


KNOWN = Answer(date(2021, 7, 1), date(2021, 7, 5), date(2021, 6, 1), "We agree.", date(2021, 8, 1))


@pytest.mark.parametrize(
    ("day", "then", "how_far"),
    [
        (date(2021, 5, 31), Answer(date(2021, 7, 1)), "awaited"),
        (date(2021, 7, 1), Answer(date(2021, 7, 1), None, date(2021, 6, 1)), "awaited"),
        (date(2021, 7, 4), Answer(date(2021, 7, 1), None, date(2021, 6, 1)), "overdue"),
        (date(2021, 7, 5), Answer(date(2021, 7, 1), date(2021, 7, 5), date(2021, 6, 1), "We agree."), "answered"),
        (date(2021, 8, 1), KNOWN, "satisfied"),
    ],
)
def test_what_was_known_of_an_answer_on_a_day(day, then, how_far):
    assert KNOWN.on(day) == then
    assert KNOWN.awaited(day) == how_far


def test_an_answer_is_late_the_day_after_its_last():
    assert [Answer(date(2021, 7, 1), date(2021, 7, day)).is_late for day in (1, 2)] == [False, True]
    assert not Answer(date(2021, 7, 1), None, None, "We agree.").is_late


def test_nothing_is_told_of_reports_before_the_first_that_has_an_answer(either_register, tmp_path):
    """Else every report of the years before an office began to record answers would be called overdue."""
    days = {"1": "2021-04-01", "2": "2021-03-31", "3": "2021-04-01", "4": "2021-08-02"}
    rows = [case(one, received_on="2020-01-01", **{**REPORT, "public_report_on": day}) for one, day in days.items()]
    take(write(tmp_path / "x", {"cases": rows}), SCHEME, by="ana")
    assert told(3, TODAY) == {}
    take(write(tmp_path / "y", {"cases": rows, "report_responses": [ANSWER]}), SCHEME, by="ana")
    assert {one: answer.awaited(TODAY) for one, answer in told(3, TODAY).items()} == {
        "1": "answered",
        "3": "overdue",
        "4": "awaited",
    }
    assert set(told(3, date(2021, 8, 1))) == {"1", "3"}


def test_an_answer_is_recorded_once_by_who_looked(filled):
    (one,) = reports(SCHEME)
    refused = []

    def record(text):
        try:
            cells = {"response": text, "considered_on": "2021-05-04", "satisfied_on": "2021-06-01"}
            answer(SCHEME, "1", cells, seen=one.digest, today=TODAY, by=text)
        except Refusal:
            refused.append(text)

    at_once(lambda: record("one"), lambda: record("two"))
    assert sorted([ReportResponse.objects.get().response, *refused]) == ["one", "two"]
    assert PriorRow.objects.filter(table="report_responses").count() == 1
    assert reports(SCHEME)[0].answer.awaited(date(2031, 1, 1)) == Awaited.SATISFIED


def test_nobody_is_satisfied_with_no_answer(filled):
    with pytest.raises(Refusal, match="Record the answer"):
        cells = {"satisfied_on": "2021-06-01"}
        answer(SCHEME, "1", cells, seen=reports(SCHEME)[0].digest, today=TODAY, by="cai")


def test_what_is_still_to_come_did_not_happen(filled):
    cells = {
        "response": "Yes.",
        "received_on": "2021-09-02",
        "considered_on": "2021-09-01",
        "required_by": "2021-12-01",
    }
    with pytest.raises(Refusal) as refused:
        answer(SCHEME, "1", cells, seen=reports(SCHEME)[0].digest, today=TODAY, by="cai")
    assert refused.value.args == ("The day on which the answer came is still to come.",)
    assert reports(SCHEME)[0].answer.response == "We agree."


def test_an_answer_is_recorded_at_the_desk(edition):
    case_of = Case.objects.filter(decided_on__isnull=False, public_report_on=None).first()
    Case.objects.filter(pk=case_of.pk).update(public_report_on=case_of.decided_on, public_report_title="<b>Cold")
    cai, address = signed_in("cai", Role.CASEWORKER), f"/desk/reports/{case_of.pk}/"
    link, lists = f'<a href="{address}">{case_of.pk}</a>', ("", "?answer=awaited", "?answer=satisfied")
    assert [link in cai.get(f"/desk/reports/{one}").content.decode() for one in lists] == [True, False, False]
    assert "<b>Cold" not in cai.get("/desk/reports/").content.decode()
    page = cai.get(address).content.decode()
    given = {"seen": page.split('name="seen" value="')[1][:64], "response": "<i>We</i> agree.", "considered_on": "x"}
    wrong = cai.post(address, given).content.decode()
    assert "considered_on: expected" in wrong
    assert "&lt;i&gt;We" in wrong
    assert cai.post(address, {**given, "considered_on": "2026-01-05"}).status_code == 302
    assert ReportResponse.objects.get(pk=case_of.pk).response == "<i>We</i> agree."
    assert link in cai.get("/desk/reports/?answer=answered").content.decode()
    assert "There are no such reports." in cai.get("/desk/reports/?answer=<b>&page=-1").content.decode()
    assert cai.get("/desk/reports/none/").status_code == 404


def test_an_answer_is_kept_whole_or_refused_and_line_ends_count_once(edition):
    case_of = Case.objects.filter(decided_on__isnull=False, public_report_on=None).first()
    Case.objects.filter(pk=case_of.pk).update(public_report_on=case_of.decided_on, public_report_title="Cold homes")
    cai, address = signed_in("cai", Role.CASEWORKER), f"/desk/reports/{case_of.pk}/"
    seen = cai.get(address).content.decode().split('name="seen" value="')[1][:64]
    long = "We agree.\n" * 2000  # the last line's end is not of the text: 19,999 characters
    over = {"seen": seen, "response": f"{long}.-".replace("\n", "\r\n")}
    told = cai.post(address, over).content.decode()
    assert "has at most 20,000 characters; this one has 20,002." in told
    assert "We agree.\r\n.-</textarea>" in told
    assert not ReportResponse.objects.filter(pk=case_of.pk).exists()
    assert cai.post(address, {"seen": seen, "response": long.replace("\n", "\r\n")}).status_code == 302
    assert ReportResponse.objects.get(pk=case_of.pk).response == long.strip()
