"""The chart of a drift, drawn: how near to a signal each month was, beside the line where it signals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.casework.watching.charts import Seen
from upheld.casework.watching.months import last_day
from upheld.casework.watching.told import DRAWN

WIDE, TALL = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 24, 696, 24, 216
ABOVE = 1.1
"""How far the drawing goes above the line, at least, as a multiple of it."""
QUARTERS = (1, 4, 7, 10)
"""Months that are named where there is little room."""


@dataclass(frozen=True)
class Bar:
    """A month: where its bar stands, in the drawing's units, and what is written below it."""

    middle: float
    left: float
    wide: float
    top: float
    tall: float
    signal: bool
    named: str
    year: str
    between: bool


@dataclass(frozen=True)
class Drawn:
    """The chart: its bars, the height of the line where it signals, and where the year begins (None at its edge)."""

    bars: tuple[Bar, ...]
    line: float
    year_begins: float | None
    wide: int = WIDE
    tall: int = TALL
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def drawn(months: Sequence[Seen], since: str) -> Drawn:
    """The chart of months, oldest first; ``since`` is the first month of the year that what is usual is told for."""
    each = (RIGHT - LEFT) / len(months)
    unit = (BOTTOM - TOP) / min(max(100 * ABOVE, *(one.level for one in months)), DRAWN)
    bars = tuple(_bar(place, one, LEFT + place * each, each, unit) for place, one in enumerate(months))
    begins = next((place for place, one in enumerate(months) if one.month >= since), 0)
    return Drawn(bars, round(BOTTOM - 100 * unit, 1), round(LEFT + begins * each, 1) if begins else None)


def _bar(place: int, one: Seen, left: float, each: float, unit: float) -> Bar:
    day = last_day(one.month)
    tall = min(one.level, DRAWN) * unit
    return Bar(
        middle=round(left + each / 2, 1),
        left=round(left + each * 0.15, 1),
        wide=round(each * 0.7, 1),
        top=round(BOTTOM - tall, 1),
        tall=round(tall, 1),
        signal=one.signal,
        named=f"{day:%b}",
        year=f"{day:%Y}" if place == 0 or day.month == 1 else "",
        between=day.month not in QUARTERS,
    )
