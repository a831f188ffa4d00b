"""What each word of a measure means, said once, as a predicate on an event of the snapshot.

An event is one row of one table of `SnapshotFiles`. A measure counts events of one table (which is told by
the word that dates it); each event of a year is in the measure's base or not, and if so counted or not. The
reference engine runs these functions as they stand; every other engine says the same in its own language and
is held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from upheld.statistics.counting import Breakdown, CountPlan
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Base, Counted, DatedBy, Result
from upheld.vocabulary.year import Year

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Events:
    """The events that a word of time speaks of: their table, their day, and the authority they count for."""

    table: str
    day: str
    authority: str


EVENTS: dict[DatedBy, Events] = {
    DatedBy.DECISION: Events("cases", "decided_on", "decided_by"),
    DatedBy.RECEIPT: Events("cases", "received_on", "received_by"),
    DatedBy.COMPLIANCE_OUTCOME: Events("compliance", "recorded_on", "counted_for"),
    DatedBy.REPLY_DUE: Events("enquiries", "due_on", "counted_for"),
}


def is_investigation(case: Event, plan: CountPlan) -> bool:
    """A case decided upheld or not upheld (as the scheme's outcomes say)."""
    return case["outcome"] in plan.investigations


def is_upheld(case: Event, plan: CountPlan) -> bool:
    """Fault was found. Fault that the authority accepted before the investigation is fault: same outcome."""
    return case["outcome"] in plan.upheld


def has_satisfactory_remedy(case: Event, plan: CountPlan) -> bool:
    """An upheld case in which the authority had already offered a remedy that the ombudsman agreed with."""
    return is_upheld(case, plan) and bool(case["satisfactory_remedy"])


def is_complied(outcome: Event, _plan: CountPlan) -> bool:
    """Complied, on time or late: late is complied."""
    return outcome["result"] in (Result.ON_TIME, Result.LATE)


def is_complied_late(outcome: Event, _plan: CountPlan) -> bool:
    """Complied, but late."""
    return bool(outcome["result"] == Result.LATE)


def is_answered_late(enquiry: Event, _plan: CountPlan) -> bool:
    """Answered after the day the reply was due, or not answered at all."""
    return enquiry["answered_on"] is None or enquiry["answered_on"] > enquiry["due_on"]


def every_event(_event: Event, _plan: CountPlan) -> bool:
    """All events that the year holds."""
    return True


def no_event(_event: Event, _plan: CountPlan) -> bool:
    """None: residents are people, not events; they are put in after counting."""
    return False


Predicate = Callable[[Event, CountPlan], bool]

IN_BASE: dict[Base, Predicate] = {
    Base.INVESTIGATIONS: is_investigation,
    Base.UPHELD_DECISIONS: is_upheld,
    Base.COMPLIANCE_OUTCOMES: every_event,
    Base.ENQUIRIES: every_event,
    Base.RESIDENTS: no_event,
}

IS_COUNTED: dict[Counted, Predicate] = {
    Counted.UPHELD: is_upheld,
    Counted.COMPLIED: is_complied,
    Counted.COMPLIED_LATE: is_complied_late,
    Counted.SATISFACTORY_REMEDY: has_satisfactory_remedy,
    Counted.ANSWERED_LATE: is_answered_late,
}


def days_late(recommendation: Event) -> int | None:
    """Whole days from the day a recommendation was due (as extended) to the day it was done.

    None unless its own result is late and the day it was done is known and after the day it was due.
    """
    done = recommendation["completed_on"]
    if recommendation["result"] != Result.LATE or done is None:
        return None
    due: date = recommendation["extended_to"] or recommendation["due_on"]
    days: int = (done - due).days
    return days if days > 0 else None


def is_open_at_end(case: Event, year_end: date) -> bool:
    """Received by the year's end and not decided by then: carried forward, and brought forward by the next
    year.
    """
    received, decided = case["received_on"], case["decided_on"]
    return received <= year_end and (decided is None or decided > year_end)


def was_handed_within(handover: Event, year: Year) -> bool:
    """Handed over after the year's first day and by its last: on the first day itself, the one before it carried the
    case forward and the one after it brings it forward.
    """
    return bool(year.start < handover["handed_on"] <= year.end)


ALL_BREAKDOWNS: tuple[Breakdown, ...] = tuple(Breakdown)


def plan(scheme: Scheme, years: Sequence[int]) -> CountPlan:
    """What to count for a scheme: all its measures and every breakdown, in the given (complete) years."""
    return CountPlan(
        measures=tuple(scheme.measures),
        breakdowns=ALL_BREAKDOWNS,
        years=tuple(sorted(years)),
        year_end=scheme.last_day,
        investigations=scheme.investigation_outcomes,
        upheld=scheme.upheld_outcomes,
    )
