"""The funnel of a group, as numbers: every authority a dot by its base and its rate, between exact limits.

Pure. `components/funnel.html` draws it; the page that shows it has the same numbers as a table. Limits are those of
`upheld.statistics.funnel` round the group's pooled rate: each line runs halfway between the last count inside and the
first outside, so every dot lies on the side that its verdict says. Authorities with the same count and base share a
dot; larger dots stand for more. Where a group's figure is withheld there are no limits and no middle line, and an
authority whose figure is withheld is no point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, sqrt

from upheld.statistics import funnel as exact
from upheld.statistics.figure import FunnelLimits

WIDE, TALL = 640, 420
LEFT, RIGHT, TOP, BOTTOM = 76, 16, 16, 72
MOST_TICKS = 5
EACH_BASE_TO, STEPS_BEYOND = 80, 120
SMALLEST_DOT, LARGEST_DOT = 5.0, 16.0


@dataclass(frozen=True)
class Point:
    """One authority with a rate. ``verdict`` is as printed; ``shown`` the rate as printed."""

    code: str
    name: str
    count: int
    base: int
    shown: str
    verdict: str
    address: str


@dataclass(frozen=True)
class Dot:
    """Authorities with one count and one base: their place, and how large they are drawn."""

    x: float
    y: float
    size: float
    points: tuple[Point, ...]
    is_marked: bool = False


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and the number of cases, or the rate as a fraction of 1 (or per resident)."""

    at: float
    value: Fraction


@dataclass(frozen=True)
class Funnel:
    """What is drawn. Lines are the ``points`` of SVG polylines: lower and upper of each pair."""

    dots: tuple[Dot, ...]
    middle: float | None
    lines95: tuple[str, ...]
    lines998: tuple[str, ...]
    across: tuple[Tick, ...]
    upward: tuple[Tick, ...]
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    bottom: int = TALL - BOTTOM
    wide: int = WIDE
    tall: int = TALL


@dataclass(frozen=True)
class GroupLimits:
    """A group's pooled rate and its limits at bases that lie close enough to draw lines through."""

    rate: Fraction
    at: tuple[tuple[int, FunnelLimits], ...]


@lru_cache(maxsize=256)
def group_limits(count: int, base: int, largest: int) -> GroupLimits | None:
    """The limits round ``count`` of ``base`` for bases up to ``largest``; None where there is no rate to hold to."""
    if base < 1 or not 0 <= count <= base or largest < 1:
        return None
    rate = Fraction(count, base)
    return GroupLimits(rate, tuple((one, exact.limits(rate, one)) for one in _bases(largest)))


def _bases(largest: int) -> list[int]:
    """Every base while a case more matters, then even steps; the largest always."""
    if largest > EACH_BASE_TO * STEPS_BEYOND:  # residents
        return [ceil(largest * step / STEPS_BEYOND) for step in range(1, STEPS_BEYOND + 1)]
    step = max(1, ceil((largest - EACH_BASE_TO) / STEPS_BEYOND))
    return sorted({*range(1, min(largest, EACH_BASE_TO) + 1), *range(EACH_BASE_TO + step, largest, step), largest})


def funnel(
    points: Sequence[Point], limits: GroupLimits | None, *, marked: str = "", is_share: bool = True
) -> Funnel | None:
    """The drawing of a group; ``marked`` is the code of an authority to make stand out. None without points.

    Shares go from 0 to 1; other rates (``is_share`` false) to a round number above the highest.
    """
    if not points:
        return None
    highest = max(Fraction(one.count, one.base) for one in points)
    step_up, top = (Fraction(1, 4), Fraction(1)) if is_share else round_steps(highest)
    step, most = round_steps(Fraction(max(one.base for one in points)))
    step = max(step, Fraction(1))
    plane = _Plane(most, top)
    return Funnel(
        dots=tuple(_dots(plane, points, marked)),
        middle=plane.y(limits.rate) if limits and limits.rate <= top else None,
        lines95=plane.lines(limits, "low95", "high95"),
        lines998=plane.lines(limits, "low998", "high998"),
        across=tuple(Tick(plane.x(value), value) for value in _ticks(step, most)),
        upward=tuple(Tick(plane.y(value), value) for value in _ticks(step_up, top)),
    )


def round_steps(highest: Fraction) -> tuple[Fraction, Fraction]:
    """A round step and an end that is a whole number of steps, at most five, and no lower: 37 → (10, 40)."""
    size = Fraction(1, 10**9)
    while True:
        for times in (1, 2, 5):
            if highest <= size * times * MOST_TICKS:
                return size * times, size * times * max(1, ceil(highest / (size * times)))
        size *= 10


def _ticks(step: Fraction, end: Fraction) -> list[Fraction]:
    return [step * number for number in range(int(end / step) + 1)]


class _Plane:
    """From bases and rates to the drawing's own units."""

    def __init__(self, most: Fraction, top: Fraction):
        self.most, self.top = most, top

    def x(self, base: Fraction | int) -> float:
        return round(LEFT + float(base / self.most) * (WIDE - LEFT - RIGHT), 1)

    def y(self, rate: Fraction) -> float:
        return round(TALL - BOTTOM - float(rate / self.top) * (TALL - TOP - BOTTOM), 1)

    def lines(self, limits: GroupLimits | None, low: str, high: str) -> tuple[str, ...]:
        if limits is None:
            return ()
        half = Fraction(1, 2)
        lower = ((base, (getattr(found, low) - half) / base) for base, found in limits.at)
        upper = ((base, (getattr(found, high) + half) / base) for base, found in limits.at)
        return tuple(filter(None, (self._line(lower), self._line(upper))))

    def _line(self, places: Iterable[tuple[int, Fraction]]) -> str:
        """A line through the places inside the drawing; none where nothing can be outside."""
        inside = [(Fraction(base), rate) for base, rate in places if 0 <= rate <= self.top]
        if len(inside) == 1:  # a stub, so that the one place is seen
            (base, rate), half = inside[0], Fraction(1, 2)
            inside = [(base - half, rate), (base, rate), (min(base + half, self.most), rate)]
        return " ".join(f"{self.x(base):g},{self.y(rate):g}" for base, rate in inside)


def _dots(plane: _Plane, points: Sequence[Point], marked: str) -> list[Dot]:
    """Dots from the smallest base on, so that the keyboard goes through them in the order of the eye; marked last."""
    together: dict[tuple[int, int, bool], list[Point]] = {}
    for one in sorted(points, key=lambda one: (one.base, one.count, one.name)):
        together.setdefault((one.base, one.count, one.code == marked), []).append(one)
    dots = [
        Dot(plane.x(base), plane.y(Fraction(count, base)), _size(len(own)), tuple(own), is_marked)
        for (base, count, is_marked), own in together.items()
    ]
    return sorted(dots, key=lambda dot: dot.is_marked)


def _size(number: int) -> float:
    """The area grows with the number of authorities."""
    return round(min(SMALLEST_DOT * sqrt(number), LARGEST_DOT), 1)
