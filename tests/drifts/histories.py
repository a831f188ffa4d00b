"""Seeded histories of a monthly count or share, and rules that look at them."""

from __future__ import annotations

import math
import random
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median, quantiles

from upheld.statistics.drift import RUN_LENGTH, USUAL, Month, counts_chart, followed, put_up, shares_chart

HISTORY, QUIET, RUN = 36, 24, 60
"""Months of history; months then watched in which nothing changes; months watched with the drift."""
LONGER = 960
"""The run length that the many streams of one authority on one subject have in the sample register."""

Rule = Callable[[Sequence[Month], Sequence[Month]], list[int]]
"""(history, months watched) → places of the months that it signals."""


@dataclass(frozen=True)
class Sort:
    """A sort of stream: cases a month (``share`` None), or a share of so many a month."""

    size: int
    share: float | None = None

    def __str__(self) -> str:
        return f"{self.size}" if self.share is None else f"{self.share:.0%} of {self.size}"

    def drawer(self, draw: random.Random, times: float) -> Callable[[], Month]:
        """Draws months of which the count is usually ``times`` as many."""
        if self.share is None:
            ways = list(accumulate(_poisson(self.size * times)))
            return lambda: Month(bisect(ways, draw.random()), USUAL)
        ways = list(accumulate(_binomial(self.size, self.share * times)))
        return lambda: Month(min(bisect(ways, draw.random()), self.size), self.size)


def _poisson(mean: float) -> list[float]:
    far = math.ceil(mean + 12 * math.sqrt(mean) + 30)
    return [math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) for count in range(far)]


def _binomial(base: int, share: float) -> list[float]:
    return [math.comb(base, k) * share**k * (1 - share) ** (base - k) for k in range(base + 1)]


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


def cusum(wanted: int) -> Rule:
    """The chart of early warning, what is usual taken from the history as the desk takes it."""

    def rule(history: Sequence[Month], months: Sequence[Month]) -> list[int]:
        count, base = sum(one.count for one in history), sum(one.base for one in history)
        if not count:
            return []
        if history[0].base == USUAL:
            chart = counts_chart(put_up(count, count) / len(history), wanted)
        else:
            up = put_up(count, count * (base - count) / base)
            chart = shares_chart(up / base, history[0].base, wanted)
        return [at for at, one in enumerate(followed(chart, months)) if one.signal]

    return rule


def up_by_a_quarter(history: Sequence[Month], months: Sequence[Month]) -> list[int]:
    """A month with at least a quarter more than the same month a year before; of a share, a share so much higher."""
    both = [*history, *months]
    signals = []
    for at, month in enumerate(months):
        before = both[len(history) + at - 12]
        if month.count > 0 and 4 * month.count * before.base >= 5 * before.count * month.base:
            signals.append(at)
    return signals


def three_sigma(history: Sequence[Month], months: Sequence[Month]) -> list[int]:
    """A month above the mean by more than three standard deviations of a Poisson or binomial count (Shewhart)."""
    count, base = sum(one.count for one in history), sum(one.base for one in history)
    mean = count / len(history)
    spread = mean if history[0].base == USUAL else mean * (1 - count / base)
    return [at for at, one in enumerate(months) if one.count > mean + 3 * math.sqrt(spread)]


RULES: dict[str, Rule] = {
    f"CUSUM, {RUN_LENGTH}": cusum(RUN_LENGTH),
    f"CUSUM, {LONGER}": cusum(LONGER),
    "up by a quarter": up_by_a_quarter,
    "three sigma": three_sigma,
}
COUNTS = (Sort(1), Sort(5), Sort(25))
SHARES = (Sort(5, 0.2), Sort(20, 0.2), Sort(80, 0.2))
DRIFTS = (1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Came:
    """What a rule came to: months from the drift's first to the signal of each history, None for none in five years."""

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


def found(rule: Rule, made: Sequence[tuple[list[Month], list[Month]]], quiet: int = 0) -> Came:
    """How soon a rule finds a drift that begins after so many quiet months; what it signals before is not counted."""
    delays = []
    for history, months in made:
        signal = next((at for at in rule(history, months) if at >= quiet), None)
        delays.append(None if signal is None else signal - quiet + 1)
    return Came(tuple(delays))


def false_alarms(rule: Rule, made: Sequence[tuple[list[Month], list[Month]]]) -> float:
    """Signals a stream and year in histories in which nothing changes."""
    signals = months = 0
    for history, watched in made:
        signals += len(rule(history, watched))
        months += len(watched)
    return signals / months * 12


def histories(sort: Sort, times: float, many: int, seed: int, quiet: int = 0) -> list[tuple[list[Month], list[Month]]]:
    """Made-up histories: three years as usual, then quiet months, then five years of ``times`` as many."""
    draw = random.Random(f"{seed} {sort} {times} {quiet}")
    usual, drifted = sort.drawer(draw, 1), sort.drawer(draw, times)
    return [
        ([usual() for _ in range(HISTORY)], [usual() for _ in range(quiet)] + [drifted() for _ in range(RUN)])
        for _ in range(many)
    ]
