"""Spans of days within which one answer holds: which year a day is in, whom a name means, who takes an event."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from upheld.intake.naming import Calendar
from upheld.statistics.responsibility import terms
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.year import Year

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Periods:
    """Periods by number: 0 is before the first edge, n begins on the n-th. Edges are in order, each once."""

    edges: tuple[date, ...]

    def of(self, day: ir.DateValue) -> ir.IntegerValue:
        """The number of the period that a day is in, in the engine: found by halving.

        As many steps as the number of edges has binary digits; adding up comparisons took half as long again.
        """
        return self._halved(day, 0, len(self.edges))

    def _halved(self, day: ir.DateValue, low: int, high: int) -> ir.IntegerValue:
        import ibis

        if low == high:
            return ibis.literal(low, "int32")
        middle = (low + high) // 2
        return ibis.ifelse(
            day < self.edges[middle], self._halved(day, low, middle), self._halved(day, middle + 1, high)
        )

    def number(self, day: date) -> int:
        """The number of the period that a day is in."""
        return bisect_right(self.edges, day)

    def day_in(self, number: int) -> date:
        """A day of a period: its first, or the one before the first edge."""
        if not self.edges:
            return date.min
        return self.edges[number - 1] if number else self.edges[0] - timedelta(days=1)


def of_authorities(directory: AuthorityDirectory) -> tuple[date, ...]:
    """The days on which anything about authorities changes: names, lives, and who answers for whose cases."""
    answers = (term.first for term in terms(directory) if term.first)
    return tuple(sorted({*Calendar(directory).edges, *answers}))


def of_years(years: Sequence[Year]) -> Iterable[date]:
    """First days of years, and the day after the last of each."""
    return sorted({day for year in years for day in (year.start, year.end + timedelta(days=1))})


def inside(edges: Iterable[date], years: Sequence[Year]) -> Periods:
    """Periods of events within years alone: what changed before the first or after the last makes no difference."""
    first, last = min(year.start for year in years), max(year.end for year in years)
    within = {edge for edge in edges if first < edge <= last}
    return Periods(tuple(sorted({first, *within, *(day for day in of_years(years) if day <= last)})))
