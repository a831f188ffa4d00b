"""When those who are told once a week are told: a day and an hour by the scheme's clocks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Weekly:
    """A day of the week, 0 for Monday, and a full hour in a time zone."""

    weekday: int = 0
    hour: int = 8
    zone: str = "UTC"

    def last(self, now: datetime) -> datetime:
        """The last moment of it that is not after ``now``, in UTC.

        An hour that clocks leave out is taken where it would have been; of an hour that comes twice, the first.
        """
        here = now.astimezone(ZoneInfo(self.zone))
        day = here.date() - timedelta(days=(here.weekday() - self.weekday) % 7)
        for one in (day, day - timedelta(days=7)):
            moment = datetime.combine(one, time(self.hour), ZoneInfo(self.zone)).astimezone(UTC)
            if moment <= now:
                return moment
        raise AssertionError("a week has one such moment")


def weekly_of(rules: dict[str, Any]) -> Weekly:
    """The moment by a bundle's rules; a bundle of before has none, and gets Monday at 8 by UTC."""
    told = rules.get("following")
    if not told:
        return Weekly()
    return Weekly(WEEKDAYS.index(told["weekday"]), told["hour"], rules.get("time_zone", "UTC"))
