"""Turns squares into outlines: exact unions, then simplified all at once, so that neighbours share their edges."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from scripts.map import england
from scripts.map.squares import METRES, NORTH, WEST, Raster

# Corners that cut off less than the square of this many metres are left out.
SIMPLIFIED_BY = 600
# A unit of the drawing is a kilometre, written to 100 metres.
UNIT = 1000


def outlines(raster: Raster) -> dict[str, BaseGeometry]:
    """The outline of each finest area, in metres of the National Grid; those that touch share their edges."""
    exact = [_union(raster.cells == number) for number in range(len(raster.areas))]
    drawn = shapely.coverage_simplify(np.array(exact), SIMPLIFIED_BY)
    return dict(zip(raster.areas, drawn, strict=True))


def _union(mask: np.ndarray) -> BaseGeometry:
    rows, columns = np.nonzero(mask)
    west, north = WEST + columns * METRES, NORTH - rows * METRES
    return shapely.coverage_union_all(shapely.box(west, north - METRES, west + METRES, north))


def of_everyone(finest: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The outline of every council that there ever was: later ones and counties are unions of the finest areas."""
    found = {}
    for day in england.periods():
        members: dict[str, list[BaseGeometry]] = {}
        for area, outline in finest.items():
            own = england.living(area, day)
            members.setdefault(own, []).append(outline)
            if county := england.councils()[own].county:
                members.setdefault(county, []).append(outline)
        for one, parts in members.items():
            found.setdefault(one, shapely.coverage_union_all(parts))
    return found


def frame(outlines: dict[str, BaseGeometry]) -> tuple[int, int, int, int]:
    """West, north (metres), width and height (units) of all outlines, with a little room."""
    west, south, east, north = shapely.total_bounds(np.array(list(outlines.values())))
    left, top = int(west // UNIT - 3) * UNIT, int(north // UNIT + 3) * UNIT
    return left, top, int((east - left) // UNIT + 4), int((top - south) // UNIT + 4)


def path(outline: BaseGeometry, left: int, top: int) -> str:
    """An outline as SVG writes it: every ring from a point by steps, in tenths of a unit."""
    return "".join(
        _ring(ring, left, top)
        for polygon in shapely.get_parts(outline)
        for ring in (polygon.exterior, *polygon.interiors)
    )


def _ring(ring: BaseGeometry, left: int, top: int) -> str:
    points = shapely.get_coordinates(ring)[:-1]
    tenths = np.rint((points - (left, top)) * (10 / UNIT, -10 / UNIT)).astype(int)
    tenths = tenths[np.any(tenths != np.roll(tenths, 1, axis=0), axis=1)]
    if len(tenths) < 3:
        return ""
    steps = np.diff(tenths, axis=0)
    return f"M{_pair(tenths[0])}l{_joined(steps)}z"


def _joined(steps: np.ndarray) -> str:
    told = [_pair(step) for step in steps]
    return told[0] + "".join(one if one.startswith("-") else f" {one}" for one in told[1:])


def _pair(tenths: np.ndarray) -> str:
    x, y = (_number(int(one)) for one in tenths)
    return f"{x}{y}" if y.startswith("-") else f"{x} {y}"


def _number(tenths: int) -> str:
    sign, (whole, part) = "-" if tenths < 0 else "", divmod(abs(tenths), 10)
    return f"{sign}{whole or ''}.{part}" if part else f"{sign}{whole}"
