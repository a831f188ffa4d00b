"""The one way to print a rate. Letters, pages and files call this and nothing else."""

from __future__ import annotations

from fractions import Fraction

from upheld.statistics.rounding import per_100k, percent, rounded
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import (
    Expectation,
    Expected,
    GroupValue,
    MeanRate,
    NoBase,
    NoGroup,
    Rate,
    TooFew,
    Verdict,
    Withheld,
)
from upheld.vocabulary.wording import Terms
from upheld.vocabulary.words import ShownAs

__all__ = ["per_100k", "percent", "shown", "shown_expected", "shown_rate"]

LEAST_PER_100K_SHOWN = "0.1"


def shown(value: GroupValue, measure: Measure, terms: Terms) -> str:
    """A value in the words and figures that are printed.

    "50%", "less than 1%", "4.8", "no investigations", "withheld": a rate by its measure's form, an absence by
    its own words, never by a digit.
    """
    match value:
        case Rate() | MeanRate():
            return shown_rate(value.fraction, measure, terms)
        case NoBase():
            return terms.measures[measure.id].no_base
        case Withheld():
            return terms.withheld
        case NoGroup():
            return terms.no_group


def shown_expected(value: Expectation, measure: Measure, terms: Terms) -> str:
    """An expected number as printed: the nearest whole one ("12"), or in words why there is none."""
    match value:
        case Expected():
            return f"{rounded(value.number):f}"
        case TooFew():
            return terms.verdicts[Verdict.TOO_FEW.value]
        case _:
            return shown(value, measure, terms)


def shown_rate(rate: Fraction, measure: Measure, terms: Terms) -> str:
    """An exact rate as printed: a percentage, or a number per 100,000 residents without a percent sign."""
    if measure.shown_as is ShownAs.PER_100K:
        return _shown_per_100k(rate)
    return shown_percent(rate, terms)


def shown_percent(rate: Fraction, terms: Terms) -> str:
    """The nearest whole percentage; only an exact 0 or 1 is ever shown as 0 % or 100 %."""
    nearest = percent(rate)
    if nearest == 0 and rate != 0:
        return terms.less_than_one_percent
    if nearest == 100 and rate != 1:
        return terms.more_than_99_percent
    return terms.percent(number=nearest)


def _shown_per_100k(rate: Fraction) -> str:
    """One decimal. What is not 0 but would round to 0.0 is "<0.1": a sign, so that it needs no language."""
    number = per_100k(rate)
    return f"<{LEAST_PER_100K_SHOWN}" if rate and not number else f"{number:f}"
