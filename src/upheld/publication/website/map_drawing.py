"""The map as numbers and names: which shape stands where, how it is marked, and what it is called."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upheld.publication.website import map_rows
from upheld.publication.website.charts import rounded_up
from upheld.publication.website.front_asking import Asked
from upheld.publication.website.front_rows import NO_SIGN, SIGNS, Row
from upheld.publication.website.in_use import Bundle

# A hexagon with a corner up, in whole units: 22 wide, its rows 19 apart (22 × √3⁄2, rounded).
WIDE, ROW = 22, 19
MARGIN = 14
# Of three sides, from the middle: where the hexagon beyond it stands, and the side's ends.
SIDES = {
    (WIDE, 0): ((11, -6.3), (11, 6.3)),
    (WIDE // 2, ROW): ((11, 6.3), (0, 12.7)),
    (-WIDE // 2, ROW): ((0, 12.7), (-11, 6.3)),
}
STEPS = 5
CONSIDERED, NOT_CONSIDERED = "considered", "not-considered"
REPORTED, NOT_REPORTED = "reported", "not-reported"
EITHER = {"considered": (CONSIDERED, NOT_CONSIDERED), "reported": (REPORTED, NOT_REPORTED)}


@dataclass(frozen=True)
class Shape:
    """One area: an authority's row, how it is marked (``sign``), and where it stands: ``x``, ``y`` or ``path``."""

    row: Row
    sign: str
    x: int = 0
    y: int = 0
    path: str = ""
    label: str = ""


@dataclass(frozen=True)
class Key:
    """A line of the legend: a sign, how many bear it, and for rates the step's ends."""

    sign: str
    number: int
    lower: float = 0
    upper: float = 0


@dataclass(frozen=True)
class Map:
    """A picture: its frame as SVG's viewBox, its shapes by name, its legend, those outside the filter, and of
    hexagons the path of the borders between regions."""

    frame: str
    shapes: tuple[Shape, ...]
    faint: tuple[Shape, ...]
    legend: tuple[Key, ...]
    borders: str = ""


def drawn(bundle: Bundle, asked: Asked, rows: Sequence[Row], wanted: set[str], *, is_share: bool) -> Map | None:
    """The map of what is asked for; None where the bundle has none. ``wanted`` are the authorities filtered for."""
    if not asked.tier:
        return None
    found, frame = _places(bundle, asked)
    by_authority = {row.authority: row for row in rows}
    placed = [(by_authority[place["authority"]], place) for place in found if place["authority"] in by_authority]
    placed.sort(key=lambda one: one[0].name)
    end = 1.0 if is_share else rounded_up(max((row.rate or 0 for row, _ in placed), default=1) or 1)
    shapes = [_shape(row, place, asked, end) for row, place in placed]
    return Map(
        frame=frame,
        shapes=tuple(shape for shape in shapes if shape.row.authority in wanted),
        faint=tuple(shape for shape in shapes if shape.row.authority not in wanted),
        legend=_legend((shape for shape in shapes if shape.row.authority in wanted), asked, end),
        borders="" if asked.shape == "boundaries" else _borders(shapes),
    )


def _places(bundle: Bundle, asked: Asked) -> tuple[list[sqlite3.Row], str]:
    if asked.shape == "boundaries":
        return map_rows.areas(bundle, asked.year, asked.tier), map_rows.frame(bundle, asked.year)
    cells = map_rows.cells(bundle, asked.year, asked.tier)
    return cells, _around([_middle(cell) for cell in cells])


def _middle(cell: sqlite3.Row) -> tuple[int, int]:
    """The middle of a hexagon; rows of an odd number stand half a cell to the right."""
    return cell["x"] * WIDE + (cell["y"] % 2) * WIDE // 2, cell["y"] * ROW


def _around(middles: list[tuple[int, int]]) -> str:
    if not middles:
        return "0 0 1 1"
    across, down = zip(*middles, strict=True)
    left, top = min(across) - MARGIN, min(down) - MARGIN
    return f"{left} {top} {max(across) + MARGIN - left} {max(down) + MARGIN - top}"


def _borders(shapes: Sequence[Shape]) -> str:
    """The sides between hexagons of different regions."""
    regions = {(shape.x, shape.y): shape.row.region for shape in shapes}
    found = []
    for (x, y), region in regions.items():
        for (right, down), side in SIDES.items():
            if regions.get((x + right, y + down), region) != region:
                start, end = side
                found.append(f"M{x + start[0]} {y + start[1]}L{x + end[0]} {y + end[1]}")
    return "".join(sorted(found))


def _shape(row: Row, place: sqlite3.Row, asked: Asked, end: float) -> Shape:
    sign = _sign(row, asked.colour, end)
    if asked.shape == "boundaries":
        return Shape(row, sign, path=place["path"])
    x, y = _middle(place)
    return Shape(row, sign, x, y, label=_label(row) if sign.startswith("step") else "")


def _sign(row: Row, colour: str, end: float) -> str:
    if colour in EITHER:
        yes, no = EITHER[colour]
        return yes if (row.considered_on if colour == "considered" else row.reports) else no
    return row.sign if colour == "verdict" else _step(row, end)


def _step(row: Row, end: float) -> str:
    """Of five equal steps the one that a rate is on; too few to tell stays that."""
    if row.rate is None or row.sign in ("too-few", NO_SIGN):
        return row.sign
    return f"step-{min(int(row.rate / end * STEPS), STEPS - 1) + 1}"


def _label(row: Row) -> str:
    """A figure short enough to stand in a cell."""
    short = row.shown.removesuffix("%")
    return short if len(short) <= 4 else ""


def _legend(shapes: Iterable[Shape], asked: Asked, end: float) -> tuple[Key, ...]:
    number = Counter(shape.sign for shape in shapes)
    if asked.colour in EITHER:
        return tuple(Key(sign, number[sign]) for sign in EITHER[asked.colour])
    steps = [Key(f"step-{one}", 0, (one - 1) * end / STEPS, one * end / STEPS) for one in range(1, STEPS + 1)]
    told = [Key(sign, 0) for sign in SIGNS.values() if sign != "too-few"]
    keys = [*(told if asked.colour == "verdict" else steps), Key("too-few", 0), Key(NO_SIGN, 0)]
    return tuple(Key(key.sign, number[key.sign], key.lower, key.upper) for key in keys)
