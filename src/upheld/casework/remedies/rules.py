"""Where a remedy stands, whose turn it is, and what the remedies of a case come to: pure rules, printed where used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from upheld.vocabulary.words import Result

SOON = 14
"""Days before a remedy is due from which it is due soon."""


class Turn(StrEnum):
    """Where a remedy stands, what is most pressing first."""

    OVERDUE = "overdue"
    SOON = "due soon"
    THEIRS = "awaiting them"
    OURS = "awaiting us"
    DONE = "done"
    FAILED = "not carried out"


OPEN = (Turn.OVERDUE, Turn.SOON, Turn.THEIRS, Turn.OURS)
TURNS = {
    Turn.OVERDUE: "The day has passed, and nothing that waits for our answer has been sent.",
    Turn.SOON: f"It is due within {SOON} days.",
    Turn.THEIRS: f"It is due in more than {SOON} days.",
    Turn.OURS: "Evidence has been sent, more time asked for, or it is on record as done without a result: we answer.",
    Turn.DONE: "We have accepted that it was done.",
    Turn.FAILED: "It was recorded as not carried out.",
}
"""What each means, as it is printed."""
COMES_TO = (
    "If one remedy was recorded as not carried out: not complied with.",
    "If not, and one has no result yet: nothing, until it has.",
    "If not, and one was done after its day (the later day, where more time was agreed): complied with late.",
    "If not: complied with on time.",
)
"""The rule of `outcome_of`, as it is printed. Late is complied."""


@dataclass(frozen=True)
class Remedy:
    """One thing that an authority agreed to do, as far as rules need it. ``asks``: something waits for our answer."""

    number: int
    due_on: date
    extended_to: date | None = None
    completed_on: date | None = None
    result: str = ""
    asks: bool = False

    @property
    def due(self) -> date:
        """The day that holds: the later one, where more time was agreed."""
        return self.extended_to or self.due_on


def turn_of(remedy: Remedy, today: date) -> Turn:
    """Where a remedy stands on a day. One that an extract says was done, with no result yet, waits for us to say it."""
    if remedy.result:
        return Turn.FAILED if remedy.result == Result.NOT_COMPLIED else Turn.DONE
    if remedy.asks or remedy.completed_on:
        return Turn.OURS
    if remedy.due < today:
        return Turn.OVERDUE
    return Turn.SOON if remedy.due <= today + timedelta(days=SOON) else Turn.THEIRS


def result_of(remedy: Remedy, done_on: date) -> Result:
    """What it is that a remedy was done on a day: on the day it was due is on time."""
    return Result.ON_TIME if done_on <= remedy.due else Result.LATE


def outcome_of(remedies: Sequence[Remedy]) -> Result | None:
    """What a case's remedies come to as a whole, by `COMES_TO`; None where they come to nothing yet."""
    results = [one.result for one in remedies]
    if Result.NOT_COMPLIED in results:
        return Result.NOT_COMPLIED
    if not results or "" in results:
        return None
    return Result.LATE if Result.LATE in results else Result.ON_TIME


def next_step(steps: Sequence[str], taken: Collection[str]) -> str:
    """The step of escalation that follows those taken, in the scheme's order; "" after the last."""
    return next((one for one in steps if one not in taken), "")
