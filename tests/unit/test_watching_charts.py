"""Early warning's charts of all streams together: how many false alarms, and a drift over the end of a year."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from fractions import Fraction

from tests.drifts.histories import poisson
from upheld.casework.watching import told
from upheld.casework.watching.charts import ALARMS_A_MONTH, watch
from upheld.casework.watching.months import Year
from upheld.casework.watching.streams import Counts, Kind, Stream, Tier
from upheld.statistics.drift import USUAL, Month, counts_chart

MONTHS = [f"{year}-{month:02}" for year in range(2015, 2020) for month in range(1, 13)]
REGISTERS = 8
BEFORE, YEAR = Year(MONTHS[12:36], MONTHS[36:48]), Year(MONTHS[12:48], MONTHS[48:])


def made(seed: int, authorities: int = 100) -> Counts:
    """Five years in which nothing changes: authorities small and large, two subjects, a share of each."""
    draw = random.Random(seed)
    cells: dict[Stream, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in range(authorities):
        mean = 0.5 * 1.04**one
        for month in MONTHS:
            for about in ("Housing", "Planning"):
                count = poisson(draw, mean / 2)
                for stream in {Stream(Kind.RECEIVED, a, s) for a in ("", f"A{one}") for s in ("", about)}:
                    cells[stream][month][0] += count
            base = poisson(draw, mean)
            late = sum(draw.random() < 0.3 for _ in range(base))
            for stream in (Stream(Kind.LATE, ""), Stream(Kind.LATE, f"A{one}")):
                cells[stream][month][0] += late
                cells[stream][month][1] += base
    return {stream: {month: Month(*cell) for month, cell in by.items()} for stream, by in cells.items()}


def test_all_streams_together_raise_as_many_false_alarms_as_stated():
    """What is usual is learned from the history, as at the desk. Within a third of what is stated."""
    signals = stated = 0.0
    for seed in range(REGISTERS):
        found = watch(made(seed), YEAR, BEFORE)
        signals += sum(month.signal for one in found.watched for month in one.months if month.month >= found.since)
        stated += 12 * found.alarms_a_month
    months = 12 * REGISTERS
    print(f"false alarms a month, all streams: stated {stated / months:.2f}, simulated {signals / months:.2f}")
    assert 2 / 3 < signals / stated < 4 / 3


def test_no_tier_may_raise_more_than_its_false_alarms():
    found = watch(made(1), YEAR, BEFORE)
    for tier in Tier:
        lengths = [one.run_length for one in found.watched if one.stream.tier == tier]
        assert 0 < sum(1 / one for one in lengths) <= ALARMS_A_MONTH
    assert math.isclose(sum(1 / one.run_length for one in found.watched), found.alarms_a_month)


def alone(*counts: int) -> Counts:
    """All cases received, two a month for four years, then as given."""
    months = dict(zip(MONTHS, [2] * 48 + list(counts), strict=False))
    return {Stream(Kind.RECEIVED, ""): {month: Month(count, 0) for month, count in months.items()}}


def test_a_drift_goes_on_over_the_end_of_a_year():
    """Twice as many from the last month of a year on are found no later for the year's end."""
    counts = alone()
    stream = Stream(Kind.RECEIVED, "")
    counts[stream] |= {"2018-12": Month(5, 0), "2019-01": Month(6, 0)}
    (goes_on,) = watch(counts, Year(YEAR.history, ["2019-01"]), BEFORE).watched
    (begins_anew,) = watch(counts, Year(YEAR.history, ["2019-01"])).watched
    assert [one.signal for one in goes_on.months[-2:]] == [False, True]
    assert [one.month for one in goes_on.rising] == ["2018-12", "2019-01"]
    assert (goes_on.seen, round(goes_on.expected)) == (11, 4)
    assert not begins_anew.months[-1].signal


