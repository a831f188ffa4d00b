"""The shapes of charts, as numbers. Templates draw them; what they show stands beside them as text."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

ACROSS = 1000
WHOLE = 1.0
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
TALL = 100


@dataclass(frozen=True)
class Bar:
    """A rate with its interval and the average of similar authorities, on a scale that ends at ``end``."""

    rate: float
    lower: float
    upper: float
    group: float | None
    end: float


def bar(figure: sqlite3.Row, *, is_share: bool) -> Bar | None:
    """The bar of a figure that has a rate. Shares end at 1, other rates at a round number beyond them."""
    if figure["state"] != "rate" or figure["lower"] is None:
        return None
    marks = [figure["rate"], figure["upper"], figure["group_rate"] or 0]
    end = WHOLE if is_share else rounded_up(max(marks))

    def across(value: float) -> float:
        return round(min(value / end, 1) * ACROSS, 1)

    group = figure["group_rate"]
    return Bar(
        rate=across(figure["rate"]),
        lower=across(figure["lower"]),
        upper=across(figure["upper"]),
        group=None if group is None else across(group),
        end=end,
    )


def rounded_up(value: float) -> float:
    """The first round number that is no smaller: 3.2 → 5."""
    return float(next((step for step in STEPS if step >= value), value))


@dataclass(frozen=True)
class YearBar:
    """One year on a strip: its height and the group's of 100, None where there is none."""

    label: str
    shown: str
    height: float | None
    group: float | None
    published: bool
    broken: bool


def year_bars(points: Sequence[sqlite3.Row], *, is_share: bool) -> list[YearBar]:
    """The strip of years as bars on one scale."""
    rates = [rate for point in points for rate in (point["rate"], point["group_rate"]) if rate is not None]
    end = WHOLE if is_share else rounded_up(max(rates, default=1))

    def height(rate: float | None) -> float | None:
        return None if rate is None else round(rate / end * TALL, 1)

    return [
        YearBar(
            label=point["label"],
            shown=point["shown"] or "",
            height=height(point["rate"]),
            group=height(point["group_rate"]),
            published=bool(point["published"]),
            broken=point["breaks"] != "[]",
        )
        for point in points
    ]
