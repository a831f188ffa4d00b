"""Totals of an earlier year as they were published, without the cases behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class PublishedTotal:
    """One earlier year's published totals of one authority; a number that was not published is None.

    ``counts`` by measure id as (count, base), either may be None. ``percents`` and ``group_percents`` by measure
    id, in the unit that was printed: 50 is 50 %, 9.4 is 9.4 per 100,000.
    """

    authority: str
    year: int
    counts: Mapping[str, tuple[int | None, int | None]]
    percents: Mapping[str, Fraction]
    group_percents: Mapping[str, Fraction]
    source: str
    note: str = ""
