"""Two people at the same moment at every action on a remedy: one of them is told, and what is kept fits together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.test_remedies import CASE, OWN, SCHEME, case, now, remedy, today  # noqa: F401
from tests.support.at_once import at_once
from upheld.casework.refusal import Refusal
from upheld.casework.remedies import asking, assessing, calendar
from upheld.casework.remedies.models import Answer, CalendarAddress, Evidence, MoreTime, Step
from upheld.register.models import Compliance, PriorRow, Recommendation

pytestmark = pytest.mark.usefixtures("case")
FIRST = SCHEME.remedies.escalation[0]


def told(*works: Callable[[], object]) -> list[str]:
    """What each was told: "" where it went through, else the refusal; in no order. Nothing else may be raised."""
    found: list[str] = []

    def tried(work: Callable[[], object]) -> Callable[[], None]:
        def one() -> None:
            try:
                work()
            except Refusal as refusal:
                found.append(str(refusal))
            else:
                found.append("")

        return one

    at_once(*map(tried, works))
    return sorted(found)


def by(who: str) -> dict[str, object]:
    return {"now": now(), "by": who}


def evidence(number: int = 2) -> Evidence:
    return asking.send_evidence(remedy(number), "Done", today(-1), [], **by("fay"))


def more_time(days: int = 20) -> MoreTime:
    return asking.ask_for_time(remedy(2), today(days), "The panel", **by("fay"))


def escalated() -> None:
    for step in SCHEME.remedies.escalation:
        assessing.take_step(SCHEME, remedy(2), step, today(), "Done", **by("cas"))


def held() -> Recommendation:
    return Recommendation.objects.get(number=2)


def test_accepted_and_not_enough():
    sent, one = evidence(), remedy(2)
    answers = told(
        lambda: assessing.accept(SCHEME, one, sent, today(-1), **by("cas")),
        lambda: assessing.not_enough(one, sent, "What?", **by("kim")),
    )
    assert answers[0] == "" and "in the meantime" in answers[1]
    assert (held().result == "late") is (Evidence.objects.get().state == Answer.ACCEPTED)


def test_more_time_is_agreed_while_the_remedy_is_assessed():
    sent, asked, one = evidence(), more_time(), remedy(2)
    answers = told(
        lambda: assessing.accept(SCHEME, one, sent, today(-1), **by("cas")),
        lambda: assessing.answer_time(SCHEME, one, asked, True, "Fair", **by("kim")),
    )
    agreed = MoreTime.objects.get().state == Answer.ACCEPTED
    assert answers in (["", ""], ["", "This remedy has been settled in the meantime."])
    assert (held().extended_to == today(20)) is agreed
    assert held().result == ("on_time" if agreed else "late")


def test_what_a_page_showed_before_more_time_was_agreed_does_not_make_it_late():
    sent, asked, shown = evidence(), more_time(), remedy(2)
    assessing.answer_time(SCHEME, shown, asked, True, "Fair", **by("kim"))
    assert assessing.accept(SCHEME, shown, sent, today(-1), **by("cas")) == "on_time"


def test_more_time_is_agreed_and_not_agreed():
    asked, one = more_time(), remedy(2)
    answers = told(
        lambda: assessing.answer_time(SCHEME, one, asked, True, "Fair", **by("kim")),
        lambda: assessing.answer_time(SCHEME, one, asked, False, "Not fair", **by("cas")),
    )
    assert answers == ["", "This has been answered in the meantime."]
    assert (held().extended_to is not None) is (MoreTime.objects.get().answer == "Fair")


def test_more_time_is_asked_for_twice():
    one = remedy(2)
    answers = told(*(lambda who=who: asking.ask_for_time(one, today(9), "Why", **by(who)) for who in ("fay", "gil")))
    assert answers[0] == "" and "already" in answers[1]
    assert MoreTime.objects.count() == 1


def test_a_step_is_taken_twice():
    one = remedy(2)
    answers = told(
        *(lambda who=who: assessing.take_step(SCHEME, one, FIRST, today(), "x", **by(who)) for who in ("cas", "kim"))
    )
    assert answers == ["", "Steps are recorded in their order, each once."]
    assert Step.objects.count() == 1


def test_evidence_is_sent_while_it_is_recorded_as_not_carried_out():
    escalated()
    one = remedy(2)
    answers = told(
        lambda: asking.send_evidence(one, "Done", today(-1), [], **by("fay")),
        lambda: assessing.fail(SCHEME, one, "They will not", **by("dee")),
    )
    assert held().result == "not_complied" and answers[0] == ""
    assert list(Evidence.objects.values_list("state", "answer")) in ([], [(Answer.NOT_ACCEPTED, "They will not")])
    assert Evidence.objects.exists() is (answers[1] == ""), "what is kept was sent, and what was refused is not kept"


def test_more_time_is_agreed_while_it_is_recorded_as_not_carried_out():
    escalated()
    asked, one = more_time(), remedy(2)
    answers = told(
        lambda: assessing.answer_time(SCHEME, one, asked, True, "Fair", **by("kim")),
        lambda: assessing.fail(SCHEME, one, "They will not", **by("dee")),
    )
    agreed = MoreTime.objects.get().state == Answer.ACCEPTED
    assert answers[0] == "" and answers[1] in ("It is not overdue.", "This remedy has been settled in the meantime.")
    assert (held().extended_to, held().result) == ((today(20), "") if agreed else (None, "not_complied"))


def test_it_is_accepted_while_it_is_recorded_as_not_carried_out():
    escalated()
    sent, one = evidence(), remedy(2)
    answers = told(
        lambda: assessing.accept(SCHEME, one, sent, today(-1), **by("cas")),
        lambda: assessing.fail(SCHEME, one, "They will not", **by("dee")),
    )
    assert answers == ["", "This remedy has been settled in the meantime."]
    assert (held().result, Evidence.objects.get().state) in (
        ("late", Answer.ACCEPTED),
        ("not_complied", Answer.NOT_ACCEPTED),
    )


def test_it_is_recorded_as_not_carried_out_twice():
    escalated()
    one = remedy(2)
    answers = told(*(lambda who=who: assessing.fail(SCHEME, one, "No", **by(who)) for who in ("dee", "don")))
    assert answers == ["", "This remedy has been settled in the meantime."]
    assert PriorRow.objects.filter(table="recommendations").count() == 1


def test_the_outcome_is_confirmed_twice():
    for number in (1, 2):
        assessing.accept(SCHEME, remedy(number), evidence(number), today(-1), **by("cas"))
    answers = told(
        *(lambda who=who: assessing.confirm(SCHEME, CASE, "late", director=False, **by(who)) for who in ("cas", "kim"))
    )
    assert answers[0] == "" and "has a compliance outcome already" in answers[1]
    assert Compliance.objects.count() == 1


def test_two_addresses_of_a_calendar_leave_one():
    calendar.new_address(OWN, **by("fay"))
    answers = told(*(lambda who=who: calendar.new_address(OWN, **by(who)) for who in ("fay", "gil")))
    assert answers[0] == ""
    assert answers[1] == "" or "Somebody else has made an address" in answers[1]
    assert CalendarAddress.objects.filter(ended_at=None).count() == 1
