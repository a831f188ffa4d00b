"""Rounding of exact fractions, once, at the moment of showing: to the nearest, ties away from zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PER = 100_000


def rounded(value: Fraction, places: int = 0) -> Decimal:
    """A fraction with that many decimals, ties away from zero: 1/2 → 1, 25/1000 to two places → 0.03."""
    return Decimal(_nearest(value, 10**places)).scaleb(-places)


def percent(rate: Fraction) -> int:
    """A rate as the nearest whole percentage, ties away from zero: 19/22 → 86, 1/8 → 13.

    For arithmetic and charts. What is printed is made by `shown.shown`, which never says 0 % or 100 % of a
    rate that is neither.
    """
    return _nearest(rate, 100)


def per_100k(rate: Fraction) -> Decimal:
    """A rate per resident as a number per 100,000 with one decimal, ties away from zero: 9/200,000 → 4.5."""
    return rounded(rate * PER, 1)


def _nearest(value: Fraction, times: int) -> int:
    """The whole number nearest to so many times a fraction. In integers alone: a year rounds tens of thousands."""
    above, below = abs(value.numerator) * times, value.denominator
    nearest = (2 * above + below) // (2 * below)
    return -nearest if value.numerator < 0 else nearest
