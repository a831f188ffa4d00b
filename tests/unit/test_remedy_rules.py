"""Remedies: whose turn it is, what they come to, how late they came. By hand, and naively once more."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.casework.remedies.lateness import Done, by_category
from upheld.casework.remedies.rules import Remedy, Turn, next_step, outcome_of, result_of, turn_of
from upheld.vocabulary.words import Result

DAY = date(2022, 3, 1)


def remedy(result: str = "", **more: object) -> Remedy:
    return Remedy(1, DAY, result=result, **more)


@pytest.mark.parametrize(
    ("one", "today", "turn"),
    [
        (remedy(), DAY - timedelta(days=15), Turn.THEIRS),
        (remedy(), DAY - timedelta(days=14), Turn.SOON),
        (remedy(), DAY, Turn.SOON),
        (remedy(), DAY + timedelta(days=1), Turn.OVERDUE),
        (remedy(extended_to=DAY + timedelta(days=30)), DAY + timedelta(days=1), Turn.THEIRS),
        (remedy(asks=True), DAY + timedelta(days=9), Turn.OURS),
        (remedy(completed_on=DAY), DAY + timedelta(days=9), Turn.OURS),
        (remedy("late", completed_on=DAY), DAY + timedelta(days=9), Turn.DONE),
        (remedy("not_complied", asks=True), DAY, Turn.FAILED),
    ],
)
def test_whose_turn_it_is(one: Remedy, today: date, turn: Turn):
    assert turn_of(one, today) is turn


def test_on_the_day_is_on_time_and_more_time_counts():
    assert result_of(remedy(), DAY) is Result.ON_TIME
    assert result_of(remedy(), DAY + timedelta(days=1)) is Result.LATE
    assert result_of(remedy(extended_to=DAY + timedelta(days=7)), DAY + timedelta(days=7)) is Result.ON_TIME


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ([], None),
        ([""], None),
        (["on_time", ""], None),
        (["late", ""], None),
        (["on_time", "on_time"], Result.ON_TIME),
        (["on_time", "late"], Result.LATE),
        (["on_time", "late", "not_complied"], Result.NOT_COMPLIED),
        (["", "not_complied"], Result.NOT_COMPLIED),
    ],
)
def test_what_the_remedies_of_a_case_come_to(results: list[str], outcome: Result | None):
    assert outcome_of([remedy(one) for one in results]) is outcome


def test_steps_follow_in_their_order():
    assert [next_step(["a", "b"], taken) for taken in ([], ["a"], ["b"], ["a", "b"])] == ["a", "b", "a", ""]


def test_lateness_by_hand():
    """Apologies: 2 on time, late by 3, 5, 5 and 40 days, so 5. Training: late by 3 and 6, so 4½. Policy: none late."""
    late = {"apology": [0, -9, 3, 5, 5, 40], "training": [3, 6], "policy": [0]}
    done = [Done(what, DAY, DAY + timedelta(days=n)) for what, days in late.items() for n in days]
    assert [(one.category, one.done, one.late, one.median_words) for one in by_category(done)] == [
        ("apology", 6, 4, "5"),
        ("policy", 1, 0, ""),
        ("training", 2, 2, "4½"),
    ]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-40, 400)), max_size=40))
def test_lateness_is_what_a_naive_count_gives(rows: list[tuple[str, int]]):
    found = by_category(Done(what, DAY, DAY + timedelta(days=n)) for what, n in rows)
    assert {one.category: (one.done, one.late, one.median_days) for one in found} == {
        what: (len(days), len(late), Fraction(statistics.median(late)) if late else None)
        for what in {what for what, _ in rows}
        for days in [[n for other, n in rows if other == what]]
        for late in [[n for n in days if n > 0]]
    }
