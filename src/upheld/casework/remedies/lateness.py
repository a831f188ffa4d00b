"""How late remedies come, by category: whole days, and their median as an exact fraction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from upheld.statistics.facets import median_of


@dataclass(frozen=True)
class Done:
    """A remedy that was done: its category, the day it was due (with extensions), the day it was done."""

    category: str
    due: date
    done_on: date


@dataclass(frozen=True)
class Lateness:
    """Of one category: how many were done, how many of them late, and the median days late of those."""

    category: str
    done: int
    late: int
    median_days: Fraction | None

    @property
    def median_words(self) -> str:
        """The median as it is shown: 5, 4½; "" where nothing was late."""
        if self.median_days is None:
            return ""
        whole = int(self.median_days)
        return f"{whole:,}" + ("½" if self.median_days != whole else "")


def by_category(done: Iterable[Done]) -> list[Lateness]:
    """One row for each category in which something was done, by its name. A day late is one day."""
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for one in done:
        days[one.category][max(0, (one.done_on - one.due).days)] += 1
    return [_row(category, found) for category, found in sorted(days.items())]


def _row(category: str, days: Counter[int]) -> Lateness:
    late = {str(n): (count, 0) for n, count in days.items() if n > 0}
    number = sum(count for count, _ in late.values())
    return Lateness(category, days.total(), number, median_of(late) if late else None)
