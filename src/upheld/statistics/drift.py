"""Whether a monthly count is drifting upwards: CUSUM charts with a threshold found from their own run length.

A chart adds up, month by month, what the likelihood ratio of a declared shift says for the month, and never falls
below 0 (Page 1954; Lucas 1985 for counts; Reynolds and Stoumbos 1999 for proportions). Its weights are put on a grid
of whole numbers, so that it is a Markov chain of few states and its mean run length is the answer of (I − Q)·L = 1
(Brook and Evans 1972), not an approximation. After a signal it starts again at 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

RUN_LENGTH = 120
"""Months: a stream in which nothing changed signals once in ten years on average, or less often; more may be asked."""
WITHIN = 12
"""Months: a chart that needs longer to see its own shift, on average, has too few to tell."""
USUAL = 1000
"""The base of a usual month where cases are counted: thousandths of it, so that one of twice as many is 2000."""
SHIFTS = ((1, Fraction(3), 10), (5, Fraction(2), 8), (25, Fraction(3, 2), 6), (None, Fraction(5, 4), 4))
"""(information a month below which it holds, the shift of rate or odds looked for, steps of the grid a case)."""
FINEST = 60
"""Steps a case of the finest grid that is tried."""


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


def followed(chart: Chart, months: Iterable[Month], level: int = 0, rise: int = 0) -> list[Point]:
    """The chart over months, oldest first, from where it stands; after a signal it starts again at 0."""
    points: list[Point] = []
    for month in months:
        level = max(0, level + chart.step(month))
        rise = rise + 1 if level else 0
        points.append(Point(level, level >= chart.threshold, rise))
        if level >= chart.threshold:
            level = rise = 0
    return points


def counts_chart(rate: Fraction, wanted: int = RUN_LENGTH) -> Chart:
    """A chart of cases a month, taken as Poisson with a mean that does not change. ``rate`` is above 0.

    Its run length is ``wanted`` months or more. The rate is put up to three significant figures, so that like streams
    share a chart and none signals oftener.
    """
    return _counts_chart(_rounded_up(rate), wanted)


def shares_chart(share: Fraction, base: int, wanted: int = RUN_LENGTH) -> Chart:
    """A chart of a share of ``base`` a month, taken as binomial. The share is above 0 and below 1; base at least 1."""
    if not 0 < share < 1 or base < 1:
        raise ValueError(f"no chart of the share {share} of {base}")
    up = _rounded_up(share)
    return _shares_chart(up if up < 1 else share, base, wanted)


def put_up(count: int, variance: float) -> Fraction:
    """What was counted in a history, put up by half a case and half its standard error.

    What is usual is not known but learned. A chart made for what was counted would signal up to five times as often as
    stated; put up so far, about as often.
    """
    return Fraction(round(100 * (count + (math.sqrt(variance) + 1) / 2)), 100)


def _rounded_up(number: Fraction) -> Fraction:
    if number <= 0:
        raise ValueError(f"no chart of the rate {number}")
    unit = Fraction(10) ** (math.floor(math.log10(number)) - 2)
    return math.ceil(number / unit) * unit


@lru_cache(maxsize=8192)
def _counts_chart(rate: Fraction, wanted: int) -> Chart:
    shift, grid = _shift(rate)
    drag = max(1, round(float(rate) * float(shift - 1) / math.log(shift) * grid))
    return _chart(rate, USUAL, False, shift, grid, drag, wanted)


@lru_cache(maxsize=8192)
def _shares_chart(share: Fraction, base: int, wanted: int) -> Chart:
    shift, grid = _shift(base * share * (1 - share))
    each = math.log(1 - share + shift * share) / math.log(shift)
    grid, drag = _whole(each, float(share), grid)
    return _chart(share, base, True, shift, grid, drag, wanted)


def _whole(each: float, share: float, grid: int) -> tuple[int, int]:
    """The least grid, no coarser than the one given, on which what each of the base takes off is a whole number.

    A whole number near enough: what is off by more than a third of what lies between the usual share and that of the
    chart would make another chart, and at the usual share itself one that never falls.
    """
    off = {one: abs(max(1, round(each * one)) / one - each) for one in range(grid, FINEST + 1)}
    near = (one for one in off if off[one] <= (each - share) / 3)
    best = next(near, None) or (min(off, key=lambda one: off[one]) if each * FINEST > 1 else round(1 / each))
    return best, max(1, round(each * best))


def _shift(information: Fraction) -> tuple[Fraction, int]:
    return next((shift, grid) for below, shift, grid in SHIFTS if below is None or information < below)


def _chart(rate: Fraction, base: int, binomial: bool, shift: Fraction, grid: int, drag: int, wanted: int) -> Chart:
    down = drag * base if binomial else drag
    as_usual = chances(rate, base, binomial)
    threshold, run_length = least_threshold(as_usual, grid, down, wanted)
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

    The chart leaves 0 for an excursion that ends at 0 again or with a signal. With v the mean number of visits to each
    level above 0 on the way, the run length is the length of an excursion, 1 + Σv, over the chance that it ends with a
    signal. (I − Qᵀ)·v = chances of going there from 0; what is in the matrix depends on the difference of two levels
    alone, so Levinson's recursion has the answer for a threshold from that for the one below, and all that it adds
    up is positive.
    """
    above = [*accumulate(reversed(chance), initial=0.0)][::-1]

    def moves(by: int) -> float:
        count, rest = divmod(by + down, grid)
        return chance[count] if rest == 0 and 0 <= count < len(chance) else 0.0

    def signals(by: int) -> float:
        return above[min(max(-((-by - down) // grid), 0), len(chance))]

    ups: list[float] = []  # the chance of going up by 1, 2, …
    downs: list[float] = []  # and down
    reached: list[float] = []  # and up by so many or more
    first: list[float] = []  # (I − Qᵀ) · first = (1, 0, 0, …)
    last: list[float] = []  # (I − Qᵀ) · last = (…, 0, 0, 1)
    visits: list[float] = []
    while True:
        reached.append(signals(len(visits) + 1))
        ends = reached[-1] + _product(visits, reached[-2::-1])
        if ends <= 0:
            yield math.inf
            return
        yield (1 + math.fsum(visits)) / ends
        to_last = _product(first, ups[::-1])
        to_first = _product(last, downs)
        came = _product(visits, ups[::-1])
        ups.append(moves(len(visits) + 1))
        left = 1 - to_last * to_first if visits else 1 - moves(0)
        first, last = (
            [(one + to_last * other) / left for one, other in zip([*first, 0.0], [0.0, *last], strict=True)],
            [(one + to_first * other) / left for one, other in zip([0.0, *last], [*first, 0.0], strict=True)],
        )
        if not visits:
            first = last = [1 / left]
        downs.append(moves(-len(visits) - 1))
        more = came + ups[-1]
        visits = [one + more * other for one, other in zip([*visits, 0.0], last, strict=True)]


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(map(float.__mul__, one, other))
