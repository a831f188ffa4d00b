"""What a comparison with similar authorities can bear: the printed rule.

1. Nothing to compare (no rate, no group, nobody else with a rate): *not compared*. A withheld side:
   *withheld*.
2. Where neither none nor all of the base would leave the 95 % limits round the group's pooled rate: *too few
   to tell*.
3. Outside the 99.8 % limits: *much higher / much lower than expected*.
4. Outside the 95 % limits: *higher / lower than expected*. Otherwise: *in line*.
"""

from __future__ import annotations

from upheld.statistics.figure import FunnelLimits
from upheld.vocabulary.values import NoBase, Rate, Value, Verdict, Withheld


def verdict(value: Value, limits: FunnelLimits | None, group_withheld: bool = False) -> Verdict:
    """The verdict on a value, given the limits for its base (None where there is no comparison)."""
    match value:
        case Withheld():
            return Verdict.WITHHELD
        case NoBase():
            return Verdict.NOT_COMPARED
        case Rate() if group_withheld:
            return Verdict.WITHHELD
        case Rate() if limits is None:
            return Verdict.NOT_COMPARED
        case Rate():
            return _against(value, limits)


def _against(rate: Rate, limits: FunnelLimits) -> Verdict:
    if is_too_few(rate.base, limits):
        return Verdict.TOO_FEW
    if rate.count > limits.high95:
        return Verdict.MUCH_HIGHER if rate.count > limits.high998 else Verdict.HIGHER
    if rate.count < limits.low95:
        return Verdict.MUCH_LOWER if rate.count < limits.low998 else Verdict.LOWER
    return Verdict.IN_LINE


def is_too_few(base: int, limits: FunnelLimits) -> bool:
    """Whether even none, or all, of a base would stay inside the 95 % limits."""
    return limits.low95 <= 0 and limits.high95 >= base
