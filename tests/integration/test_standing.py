"""What is public on a day, to the day: reports, withdrawals, improvements, assessments, training, what is due."""

from datetime import date, timedelta

import pytest

from tests.support import small_year
from upheld.publication.bundle import contents, standing
from upheld.publication.bundle.casework import public_casework
from upheld.publication.bundle.contents import Published
from upheld.register.models import (
    Attendance,
    Case,
    CodeAssessment,
    Compliance,
    Decision,
    Recommendation,
    Workshop,
)
from upheld.vocabulary.scheme import SmallNumbers

DAY = date(2022, 7, 27)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
DARTFORD = "E07000107"


def case(reference, **changes):
    facts = {"authority": DARTFORD, "subject": "Housing", "received_on": date(2021, 5, 1), "outcome": "upheld"}
    return Case.objects.create(reference=reference, **{**facts, "decided_on": date(2021, 8, 1), **changes})


def agreed(of, number=1, **changes):
    facts = {"category": "procedure_or_policy", "text": f"remedy {number}", "public": True, "due_on": date(2021, 12, 1)}
    return Recommendation.objects.create(case=of, number=number, **{**facts, **changes})


def public(day=DAY):
    return public_casework(small_year.directory(), day)


@pytest.mark.parametrize("on, shown", [(BEFORE, True), (DAY, True), (AFTER, False)])
def test_a_report_is_public_from_its_day_on(register, on, shown):
    case("A", public_report_on=on, public_report_title="A report")
    assert [one.title for one in public().reports] == ["A report"] * shown


@pytest.mark.parametrize("on, told", [(BEFORE, True), (DAY, True), (AFTER, False)])
def test_a_withdrawal_is_told_from_its_day_on(register, on, told):
    one = case("A")
    facts = {"title": "t", "text": "t", "public_from": date(2022, 1, 1), "withdrawn_reason": "why"}
    Decision.objects.create(case=one, withdrawn_on=on, **facts)
    found = public()
    assert len(list(found.withdrawn)) == told
    assert len(list(found.decisions)) == (not told)


@pytest.mark.parametrize(
    "due_on, completed_on, result, state",
    [
        (AFTER, None, "", "due"),
        (DAY, None, "", "due"),
        (BEFORE, None, "", "overdue"),
        (DAY, BEFORE, "", "done"),
        (DAY, DAY, "", "done"),
        (BEFORE, DAY, "", "late"),
        (BEFORE, None, "not_complied", "not_done"),
        (BEFORE, BEFORE, "not_complied", "not_done"),
        (BEFORE, None, "on_time", "done"),
        (BEFORE, None, "late", "late"),
    ],
)
def test_where_an_improvement_stands(due_on, completed_on, result, state):
    assert standing.state_of(due_on, completed_on, result, DAY) == state


@pytest.mark.parametrize(
    "changes, recorded_on, due_on, state",
    [
        ({"due_on": BEFORE, "extended_to": AFTER}, None, AFTER, "due"),
        ({"due_on": BEFORE, "completed_on": AFTER}, None, BEFORE, "overdue"),
        ({"due_on": BEFORE, "result": "not_complied"}, AFTER, BEFORE, "overdue"),
        ({"due_on": BEFORE, "result": "not_complied"}, DAY, BEFORE, "not_done"),
        ({"due_on": BEFORE, "result": "on_time"}, AFTER, BEFORE, "overdue"),
        ({"due_on": BEFORE, "result": "on_time"}, DAY, BEFORE, "done"),
        ({"due_on": BEFORE, "result": "late"}, DAY, BEFORE, "late"),
    ],
)
def test_an_improvement_is_told_as_it_was_known_that_day(register, changes, recorded_on, due_on, state):
    one = case("A")
    agreed(one, **changes)
    if recorded_on:
        Compliance.objects.create(case=one, recorded_on=recorded_on, result="not_complied")
    (found,) = public().improvements
    assert (found.due_on, found.state) == (due_on, state)


def test_an_improvement_has_a_key_of_its_own_that_stays_and_tells_nothing(register):
    one, other = case("21 000 777"), case("21 000 778")
    for of, number in ((one, 1), (one, 2), (other, 1)):
        agreed(of, number, text="remedy")
    before = [each.key for each in public().improvements]
    assert len(set(before)) == 3
    assert all(len(key) == 40 and int(key, 16) for key in before)
    Recommendation.objects.update(text="Remedy", extended_to=date(2023, 1, 1), completed_on=DAY)
    Decision.objects.create(case=one, title="t", text="t", public_from=date(2022, 1, 1))
    assert [each.key for each in public().improvements] == before


def test_the_latest_assessment_up_to_the_day_counts(register):
    for on, met in ((date(2021, 1, 1), "no"), (DAY, "partly"), (AFTER, "yes")):
        CodeAssessment.objects.create(authority=DARTFORD, assessed_on=on, section="1", met=met)
    CodeAssessment.objects.create(authority=DARTFORD, assessed_on=date(2021, 1, 1), section="2", met="no")
    assert [(one.section, one.met) for one in public().assessments] == [("1", "partly")]


def test_training_is_told_once_it_was_held_newest_first(register):
    for code, on in (("early", BEFORE), ("now", DAY), ("later", AFTER)):
        workshop = Workshop.objects.create(code=code, title=code, held_on=on, mode="online")
        Attendance.objects.create(workshop=workshop, authority=DARTFORD, people=2)
        Attendance.objects.create(workshop=workshop, authority="", people=5)
    assert [(one.title, one.people) for one in public().trainings] == [("now", 2), ("early", 2)]


def test_what_is_still_due_and_what_of_it_is_overdue(register):
    for reference, days in (("A", (BEFORE, AFTER)), ("B", (BEFORE, BEFORE)), ("C", (DAY,))):
        one = case(reference)
        for number, due_on in enumerate(days):
            agreed(one, number, due_on=due_on)
    extended = case("D")
    agreed(extended, due_on=BEFORE, extended_to=DAY)
    settled = case("E")
    agreed(settled, due_on=BEFORE)
    Compliance.objects.create(case=settled, recorded_on=DAY, result="on_time")
    to_be_settled = case("F")
    agreed(to_be_settled, due_on=BEFORE)
    Compliance.objects.create(case=to_be_settled, recorded_on=AFTER, result="on_time")
    agreed(case("G", decided_on=AFTER), due_on=AFTER)
    case("H")
    (found,) = public().still_due
    assert (found.authority, found.cases, found.overdue) == (DARTFORD, 5, 2)


def test_where_small_numbers_are_withheld_nothing_is_said_of_what_is_still_due(register):
    agreed(case("A"), due_on=BEFORE)
    for threshold, told in ((0, 1), (5, 0)):
        rules = SmallNumbers(withhold_below=threshold)
        scheme = small_year.scheme().model_copy(update={"small_numbers": rules})
        published = Published(scheme, small_year.directory(), (), public(), DAY, sample=True, preview=False)
        assert len(list(contents.still_due(published))) == told
