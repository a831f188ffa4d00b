"""Whether a monthly count is drifting upwards: CUSUM charts with a threshold found from their own run length.

A chart adds up, month by month, what the likelihood ratio of a declared shift says for the month, and never falls
below 0 (Page 1954; Lucas 1985 for counts; Reynolds and Stoumbos 1999 for proportions). Its weights are put on a grid
of whole numbers, so that it is a Markov chain of few states and its mean run length is the answer of (I − Q)·L = 1
(Brook and Evans 1972), not an approximation. It starts again at 0 after a signal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

RUN_LENGTH = 120
"""Months: a stream in which nothing changed signals once in ten years on average, or less often."""
WITHIN = 12
"""Months: a chart that needs longer to see its own shift, on average, has too few to tell."""
USUAL = 1000
"""The base of a usual month where cases are counted: thousandths of it, so that one of twice as many is 2000."""
SHIFTS = ((1, Fraction(3), 10), (5, Fraction(2), 8), (25, Fraction(3, 2), 6), (None, Fraction(5, 4), 4))
"""(information a month below which it holds, the shift of rate or odds looked for, steps of the grid a case)."""


class Month(NamedTuple):
    """One complete month: ``count`` of ``base``. Of cases received the base is how busy the month was, in `USUAL`."""

    count: int  # type: ignore[assignment]  # the count, not the tuple's method
    base: int


@dataclass(frozen=True)
class Chart:
    """A chart made for one stream.

    - ``rate``: what is usual: cases a month (``binomial`` false), or the share of the base (true)
    - ``base``: the month's base that the threshold was found for; `USUAL` where not binomial
    - ``shift``: the multiple of the rate, or of the odds, that it is made to see
    - ``grid``: steps a case; ``drag``: steps taken off for each of the base (binomial) or for a usual month
    - ``threshold``: steps at which it signals
    - ``run_length``: mean months to a signal while nothing changes, from 0; ``delay``: while the shift is there
    """

    rate: Fraction
    base: int
    binomial: bool
    shift: Fraction
    grid: int
    drag: int
    threshold: int
    run_length: float
    delay: float

    @property
    def too_few(self) -> bool:
        """Whether it would need more than `WITHIN` months for the shift it is made to see."""
        return self.delay > WITHIN

    def step(self, month: Month) -> int:
        """What a month moves the chart by."""
        off = self.drag * month.base if self.binomial else round(Fraction(self.drag * month.base, USUAL))
        return self.grid * month.count - off

    def expected(self, month: Month) -> Fraction:
        """How many the month would usually have."""
        return self.rate * month.base / (1 if self.binomial else USUAL)


@dataclass(frozen=True)
class Point:
    """A chart after a month, before it starts again; ``rise`` is how many months it has been above 0."""

    level: int
    signal: bool
    rise: int


def followed(chart: Chart, months: Iterable[Month]) -> list[Point]:
    """The chart over months, oldest first; after a signal it starts again at 0."""
    points: list[Point] = []
    level = rise = 0
    for month in months:
        level = max(0, level + chart.step(month))
        rise = rise + 1 if level else 0
        points.append(Point(level, level >= chart.threshold, rise))
        if level >= chart.threshold:
            level = rise = 0
    return points


def counts_chart(rate: Fraction) -> Chart:
    """A chart of cases a month, taken as Poisson with a mean that does not change. ``rate`` is above 0.

    The rate is put up to three significant figures, so that like streams share a chart and none signals oftener.
    """
    return _counts_chart(_put_up(rate))


def shares_chart(share: Fraction, base: int) -> Chart:
    """A chart of a share of ``base`` a month, taken as binomial. The share is above 0 and below 1; base at least 1."""
    if not 0 < share < 1 or base < 1:
        raise ValueError(f"no chart of the share {share} of {base}")
    up = _put_up(share)
    return _shares_chart(up if up < 1 else share, base)


def _put_up(number: Fraction) -> Fraction:
    if number <= 0:
        raise ValueError(f"no chart of the rate {number}")
    unit = Fraction(10) ** (math.floor(math.log10(number)) - 2)
    return math.ceil(number / unit) * unit


@lru_cache(maxsize=4096)
def _counts_chart(rate: Fraction) -> Chart:
    shift, grid = _shift(rate)
    drag = max(1, round(float(rate) * float(shift - 1) / math.log(shift) * grid))
    return _chart(rate, USUAL, False, shift, grid, drag)


@lru_cache(maxsize=4096)
def _shares_chart(share: Fraction, base: int) -> Chart:
    shift, grid = _shift(base * share * (1 - share))
    each = math.log(1 - share + shift * share) / math.log(shift)
    grid, drag = _whole(each, grid)
    return _chart(share, base, True, shift, grid, drag)


def _whole(each: float, grid: int) -> tuple[int, int]:
    """The grid, to twice as fine, on which what each of the base takes off is nearest to a whole number of steps."""
    grids = range(grid, 2 * grid + 1) if each * grid > 0.5 else [round(1 / each)]
    best = min(grids, key=lambda one: (abs(round(each * one) / one - each) if round(each * one) else 1.0, one))
    return best, max(1, round(each * best))


def _shift(information: Fraction) -> tuple[Fraction, int]:
    return next((shift, grid) for below, shift, grid in SHIFTS if below is None or information < below)


def _chart(rate: Fraction, base: int, binomial: bool, shift: Fraction, grid: int, drag: int) -> Chart:
    down = drag * base if binomial else drag
    as_usual = chances(rate, base, binomial)
    threshold, run_length = least_threshold(as_usual, grid, down, RUN_LENGTH)
    raised = shift * rate / (1 - rate + shift * rate) if binomial else rate * shift
    delay = run_lengths(chances(raised, base, binomial), grid, down, threshold)[-1]
    return Chart(rate, base, binomial, shift, grid, drag, threshold, run_length, delay)


def chances(rate: Fraction, base: int, binomial: bool) -> list[float]:
    """How likely 0, 1, 2, … are in a month; Poisson as far as it tells."""
    if binomial:
        yes, no = math.log(rate), math.log(1 - rate)
        ways = (math.lgamma(base + 1) - math.lgamma(k + 1) - math.lgamma(base - k + 1) for k in range(base + 1))
        return [math.exp(way + k * yes + (base - k) * no) for k, way in enumerate(ways)]
    mean = float(rate)
    far = math.ceil(mean + 12 * math.sqrt(mean) + 30)
    return [math.exp(count * math.log(mean) - mean - math.lgamma(count + 1)) for count in range(far)]


def least_threshold(chance: Sequence[float], grid: int, down: int, wanted: float) -> tuple[int, float]:
    """The least threshold whose mean run length from 0 is at least ``wanted`` months, and that run length.

    Where the chart cannot come so far at all (all of a small base in every month), the run length is infinite.
    """
    for threshold, length in enumerate(_each_run_length(chance, grid, down), 1):
        if length >= wanted:
            return threshold, length
    raise AssertionError("a run length grows with the threshold")


def run_lengths(chance: Sequence[float], grid: int, down: int, threshold: int) -> list[float]:
    """Mean months to a signal from 0, for each threshold 1, 2, … to the one given."""
    lengths = _each_run_length(chance, grid, down)
    return [next(lengths) for _ in range(threshold)]


def _each_run_length(chance: Sequence[float], grid: int, down: int) -> Iterator[float]:
    """The mean run length from 0 for threshold 1, 2, …

    I − Q for one threshold is the corner of the one for the next, so its triangular factors grow by a row and a
    column each time, and the run length from 0 by one term.
    """
    below = [0.0]
    for one in chance:
        below.append(below[-1] + one)

    def moved(start: int, end: int) -> float:
        if end == 0:
            return below[min(max((down - start) // grid + 1, 0), len(chance))]
        count, rest = divmod(end - start + down, grid)
        return chance[count] if rest == 0 and 0 <= count < len(chance) else 0.0

    def entry(row: int, column: int) -> float:
        return (row == column) - moved(row, column)

    left: list[list[float]] = []  # rows of L, below its diagonal of 1
    right: list[list[float]] = []  # columns of U, down to its diagonal
    given: list[float] = []  # L · given = 1
    weight: list[float] = []  # Uᵀ · weight = (1, 0, 0, …)
    length, size = 0.0, 0
    while True:
        column: list[float] = []
        for row in range(size):
            column.append(entry(row, size) - _product(left[row], column))
        line: list[float] = []
        for place in range(size):
            line.append((entry(size, place) - _product(line, right[place])) / right[place][place])
        corner = entry(size, size) - _product(line, column)
        if corner < 1e-12:  # no way to a signal from here that arithmetic can tell from none
            yield math.inf
            return
        given.append(1 - _product(line, given))
        weight.append(((size == 0) - _product(column, weight)) / corner)
        left.append(line)
        right.append([*column, corner])
        length += given[-1] * weight[-1]
        size += 1
        yield length


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(map(float.__mul__, one, other))
