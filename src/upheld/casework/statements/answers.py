"""The answer to a public report, as far as it is known on a day. Pure.

An authority in England must tell within three months what it has done or will do (Local Government Act 1974, section
31(2)); the scheme says how long it is.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Awaited(StrEnum):
    """How far the answer to a report is, in the words that a person is shown."""

    OVERDUE = "overdue"
    AWAITED = "awaited"
    ANSWERED = "answered"
    SATISFIED = "satisfied"


@dataclass(frozen=True)
class Answer:
    """What an authority answers to a report. ``required_by`` is the day that was recorded, or the scheme's."""

    required_by: date
    received_on: date | None = None
    considered_on: date | None = None
    response: str = ""
    satisfied_on: date | None = None

    def on(self, day: date) -> Answer:
        """What of it there was on a day. A text that came on no known day was always there."""
        came = self.received_on is None or self.received_on <= day
        return replace(
            self,
            received_on=_by(self.received_on, day),
            considered_on=_by(self.considered_on, day),
            response=self.response if came else "",
            satisfied_on=_by(self.satisfied_on, day),
        )

    def awaited(self, today: date) -> Awaited:
        """How far the answer is on a day. An answer may be given on the whole of the last day."""
        known = self.on(today)
        if known.satisfied_on:
            return Awaited.SATISFIED
        if known.response or known.received_on:
            return Awaited.ANSWERED
        return Awaited.OVERDUE if today > self.required_by else Awaited.AWAITED

    @property
    def is_late(self) -> bool:
        """Whether it came after the day by which it was due; an answer that came on no known day was not."""
        return self.received_on is not None and self.received_on > self.required_by


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day (30 November + 3: 28 February)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _by(event: date | None, day: date) -> date | None:
    return event if event and event <= day else None
