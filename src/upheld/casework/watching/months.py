"""Which months are watched, and which say what is usual. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from upheld.casework.refusal import Refusal
from upheld.vocabulary.scheme import Scheme

HISTORY_YEARS = 3


class Year(NamedTuple):
    """Months such as ``2022-03``, oldest first: those that say what is usual, and those of a year that are watched."""

    history: list[str]
    months: list[str]


def latest(last: date) -> str:
    """The latest complete month of a register whose last event was on a day."""
    return f"{((last + timedelta(days=1)).replace(day=1) - timedelta(days=1)):%Y-%m}"


def year_before(scheme: Scheme, year: Year, first: date) -> Year | None:
    """The whole year before; None where no complete year is before that."""
    start = date.fromisoformat(f"{year.months[0]}-01")
    before = _months(_years_before(start, 1), start)
    try:
        return split(scheme, before[-1], first, start - timedelta(days=1))
    except Refusal:
        return None


def last_day(month: str) -> date:
    """``2022-02`` → 28 February 2022"""
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def split(scheme: Scheme, month: str, first: date, last: date) -> Year:
    """The months of up to three complete years before, and those of the month's own year up to it.

    ``first`` and ``last`` are the days between which the register is complete. Raises `Refusal` where the month is
    not complete, or no whole year is before its own.
    """
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Refusal(f"“{month}” is not a month such as 2022-03.") from None
    if month > latest(last):
        raise Refusal(f"{month} is not complete: the register ends on {last.isoformat()}.")
    start = _start(scheme, day)
    begin = max(
        _years_before(start, HISTORY_YEARS), _start(scheme, first) if _soon(scheme, first) else _next(scheme, first)
    )
    if begin >= start:
        raise Refusal(f"Nothing can be told of {month}: there is no complete year before its own.")
    history = _months(begin, start)
    return Year(history, [*_months(start, day), month])


def _soon(scheme: Scheme, first: date) -> bool:
    """Whether the first decision was in the first month of a year: then that year is complete."""
    return first < _start(scheme, first) + timedelta(days=28)


def _start(scheme: Scheme, day: date) -> date:
    """The first day of the scheme's year that a day is in, as the first of a month."""
    ending = next(one for one in (day.year, day.year + 1) if day <= scheme.year(one).end)
    return (scheme.year(ending - 1).end + timedelta(days=1)).replace(day=1)


def _next(scheme: Scheme, day: date) -> date:
    return _years_before(_start(scheme, day), -1)


def _years_before(start: date, years: int) -> date:
    return start.replace(year=start.year - years)


def _months(first: date, end: date) -> list[str]:
    found = []
    while first < end:
        found.append(f"{first:%Y-%m}")
        first = (first + timedelta(days=31)).replace(day=1)
    return found
