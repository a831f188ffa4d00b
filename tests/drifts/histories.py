"""Seeded histories of a monthly count, and three rules that look at them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, quantiles

from upheld.statistics.drift import USUAL, Month, counts_chart, followed

HISTORY, RUN = 36, 60
"""Months of history, and months then watched."""

Rule = Callable[[list[int], list[int]], list[int]]
"""(history, months watched) → places of the months that it signals."""


def poisson(draw: random.Random, mean: float) -> int:
    """A count of a Poisson distribution; in parts, so that no term is too small to be told from 0."""
    if mean > 50:
        return poisson(draw, 50) + poisson(draw, mean - 50)
    left, count, term = draw.random(), 0, math.exp(-mean)
    while left > term and count < 1000:
        left -= term
        count += 1
        term *= mean / count
    return count


def cusum(history: list[int], months: list[int]) -> list[int]:
    """The chart of early warning, its usual rate taken from the history."""
    if not sum(history):
        return []
    chart = counts_chart(Fraction(sum(history), len(history)))
    return [at for at, one in enumerate(followed(chart, [Month(count, USUAL) for count in months])) if one.signal]


def up_by_a_quarter(history: list[int], months: list[int]) -> list[int]:
    """A month with at least a quarter more than the same month a year before."""
    both = [*history, *months]
    return [at for at in range(len(months)) if months[at] > 0 and 4 * months[at] >= 5 * both[len(history) + at - 12]]


def three_sigma(history: list[int], months: list[int]) -> list[int]:
    """A month above the mean by more than three standard deviations of a Poisson count (Shewhart)."""
    mean = sum(history) / len(history)
    return [at for at, count in enumerate(months) if count > mean + 3 * math.sqrt(mean)]


RULES: dict[str, Rule] = {"CUSUM": cusum, "up by a quarter": up_by_a_quarter, "three sigma": three_sigma}
SIZES = {"small": 1.0, "middle": 5.0, "large": 25.0}
DRIFTS = (1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Came:
    """What a rule came to: months to the first signal of each history, None for none in five years."""

    delays: tuple[int | None, ...]

    def _months(self) -> list[int]:
        return [RUN + 1 if one is None else one for one in self.delays]

    @property
    def half(self) -> float:
        """Median months to a signal."""
        return median(self._months())

    @property
    def nine_in_ten(self) -> float:
        """Months within which nine in ten were found."""
        return quantiles(self._months(), n=10)[-1]

    @property
    def within_a_year(self) -> float:
        """Share found within 12 months."""
        return sum(one <= 12 for one in self._months()) / len(self.delays)


def found(rule: Rule, mean: float, drift: float, histories: int, seed: int) -> Came:
    """A drift that begins with the first month watched."""
    delays = []
    for months in _made(mean, drift, histories, seed):
        signals = rule(*months)
        delays.append(signals[0] + 1 if signals else None)
    return Came(tuple(delays))


def false_alarms(rule: Rule, mean: float, histories: int, seed: int) -> float:
    """Signals a stream and year while nothing changes."""
    signals = sum(len(rule(*months)) for months in _made(mean, 1, histories, seed))
    return signals / histories / RUN * 12


def _made(mean: float, drift: float, histories: int, seed: int) -> Iterable[tuple[list[int], list[int]]]:
    draw = random.Random(f"{seed} {mean} {drift}")
    for _ in range(histories):
        yield [poisson(draw, mean) for _ in range(HISTORY)], [poisson(draw, mean * drift) for _ in range(RUN)]
