"""Where something agreed stands on a day. Pure."""

from __future__ import annotations

from datetime import date

from upheld.vocabulary.words import Result


def state_of(due_on: date, completed_on: date | None, result: str, as_at: date) -> str:
    """Where a service improvement stands on a day: due, overdue, done, late (done late) or not_done.

    A result may be known without the day that it was done on: then the result alone says how it stands.
    """
    if result == Result.NOT_COMPLIED:
        return "not_done"
    if completed_on:
        return "late" if completed_on > due_on else "done"
    if result:
        return "late" if result == Result.LATE else "done"
    return "overdue" if due_on < as_at else "due"