def test_a_level_is_carried_over_by_hand():
    """2 a month over 36 months: 72 + (√72 + 1)/2 = 76.74 is 2.14 a month, put up. The level goes over by its share."""
    chart = counts_chart(Fraction("2.14"))
    (one,) = watch(alone(5), Year(YEAR.history, ["2019-01"])).watched
    level = chart.step(Month(5, USUAL))
    assert one.months[-1].level == 100 * level // chart.threshold
    assert 0 < one.months[-1].level < 100
    (carried,) = watch(alone(5, 2), Year(YEAR.history, ["2019-02"]), Year(YEAR.history, ["2019-01"])).watched
    begun = one.months[-1].level * chart.threshold // 100
    assert carried.months[-1].level == 100 * (begun + chart.step(Month(2, USUAL))) // chart.threshold


def test_after_a_signal_at_the_end_of_a_year_it_starts_again_at_0():
    (one,) = watch(alone(9, 2), Year(YEAR.history, ["2019-02"]), Year(YEAR.history, ["2019-01"])).watched
    assert [(each.signal, each.level > 0) for each in one.months] == [(True, True), (False, False)]


def test_what_signalled_at_the_end_of_a_year_is_still_a_warning_in_the_next():
    found = watch(alone(9, 2), Year(YEAR.history, ["2019-02"]), Year(YEAR.history, ["2019-01"]))
    assert [one.rising[-1].month for one in found.drifting] == ["2019-01"]
    assert watch(alone(2, 2), Year(YEAR.history, ["2019-02"]), Year(YEAR.history, ["2019-01"])).drifting == []


def test_a_part_is_held_against_how_busy_the_whole_was():
    """Everybody had twice as many, and so had A1: nothing of its own. A2 alone had three times as many."""
    counts = {
        Stream(Kind.RECEIVED, ""): {month: Month(40, 0) for month in MONTHS} | {"2019-01": Month(80, 0)},
        Stream(Kind.RECEIVED, "A1"): {month: Month(5, 0) for month in MONTHS} | {"2019-01": Month(10, 0)},
        Stream(Kind.RECEIVED, "A2"): {month: Month(5, 0) for month in MONTHS} | {"2019-01": Month(30, 0)},
    }
    found = {one.stream: one for one in watch(counts, Year(YEAR.history, ["2019-01"])).watched}
    first = found[Stream(Kind.RECEIVED, "A1")].months[-1]
    assert (first.base, first.usual, first.level) == (2 * USUAL, 10.0, 0)
    assert found[Stream(Kind.RECEIVED, "A2")].months[-1].signal


def test_what_is_hardly_ever_usual_can_drift_too():
    """In a month in which nobody else had cases, next to none are usual, and six are seen."""
    counts = {
        Stream(Kind.RECEIVED, ""): {month: Month(10_000, 0) for month in MONTHS} | {"2019-01": Month(6, 0)},
        Stream(Kind.RECEIVED, "A1"): {month: Month(1, 0) for month in MONTHS} | {"2019-01": Month(6, 0)},
    }
    (drift,) = watch(counts, Year(YEAR.history, ["2019-01"])).drifting
    assert (drift.stream.authority, drift.seen, drift.expected) == ("A1", 6, 0.0)


def test_how_often_a_chart_signals_by_itself_in_words():
    assert [told.by_itself(one) for one in (571.6, math.inf)] == ["once in 572 months", "hardly ever"]


def test_a_share_of_a_short_history_is_everybody_s():
    counts = {
        Stream(Kind.LATE, ""): {month: Month(30, 100) for month in MONTHS},
        Stream(Kind.LATE, "A1"): {month: Month(1, 2) for month in MONTHS[36:48]} | {"2019-01": Month(2, 10)},
    }
    found = {one.stream: one for one in watch(counts, Year(MONTHS[36:48], ["2019-01"])).watched}
    assert found[Stream(Kind.LATE, "A1")].months[-1].usual == 3.0
