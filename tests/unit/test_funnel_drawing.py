"""The drawing of a funnel: whatever the group, dots lie where they belong and lines where verdicts change."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from upheld.publication.website.funnel import (
    BOTTOM,
    LEFT,
    RIGHT,
    TALL,
    TOP,
    WIDE,
    Point,
    funnel,
    group_limits,
    round_steps,
)
from upheld.statistics import funnel as exact

COUNTS = st.integers(1, 250).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
GROUPS = st.lists(COUNTS, min_size=1, max_size=30)


def points_of(counts: list[tuple[int, int]]) -> list[Point]:
    return [Point(f"E{i}", f"Town {i}", count, base, "", "", f"/{i}") for i, (count, base) in enumerate(counts)]


@given(GROUPS, st.integers(0, 40))
def test_every_authority_is_in_one_dot_inside_the_frame(counts: list[tuple[int, int]], marked: int) -> None:
    points = points_of(counts)
    drawn = funnel(points, None, marked=f"E{marked}")
    assert drawn is not None
    told = [point for dot in drawn.dots for point in dot.points]
    assert sorted(told, key=lambda one: one.code) == sorted(points, key=lambda one: one.code)
    for dot in drawn.dots:
        assert LEFT <= dot.x <= WIDE - RIGHT and TOP <= dot.y <= TALL - BOTTOM
        assert len({(point.count, point.base) for point in dot.points}) == 1
    assert [dot.is_marked for dot in drawn.dots] == [False] * (len(drawn.dots) - 1) + [marked < len(points)] or (
        len(points) == 1
    )
    assert drawn.lines95 == drawn.lines998 == () and drawn.middle is None


@given(GROUPS)
@settings(deadline=None, max_examples=60)
def test_a_dot_lies_outside_the_lines_just_where_the_limits_say(counts: list[tuple[int, int]]) -> None:
    count, base = (sum(one[i] for one in counts) for i in (0, 1))
    limits = group_limits(count, base, max(one[1] for one in counts))
    drawn = funnel(points_of(counts), limits)
    assert limits is not None and drawn is not None and drawn.middle is not None
    bases = dict(limits.at)
    for lines, low, high in ((drawn.lines95, "low95", "high95"), (drawn.lines998, "low998", "high998")):
        upper, lower = places(lines, drawn.middle)
        for dot in drawn.dots:
            own, cases = dot.points[0].count, dot.points[0].base
            if cases in bases:
                found = exact.limits(Fraction(count, base), cases)
                assert (dot.y < upper.get(dot.x, -1)) == (own > getattr(found, high))
                assert (dot.y > lower.get(dot.x, TALL)) == (own < getattr(found, low))


def places(lines: tuple[str, ...], middle: float) -> tuple[dict[float, float], dict[float, float]]:
    """The heights of the lines above and below the middle, by where they are; down is more."""
    upper, lower = {}, {}
    for line in lines:
        for place in line.split():
            x, y = map(float, place.split(","))
            (upper if y < middle else lower)[x] = y
    return upper, lower


@given(GROUPS)
@settings(deadline=None, max_examples=30)
def test_lines_stay_inside_the_frame(counts: list[tuple[int, int]]) -> None:
    count, base = (sum(one[i] for one in counts) for i in (0, 1))
    drawn = funnel(points_of(counts), group_limits(count, base, max(one[1] for one in counts)))
    assert drawn is not None
    for line in (*drawn.lines95, *drawn.lines998):
        for place in line.split():
            x, y = map(float, place.split(","))
            assert LEFT <= x <= WIDE - RIGHT and TOP <= y <= TALL - BOTTOM


@given(st.fractions(Fraction(1, 10**8), 10**7))
def test_axes_end_at_a_whole_number_of_round_steps(highest: Fraction) -> None:
    step, end = round_steps(highest)
    assert end >= highest
    assert (end / step).denominator == 1 and 1 <= end / step <= 5
    assert str(step.numerator * step.denominator).strip("0") in ("1", "2", "5")


def test_there_is_nothing_to_draw_without_points_and_no_limit_without_a_base() -> None:
    assert funnel([], None) is None
    assert group_limits(0, 0, 10) is None
    assert group_limits(3, 2, 10) is None


def test_residents_have_limits_too() -> None:
    limits = group_limits(900, 25_000_000, 1_500_000)
    points = [Point("E1", "A", 60, 1_500_000, "", "", "/"), Point("E2", "B", 9, 100_000, "", "", "/")]
    drawn = funnel(points, limits, is_share=False)
    assert drawn is not None and drawn.middle is not None
    assert len(drawn.lines95) == 2
    assert [tick.value for tick in drawn.across] == [0, 500_000, 1_000_000, 1_500_000]
