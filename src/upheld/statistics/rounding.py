"""Rounding of exact fractions, once, at the moment of showing: to the nearest, ties away from zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PER = 100_000


def rounded(value: Fraction, places: int = 0) -> Decimal:
    """A fraction with that many decimals, ties away from zero: 1/2 → 1, 25/1000 to two places → 0.03."""
    scaled = abs(value) * 10**places
    nearest = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-nearest if value < 0 else nearest).scaleb(-places)


def percent(rate: Fraction) -> int:
    """A rate as the nearest whole percentage, ties away from zero: 19/22 → 86, 1/8 → 13.

    For arithmetic and charts. What is printed is made by `shown.shown`, which never says 0 % or 100 % of a
    rate that is neither.
    """
    return int(rounded(rate * 100))


def per_100k(rate: Fraction) -> Decimal:
    """A rate per resident as a number per 100,000 with one decimal, ties away from zero: 9/200,000 → 4.5."""
    return rounded(rate * PER, 1)
