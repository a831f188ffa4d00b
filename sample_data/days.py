"""Days on which things happen: working days for what an office does, few of them while it was closed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from sample_data.mix import mix

BANK_HOLIDAYS = {(1, 1), (12, 25), (12, 26)}


def closed(day: date) -> bool:
    """Whether new complaints were not taken on a day."""
    shut = mix()["closed"]
    return bool(shut["first"] <= day <= shut["last"])


def later(day: date, days: int) -> date:
    """A day some days later, moved on to a working day."""
    moved = day + timedelta(days)
    return moved if moved.weekday() < 5 else moved + timedelta(7 - moved.weekday())


@cache
def working_days(first: date, last: date) -> tuple[date, ...]:
    """The working days of a span; while the office was closed, only one in so many."""
    every = (first + timedelta(n) for n in range((last - first).days + 1))
    working = [day for day in every if day.weekday() < 5 and (day.month, day.day) not in BANK_HOLIDAYS]
    kept = mix()["closed"]["kept"]
    return tuple(day for n, day in enumerate(working) if not closed(day) or n % kept == 0)


def some_day(random: Random, first: date, last: date) -> date:
    """A working day of a span, or its last day where there is none."""
    days = working_days(first, last)
    return days[int(random.random() * len(days))] if days else last


def received_before(random: Random, decided: date, days: int, start: date | None) -> date:
    """The day a case came in, about so many days before it was decided not before its authority began."""
    day = decided - timedelta(days)
    if closed(day) and random.random() * mix()["closed"]["kept"] > 1:
        day = mix()["closed"]["first"] - timedelta(1 + int(random.random() * 75))
    if start is None or day >= start:
        return day
    return start + timedelta(int(random.random() * ((decided - start).days // 2 + 1)))
