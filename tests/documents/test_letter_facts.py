"""What the register knows for a letter: to whom it goes, what is blocked from sending, whose events are whose."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.letters import DARTFORD, KENT, england
from upheld.casework.remedies import public_text
from upheld.casework.statements.answers import Answer
from upheld.casework.statements.models import DayException
from upheld.letters.facts import GapKind, LetterFacts
from upheld.letters.gather import facts
from upheld.register import models

pytestmark = pytest.mark.django_db
ALLERDALE, CUMBERLAND = "E07000026", "E06000063"
SENT, AFTER = date(2022, 7, 20), date(2022, 7, 21)


def of(whom: str, year: int = 2022) -> LetterFacts:
    return facts(england(), england().authorities, year, date(year, 7, 20))[whom]


def chief(authority: str, name: str) -> None:
    models.Contact.objects.create(
        authority=authority,
        role="chief_officer",
        email=f"{name}@example.org",
        name=f"Ada {name}",
        salutation=f"Ms {name}",
        post="Director",
    )


def case(reference: str, authority: str, **more: Any) -> models.Case:
    known = {"subject": "Housing", "received_on": date(2021, 4, 6), "decided_on": date(2021, 9, 1), "outcome": "upheld"}
    return models.Case.objects.create(reference=reference, authority=authority, **{**known, **more})


def recommendation(
    of_case: models.Case, number: int, public: bool, recorded_on: date, text: str = "Review the policy"
) -> None:
    models.Compliance.objects.get_or_create(case=of_case, recorded_on=recorded_on, result="not_complied")
    models.Recommendation.objects.create(
        case=of_case,
        number=number,
        category="procedure_or_policy",
        text=text,
        public=public,
        due_on=date(2021, 10, 1),
        extended_to=date(2021, 11, 1),
        result="not_complied",
    )


def test_one_chief_officer_whatever_the_post():
    chief(DARTFORD, "Martin")
    found = of(DARTFORD)
    (to,) = found.addressees
    assert (to.name, to.salutation, to.post, to.authority) == ("Ada Martin", "Ms Martin", "Director", DARTFORD)
    assert found.gaps == ()


def test_nobody_is_a_gap_and_the_office_is_written_to():
    found = of(DARTFORD)
    assert [(to.authority, to.name) for to in found.addressees] == [(DARTFORD, "")]
    assert [gap.kind for gap in found.gaps] == [GapKind.NOBODY]
    assert found.gaps[0].text.startswith("Dartford Borough Council: no chief officer is known.")


def test_two_are_a_gap_and_neither_is_chosen():
    chief(DARTFORD, "Martin")
    chief(DARTFORD, "Marsh")
    found = of(DARTFORD)
    assert [to.name for to in found.addressees] == [""]
    assert [gap.kind for gap in found.gaps] == [GapKind.SEVERAL]


def test_a_letter_for_one_that_ended_goes_to_its_successor():
    chief(ALLERDALE, "Left")
    found = of(ALLERDALE, 2023)
    assert [(to.authority, to.name) for to in found.addressees] == [(CUMBERLAND, "")]
    assert [gap.kind for gap in found.gaps] == [GapKind.LEFT]
    chief(CUMBERLAND, "New")
    found = of(ALLERDALE, 2023)
    assert [(to.authority, to.name) for to in found.addressees] == [(CUMBERLAND, "Ada New")]
    assert found.gaps == ()


def test_a_personal_remedy_is_named_by_its_case_alone():
    recommendation(case("21 001", KENT), 1, True, date(2021, 12, 1))
    recommendation(case("21 002", KENT), 1, False, date(2021, 12, 2))
    recommendation(case("21 003", KENT), 1, True, date(2022, 4, 1))  # recorded after the year
    told = [(one.case, one.text, one.due_on) for one in of(KENT).not_carried_out]
    assert told == [("21 001", "Review the policy", date(2021, 11, 1)), ("21 002", "", date(2021, 11, 1))]


def test_a_text_that_the_site_does_not_show_is_named_by_its_case_alone():
    of_nobody, of_a_person, held, later, gone = (case(f"21 00{number}", KENT) for number in range(1, 6))
    for one in (of_nobody, held, later, gone):
        recommendation(one, 1, True, date(2021, 12, 1))
    recommendation(of_a_person, 1, True, date(2021, 12, 1), "Write to Mrs Secret")
    now = datetime(2021, 12, 2, tzinfo=UTC)
    DayException.objects.create(reference=held.reference, day=None, reason="x", by="ana", at=now)
    models.Decision.objects.create(case=of_nobody, title="a", text="x", public_from=SENT)
    models.Decision.objects.create(case=later, title="a", text="x", public_from=AFTER)
    days = {"public_from": date(2021, 11, 1), "withdrawn_on": SENT}
    models.Decision.objects.create(case=gone, title="a", text="x", **days)
    told = {one.case: one.text for one in of(KENT).not_carried_out}
    assert told == {"21 001": "Review the policy"} | dict.fromkeys(("21 002", "21 003", "21 004", "21 005"), "")
    seen = public_text.hash_of("Write to Mrs Secret")
    public_text.decide("21 002", 1, seen, True, "A made-up name", now=now, by="cas")
    assert {one.case: one.text for one in of(KENT).not_carried_out}["21 002"] == "Write to Mrs Secret"


def test_a_report_after_an_authoritys_last_day_is_its_successors():
    case("22 001", ALLERDALE, public_report_on=date(2023, 3, 31), public_report_title="On the last day")
    case("22 002", ALLERDALE, public_report_on=date(2023, 4, 1), public_report_title="A day later")
    assert [one.title for one in of(ALLERDALE, 2023).reports] == ["On the last day"]
    assert [one.title for one in of(CUMBERLAND, 2024).reports] == ["A day later"]


def test_a_report_has_its_answer_as_it_was_known_when_the_letter_was_dated():
    given = case("21 001", KENT, public_report_on=date(2021, 5, 1), public_report_title="Answered")
    case("21 002", KENT, public_report_on=date(2021, 4, 30), public_report_title="Of before any answer")
    case("21 003", KENT, public_report_on=date(2021, 5, 2), public_report_title="Never answered")
    models.ReportResponse.objects.create(case=given, response="Yes.", received_on=SENT, satisfied_on=AFTER)
    assert {one.title: one.answer for one in of(KENT).reports} == {
        "Answered": Answer(date(2021, 8, 1), SENT, None, "Yes."),
        "Of before any answer": None,
        "Never answered": Answer(date(2021, 8, 2)),
    }


def test_workshops_count_for_everybody_and_people_for_their_own():
    held = models.Workshop.objects.create(code="W1", title="Handling", held_on=date(2021, 6, 1), mode="online")
    models.Attendance.objects.create(workshop=held, authority=KENT, people=3)
    models.Attendance.objects.create(workshop=held, authority="", people=4)
    kent, dartford = of(KENT).training, of(DARTFORD).training
    assert (kent.held, kent.reached, kent.came) == (1, 7, 3)
    assert (dartford.held, dartford.reached, dartford.came) == (1, 7, 0)


def test_a_section_of_the_code_is_told_as_assessed_last():
    for day, met in ((date(2021, 6, 1), "no"), (date(2022, 2, 1), "yes")):
        models.CodeAssessment.objects.create(authority=KENT, assessed_on=day, section="Timeliness", met=met)
    assert [(one.section, one.met) for one in of(KENT).code] == [("Timeliness", "yes")]
