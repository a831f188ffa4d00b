"""The charts of early warning: worked by hand, by another way, and by chance."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest

from upheld.statistics.drift import (
    RUN_LENGTH,
    USUAL,
    Chart,
    Month,
    chances,
    counts_chart,
    followed,
    least_threshold,
    put_up,
    run_lengths,
    shares_chart,
)

WORKED = [0.5, 0.25, 0.25]
"""The chart goes down one, stays, or goes up one."""


def test_run_lengths_worked_by_hand() -> None:
    """With h = 2: L0 = 1 + 3/4 L0 + 1/4 L1 and L1 = 1 + 1/2 L0 + 1/4 L1, so L0 = 16; likewise 4 and 44."""
    assert run_lengths(WORKED, 1, 1, 3) == pytest.approx([4, 16, 44])


def test_the_least_threshold_worked_by_hand() -> None:
    assert least_threshold(WORKED, 1, 1, 16) == (2, pytest.approx(16))
    assert least_threshold(WORKED, 1, 1, 16.5) == (3, pytest.approx(44))


def naive(chance: list[Fraction], grid: int, down: int, threshold: int) -> Fraction:
    """Mean months to a signal from 0: all equations written out in fractions, and solved by elimination."""
    rows = []
    for start in range(threshold):
        row = [Fraction(0)] * threshold + [Fraction(1)]
        row[start] += 1
        for count, one in enumerate(chance):
            end = max(0, start + grid * count - down)
            if end < threshold:
                row[end] -= one
        rows.append(row)
    for one in range(threshold):
        pivot = next(k for k in range(one, threshold) if rows[k][one])
        rows[one], rows[pivot] = rows[pivot], rows[one]
        rows[one] = [cell / rows[one][one] for cell in rows[one]]
        for other in range(threshold):
            if other != one and rows[other][one]:
                rows[other] = [a - rows[other][one] * b for a, b in zip(rows[other], rows[one], strict=True)]
    return rows[0][-1]


@pytest.mark.parametrize("seed", range(25))
def test_run_lengths_as_a_naive_solving_in_fractions_has_them(seed: int) -> None:
    draw = random.Random(seed)
    parts = [draw.randint(1, 9) for _ in range(draw.randint(3, 7))]
    chance = [Fraction(part, sum(parts)) for part in parts]
    grid, down, threshold = draw.randint(1, 4), draw.randint(1, 6), draw.randint(1, 9)
    if grid * (len(chance) - 1) <= down:
        down = grid * (len(chance) - 1) - 1
    found = run_lengths([float(one) for one in chance], grid, max(down, 1), threshold)[-1]
    assert found == pytest.approx(float(naive(chance, grid, max(down, 1), threshold)), rel=1e-9)


def poisson(draw: random.Random, mean: float) -> int:
    left, count = draw.random(), 0
    term = math.exp(-mean)
    while left > term and count < 10_000:
        left -= term
        count += 1
        term *= mean / count
    return count


def drawn(draw: random.Random, chart: Chart, base: int) -> Month:
    if not chart.binomial:
        return Month(poisson(draw, float(chart.rate) * base / USUAL), base)
    return Month(sum(draw.random() < chart.rate for _ in range(base)), base)


CHARTS = [
    counts_chart(Fraction("0.4")),
    counts_chart(Fraction(2)),
    counts_chart(Fraction(9)),
    counts_chart(Fraction(40)),
    shares_chart(Fraction("0.7"), 8),
    shares_chart(Fraction("0.15"), 12),
    counts_chart(Fraction(3), 960),
    shares_chart(Fraction("0.1"), 10, 480),
]
WANTED = [RUN_LENGTH] * 6 + [960, 480]
MONTHS = 60_000


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: f"{float(chart.rate):g} of {chart.base}")
def test_false_alarms_are_as_many_as_stated(chart: Chart) -> None:
    """60,000 months in which nothing changes; the number of signals is within four of its standard deviations."""
    draw = random.Random(2022)
    signals = sum(point.signal for point in followed(chart, (drawn(draw, chart, chart.base) for _ in range(MONTHS))))
    stated = MONTHS / chart.run_length
    print(f"stated: one in {chart.run_length:.1f} months; simulated: one in {MONTHS / signals:.1f}")
    assert abs(signals - stated) < 4 * math.sqrt(stated)


@pytest.mark.parametrize(("chart", "wanted"), list(zip(CHARTS, WANTED, strict=True)))
def test_the_threshold_is_the_least_that_keeps_to_the_run_length(chart: Chart, wanted: int) -> None:
    chance = chances(chart.rate, chart.base, chart.binomial)
    *_, before, at = run_lengths(
        chance, chart.grid, chart.drag * chart.base if chart.binomial else chart.drag, chart.threshold
    )
    assert before < wanted <= at == chart.run_length


def test_false_alarms_where_the_base_changes_from_month_to_month() -> None:
    """The threshold is for one base; months of a third more and of a third fewer keep to it within a fifth."""
    chart, draw = shares_chart(Fraction("0.7"), 12), random.Random(7)
    months = (drawn(draw, chart, draw.choice((8, 10, 12, 14, 16))) for _ in range(MONTHS))
    signals = sum(point.signal for point in followed(chart, months))
    print(f"stated: one in {chart.run_length:.1f} months; with changing bases: one in {MONTHS / signals:.1f}")
    assert 5 / 6 < MONTHS / signals / chart.run_length < 6 / 5


def test_false_alarms_where_all_are_busier_in_some_months() -> None:
    chart, draw = counts_chart(Fraction("0.8")), random.Random(8)
    months = (drawn(draw, chart, draw.choice((700, 900, 1000, 1100, 1300))) for _ in range(MONTHS))
    signals = sum(point.signal for point in followed(chart, months))
    print(f"stated: one in {chart.run_length:.1f} months; with busier ones: one in {MONTHS / signals:.1f}")
    assert 5 / 6 < MONTHS / signals / chart.run_length < 6 / 5


def test_a_chart_followed_by_hand() -> None:
    """Two a month, twice that looked for: drag 23 of 8 steps a case. 5, 6: 17, 42, signal, and again from 0."""
    chart = counts_chart(Fraction(2))
    assert (chart.grid, chart.drag, chart.threshold) == (8, 23, 36)
    points = followed(chart, [Month(count, USUAL) for count in (2, 5, 6, 3, 0)])
    assert [(point.level, point.signal, point.rise) for point in points] == [
        (0, False, 0),
        (17, False, 1),
        (42, True, 2),
        (1, False, 1),
        (0, False, 0),
    ]


def test_what_is_usual_goes_with_how_busy_the_month_was() -> None:
    chart = counts_chart(Fraction(2))
    assert chart.expected(Month(9, 1500)) == 3
    assert chart.step(Month(9, 1500)) == 72 - 34  # half of 23 · 1.5 = 34.5 goes to the even
    assert shares_chart(Fraction(1, 4), 12).expected(Month(0, 8)) == 2


def test_what_was_counted_is_put_up_by_hand() -> None:
    """72 cases: half a case and half of √72 = 8.485 more. 30 of 100: half a case and half of √21 = 4.583 more."""
    assert put_up(72, 72) == Fraction("76.74")
    assert put_up(30, 30 * 70 / 100) == Fraction("32.79")


def test_what_is_too_small_is_said_to_be_so() -> None:
    assert counts_chart(Fraction(1, 10)).too_few
    assert not counts_chart(Fraction(3)).too_few


@pytest.mark.parametrize(("share", "base"), [("0.2", 300), ("0.65", 400), ("0.14", 350), ("0.3", 150), ("0.9", 400)])
def test_a_chart_of_a_large_base_falls_at_what_is_usual_and_rises_at_its_shift(share: str, base: int) -> None:
    chart = shares_chart(Fraction(share), base)
    raised = chart.shift * chart.rate / (1 - chart.rate + chart.shift * chart.rate)
    assert chart.grid * chart.rate < chart.drag < chart.grid * raised
    assert chart.delay < 6


def test_a_longer_run_length_needs_a_higher_threshold_and_more_time() -> None:
    short, long = counts_chart(Fraction(2)), counts_chart(Fraction(2), 960)
    assert short.threshold < long.threshold
    assert short.delay < long.delay < 2 * short.delay


def test_a_base_without_drifts_has_no_chart() -> None:
    for share, base in ((Fraction(0), 5), (Fraction(1), 5), (Fraction(1, 2), 0)):
        with pytest.raises(ValueError, match="no chart"):
            shares_chart(share, base)
    with pytest.raises(ValueError, match="no chart"):
        counts_chart(Fraction(0))


def test_large_bases_are_within_what_arithmetic_can_bear() -> None:
    assert counts_chart(Fraction(1500)).delay < 2
    assert shares_chart(Fraction("0.65"), 1500).delay < 3
