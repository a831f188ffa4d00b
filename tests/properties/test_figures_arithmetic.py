"""Rounding, intervals, funnels and verdicts hold for any numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support import naive
from tests.support.builders import make_scheme, make_terms
from upheld.statistics.figure import FunnelLimits
from upheld.statistics.funnel import (
    TooNear,
    _first_to_matter,
    _sums_in_decimals,
    _sums_in_floats,
    _sums_in_integers,
    _walk,
    limits,
)
from upheld.statistics.intervals import Z_DENOMINATOR, Z_NUMERATOR, wilson
from upheld.statistics.rounding import per_100k, percent, rounded
from upheld.statistics.shown import shown
from upheld.statistics.verdicts import verdict
from upheld.vocabulary.values import Rate, Verdict

SCHEME, TERMS = make_scheme(), make_terms()
UPHOLD, PER_HEAD = SCHEME.measure("uphold_rate"), SCHEME.measure("upheld_per_100k")
RATES = st.integers(1, 3_000).flatmap(lambda base: st.builds(Rate, st.integers(0, base), st.just(base)))
CHANCES = st.integers(1, 200).flatmap(lambda whole: st.builds(Fraction, st.integers(0, whole), st.just(whole)))
SMALL = st.integers(1, 60)


@given(RATES)
def test_only_none_is_nought_and_only_all_is_a_hundred(rate: Rate) -> None:
    printed = shown(rate, UPHOLD, TERMS)
    assert (printed == "0%") == (rate.count == 0)
    assert (printed == "100%") == (rate.count == rate.base)


@given(RATES)
def test_shown_is_the_nearest_percentage(rate: Rate) -> None:
    printed = shown(rate, UPHOLD, TERMS)
    if "than" not in printed:
        assert abs(Fraction(printed.rstrip("%")) - rate.fraction * 100) <= Fraction(1, 2)


@given(st.integers(0, 500), st.integers(1, 3_000_000))
def test_per_head_never_has_a_percent_sign_and_never_hides_one(count: int, residents: int) -> None:
    printed = shown(Rate(count, residents), PER_HEAD, TERMS)
    assert "%" not in printed
    assert (printed == "0.0") == (count == 0)


@given(st.integers(0, 10_000), st.integers(0, 3))
def test_ties_go_away_from_zero(number: int, places: int) -> None:
    tie = Fraction(2 * number + 1, 2 * 10**places)
    assert rounded(tie, places) == Decimal(number + 1).scaleb(-places)
    assert rounded(-tie, places) == -rounded(tie, places)


def test_examples_of_rounding() -> None:
    assert percent(Fraction(19, 22)) == 86
    assert percent(Fraction(1, 8)) == 13
    assert per_100k(Fraction(19, 202_800)) == Decimal("9.4")
    assert str(per_100k(Fraction(4, 100_000))) == "4.0"


@given(RATES)
def test_wilson_holds_the_rate_and_stays_inside(rate: Rate) -> None:
    interval = wilson(rate)
    assert 0 <= interval.lower <= rate.fraction <= interval.upper <= 1
    assert (interval.lower == 0) == (rate.count == 0)
    assert (interval.upper == 1) == (rate.count == rate.base)


@given(RATES)
def test_wilson_ends_solve_its_equation(rate: Rate) -> None:
    """At each end p the rate lies z standard errors away: (x/n − p)² = z² p (1 − p) / n."""
    z2 = Fraction(Z_NUMERATOR, Z_DENOMINATOR) ** 2
    interval = wilson(rate)
    for end in (interval.lower, interval.upper):
        apart = (rate.fraction - end) ** 2 - z2 * end * (1 - end) / rate.base
        assert abs(apart) < Fraction(1, 10**14)


@given(RATES)
def test_wilson_of_the_others_is_the_mirror(rate: Rate) -> None:
    mirror = wilson(Rate(rate.base - rate.count, rate.base))
    interval = wilson(rate)
    assert (1 - mirror.upper, 1 - mirror.lower) == (interval.lower, interval.upper)


def test_z_is_that_of_the_normal_distribution() -> None:
    assert abs(Z_NUMERATOR / Z_DENOMINATOR - NormalDist().inv_cdf(0.975)) < 1e-14


@given(CHANCES, SMALL)
@settings(deadline=None)
def test_limits_equal_the_sums_written_out(rate: Fraction, base: int) -> None:
    found = limits(rate, base)
    for low, high, tail in (
        (found.low95, found.high95, Fraction(1, 40)),
        (found.low998, found.high998, Fraction(1, 1000)),
    ):
        inside = [x for x in range(base + 1) if min(naive.tails(x, base, rate)) > tail]
        assert (low, high) == (inside[0], inside[-1])


@given(CHANCES, st.integers(1, 300))
@settings(deadline=None)
def test_decimals_and_integers_give_the_same_limits(rate: Fraction, base: int) -> None:
    assume(0 < rate < 1)
    exact = _walk(_sums_in_integers(rate, base), base)
    assert _walk(_sums_in_decimals(rate, base, 800), base) == exact


@given(rate=st.fractions(Fraction(1, 10_000), Fraction(1, 2), max_denominator=10_000), base=st.integers(1, 2_000))
def test_floats_and_integers_give_the_same_limits_or_floats_say_that_they_cannot_tell(
    rate: Fraction, base: int
) -> None:
    first = _first_to_matter(rate, base)
    try:
        found = _walk(_sums_in_floats(rate, base, first), base, first)
    except TooNear:
        return
    assert found == _walk(_sums_in_integers(rate, base), base)


def test_floats_cannot_tell_a_sum_that_is_a_limit_itself() -> None:
    """1 of 1 at 1/40: P(X ≥ 1) is the limit to the last digit, which no float can say."""
    with pytest.raises(TooNear):
        _walk(_sums_in_floats(Fraction(1, 40), 1, 0), 1)


@given(st.integers(1, 3000), st.integers(100_000, 2_000_000))
@settings(max_examples=20, deadline=None)
def test_limits_of_many_residents_hold_the_expected_number(upheld: int, residents: int) -> None:
    found = limits(Fraction(upheld, 57_000_000), residents)
    expected = Fraction(upheld * residents, 57_000_000)
    assert found.low998 <= found.low95 <= expected <= found.high95 + 1
    assert found.high95 <= found.high998


@given(CHANCES, SMALL, st.data())
@settings(deadline=None)
def test_verdict_is_the_printed_rule(rate: Fraction, base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    assert verdict(Rate(count, base), limits(rate, base)).value == naive.verdict(count, base, rate)


MIRRORED = {
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
    Verdict.MUCH_HIGHER: Verdict.MUCH_LOWER,
    Verdict.MUCH_LOWER: Verdict.MUCH_HIGHER,
}


@given(CHANCES, SMALL, st.data())
@settings(deadline=None)
def test_verdict_on_the_others_is_the_mirror(rate: Fraction, base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    one = verdict(Rate(count, base), limits(rate, base))
    other = verdict(Rate(base - count, base), limits(1 - rate, base))
    assert other is MIRRORED.get(one, one)


def test_a_group_of_none_or_of_all() -> None:
    assert limits(Fraction(0), 5) == FunnelLimits(0, 0, 0, 0)
    assert limits(Fraction(1), 5) == FunnelLimits(5, 5, 5, 5)
    assert verdict(Rate(1, 5), limits(Fraction(0), 5)) is Verdict.MUCH_HIGHER
    assert verdict(Rate(5, 5), limits(Fraction(1), 5)) is Verdict.IN_LINE


def test_a_tail_of_exactly_the_limit_is_outside() -> None:
    """1 of 1 at a chance of 1/40 is exactly 0.025: at most, so outside the 95 % limits; 1/1000 outside both."""
    assert limits(Fraction(1, 40), 1) == FunnelLimits(low95=0, high95=0, low998=0, high998=1)
    assert limits(Fraction(39, 40), 1) == FunnelLimits(low95=1, high95=1, low998=0, high998=1)
    assert limits(Fraction(1, 1000), 1) == FunnelLimits(0, 0, 0, 0)
    assert verdict(Rate(1, 1), limits(Fraction(1, 40), 1)) is Verdict.HIGHER
