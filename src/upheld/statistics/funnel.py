"""The funnel: exact binomial limits round a group's rate.

A count x of n is outside the 95 % limits round a rate p when a tail, P(X ≤ x) or P(X ≥ x), is at most 0.025,
and outside the 99.8 % limits when one is at most 0.001. (Funnels: Spiegelhalter 2005, Statistics in Medicine
24: 1185. The tails here are those of the binomial distribution itself, not an approximation.)

P(X ≤ x) is summed from x = 0 upwards until all four limits are passed; where the rate is above a half,
failures are counted instead of successes, so the sum always starts at the short end. Small bases are summed
in integers. Large ones are summed in floating point, from where less than 10⁻²¹ lies below; should a sum lie too near
a limit to be told from it, in decimals of 50 digits, and again with more: the answer is the exact one either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import exp, floor, fsum, lgamma, log, log1p, sqrt

from upheld.statistics.figure import FunnelLimits

TAIL_95 = Fraction(1, 40)
TAIL_998 = Fraction(1, 1000)
LARGEST_BASE_IN_INTEGERS = 300
FIRST_DIGITS, MOST_DIGITS = 50, 800
MARKS = (0.001, 0.025, 0.975, 0.999)


class TooNear(ArithmeticError):
    """A sum that cannot be told from a limit with so many digits."""


@lru_cache(maxsize=100_000)
def limits(rate: Fraction, base: int) -> FunnelLimits:
    """The counts of ``base`` that are still inside the limits round ``rate`` (a fraction of 1).

    Raises ValueError for a rate outside 0 to 1 or a base below 1.
    """
    if not 0 <= rate <= 1 or base < 1:
        raise ValueError(f"no limits round {rate} for {base}")
    if rate > Fraction(1, 2):
        return _mirrored(_limits_from_below(1 - rate, base), base)
    return _limits_from_below(rate, base)


def _mirrored(found: FunnelLimits, base: int) -> FunnelLimits:
    """Limits for successes from those for failures."""
    return FunnelLimits(
        low95=base - found.high95,
        high95=base - found.low95,
        low998=base - found.high998,
        high998=base - found.low998,
    )


def _limits_from_below(rate: Fraction, base: int) -> FunnelLimits:
    if rate == 0:
        return FunnelLimits(0, 0, 0, 0)
    if base <= LARGEST_BASE_IN_INTEGERS:
        return _walk(_sums_in_integers(rate, base), base)
    first = _first_to_matter(rate, base)
    try:
        return _walk(_sums_in_floats(rate, base, first), base, first)
    except TooNear:
        return _in_decimals(rate, base)


def _in_decimals(rate: Fraction, base: int) -> FunnelLimits:
    digits = FIRST_DIGITS
    while True:
        try:
            return _walk(_sums_in_decimals(rate, base, digits), base)
        except TooNear:
            digits *= 2


Passed = tuple[bool, bool, bool, bool]


def _walk(sums: Iterator[Passed], base: int, first: int = 0) -> FunnelLimits:
    """The limits, from which of (0.001, 0.025, 0.975, 0.999) each P(X ≤ x) has passed, x = first, first + 1, …

    The lower limit is the first x with P(X ≤ x) > tail. The upper is the last x with P(X ≥ x) > tail, that is
    P(X ≤ x − 1) < 1 − tail: the first x with P(X ≤ x) ≥ 1 − tail.
    """
    firsts: list[int | None] = [None, None, None, None]
    for count, passed in enumerate(sums, first):
        for which, has_passed in enumerate(passed):
            if has_passed and firsts[which] is None:
                firsts[which] = count
        if passed[3]:
            break
    low998, low95, high95, high998 = (base if first is None else first for first in firsts)
    return FunnelLimits(low95=low95, high95=high95, low998=low998, high998=high998)


def _sums_in_integers(rate: Fraction, base: int) -> Iterator[Passed]:
    """P(X ≤ x) times the denominator to the power of the base, compared exactly."""
    hits, misses = rate.numerator, rate.denominator - rate.numerator
    whole = rate.denominator**base
    term = summed = misses**base
    for count in range(base + 1):
        thousand = summed * 1000
        yield thousand > whole, thousand > 25 * whole, thousand >= 975 * whole, thousand >= 999 * whole
        term = term * (base - count) * hits // ((count + 1) * misses)
        summed += term


def _first_to_matter(rate: Fraction, base: int) -> int:
    """Ten roots of the mean below the mean: P(X < x) is at most exp(-50) there (Chernoff's bound of the lower tail)."""
    mean = float(rate) * base
    return max(0, floor(mean - 10 * sqrt(mean)))


def _sums_in_floats(rate: Fraction, base: int, first: int) -> Iterator[Passed]:
    """The same in floating point. The first term's error is that of the logarithms that it is made of: a few units
    of the last place of the largest. Fifty units of all of them are kept as margin, far more than the steps add.
    """
    hit = float(rate)
    odds = hit / (1 - hit)
    logs = (
        lgamma(base + 1),
        -lgamma(first + 1),
        -lgamma(base - first + 1),
        first * log(hit),
        (base - first) * log1p(-hit),
    )
    margin = 1e-14 * sum(map(abs, logs)) + 1e-12
    term = summed = exp(fsum(logs))
    for count in range(first, base + 1):
        if any(abs(summed - mark) < margin for mark in MARKS):
            raise TooNear
        yield summed > 0.001, summed > 0.025, summed >= 0.975, summed >= 0.999
        term *= odds * (base - count) / (count + 1)
        summed += term


def _sums_in_decimals(rate: Fraction, base: int, digits: int) -> Iterator[Passed]:
    """The same in decimals. Each step adds a relative error of a few units of the last digit: half the digits
    are kept as margin, far more than the steps to the short end's limits can use up.
    """
    work = Context(prec=digits, Emin=MIN_EMIN, Emax=MAX_EMAX)
    odds = work.divide(Decimal(rate.numerator), Decimal(rate.denominator - rate.numerator))
    miss = work.divide(Decimal(rate.denominator - rate.numerator), Decimal(rate.denominator))
    margin = Decimal(1).scaleb(-(digits // 2))
    marks = [Decimal(mark) for mark in ("0.001", "0.025", "0.975", "0.999")]
    term = summed = work.power(miss, base)
    for count in range(base + 1):
        if digits < MOST_DIGITS and any(abs(summed - mark) < margin for mark in marks):
            raise TooNear
        low998, low95 = (summed > mark + margin for mark in marks[:2])
        high95, high998 = (summed >= mark - margin for mark in marks[2:])
        yield low998, low95, high95, high998
        factor = work.divide(work.multiply(odds, base - count), count + 1)
        term = work.multiply(term, factor)
        summed = work.add(summed, term)
