"""The Wilson 95 % interval of a rate, on integers."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from upheld.statistics.figure import Interval
from upheld.vocabulary.values import Rate, Value

# The 97.5th centile of the standard normal distribution to 15 decimals. It can be recomputed with
# statistics.NormalDist().inv_cdf(0.975); a test does.
Z_NUMERATOR, Z_DENOMINATOR = 1_959_963_984_540_054, 10**15
SCALE = 10**18


def wilson(rate: Rate) -> Interval:
    """The interval of Wilson (1927, J. Am. Stat. Assoc. 22: 209), both ends as fractions of 1.

    ``(x + z²/2 ± z √(x (n − x) / n + z²/4)) / (n + z²)`` for x of n, here multiplied out by 2n so that the
    root is taken of one integer: ``(2nx + nz² ± z √(4nx (n − x) + n²z²)) / (2n (n + z²))``. Rounded outward
    at the 18th decimal. 1 of 2 gives 0.0945 to 0.9055, which is 9–91 %. Raises ValueError for a rate above 1.
    """
    x, n = rate.count, rate.base
    if x > n:
        raise ValueError(f"no interval: {x} of {n}")
    a, b = Z_NUMERATOR, Z_DENOMINATOR
    middle = (2 * n * x * b * b + n * a * a) * SCALE
    under_root = (a * SCALE) ** 2 * (4 * n * x * (n - x) * b * b + n * n * a * a)
    half = isqrt(under_root) + 1
    below = 2 * n * (n * b * b + a * a)
    lower = 0 if x == 0 else max(0, (middle - half) // below)
    upper = SCALE if x == n else min(SCALE, -(-(middle + half) // below))
    return Interval(Fraction(lower, SCALE), Fraction(upper, SCALE))


def interval(value: Value) -> Interval | None:
    """The interval of a value; None where there is no rate, or where a count is above its base (so many per
    head).
    """
    return wilson(value) if isinstance(value, Rate) and value.count <= value.base else None
