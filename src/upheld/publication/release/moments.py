"""Moments as people write them, by the clocks of a time zone, and as they are kept, in UTC.

When clocks go forward an hour of the day does not exist; when they go back an hour happens twice. A time in the first
is refused, one in the second is asked about. Nothing is guessed: a release an hour off breaks a promise, or an embargo.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


class Which(StrEnum):
    """Which of two moments of the same time of day."""

    FIRST = "first"
    SECOND = "second"


class NoMoment(ValueError):
    """What was written names no moment; the text says why."""


class TwoMoments(ValueError):
    """What was written names two moments, the ``args``, in UTC: one must be chosen."""

    def __init__(self, first: datetime, second: datetime):
        super().__init__(first, second)
        self.first, self.second = first, second


def moments(clock: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments, in UTC, at which the clocks of a zone show a time: one, none, or two."""
    found = {clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in found if one.astimezone(zone).replace(tzinfo=None) == clock)


def moment(written: str, zone: ZoneInfo, which: str = "") -> datetime:
    """``2022-07-27 09:30`` by the clocks of a zone, in UTC: with London's, 8:30.

    Raises `NoMoment` where it is no time, or the clocks skip it, and `TwoMoments` where they show it twice and
    ``which`` does not say "first" or "second".
    """
    found = moments(_read(written), zone)
    if not found:
        raise NoMoment(f"the clocks go forward then: {written} does not exist")
    if len(found) == 1:
        return found[0]
    if which not in (Which.FIRST, Which.SECOND):
        raise TwoMoments(*found)
    return found[which == Which.SECOND]


def _read(written: str) -> datetime:
    for form in FORMS:
        try:
            return datetime.strptime(written.strip(), form)  # noqa: DTZ007  # by the zone's clocks: no moment yet
        except ValueError:
            continue
    raise NoMoment(f"{written!r} is no day and time such as 2022-07-27 09:30:00")
