"""Writes the map's files into the scheme: ``python -m scripts.map``, about five minutes. `make map` runs it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date

import numpy as np

from scripts.map import boundaries, england, sectors
from scripts.map.hexagons import middle
from scripts.map.layouts import Councils, laid_out
from scripts.map.predecessors import with_predecessors
from scripts.map.projection import grid
from scripts.map.raster import areas_2021
from scripts.map.scoring import Layout
from scripts.map.squares import Raster, centres

# The layout of this period is made first, the others from it; the councils of 2009 to 2019 were the same.
FIRST_LAID_OUT = 3
SINCE = {england.FIRST: date(2009, 4, 1)}
SPARSE = 20


def main() -> None:
    """Make and write everything."""
    england.MAP.mkdir(exist_ok=True)
    say("Postcodes")
    write("postcodes.csv", ("sector", "authorities", "known"), sectors.sectors(sectors.every()))
    say("Squares of land")
    raster = with_predecessors(areas_2021())
    say("Boundaries")
    outlines = boundaries.of_everyone(boundaries.outlines(raster))
    left, top, width, height = boundaries.frame(outlines)
    write("frame.csv", ("width", "height"), [(width, height)])
    rows = (
        (one, f"{outline.area / 1e6:.0f}", boundaries.path(outline, left, top)) for one, outline in outlines.items()
    )
    write("shapes.csv", ("authority", "km2", "path"), sorted(rows))
    say("Hexagons")
    write("cells.csv", ("from_on", "tier", "authority", "x", "y"), cells(land(raster)))


def say(what: str) -> None:
    """Tell what comes next."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def land(raster: Raster) -> np.ndarray:
    """Places evenly spread over the land, (n, 2) in metres."""
    rows, columns = np.nonzero(raster.cells[::SPARSE, ::SPARSE] >= 0)
    return centres(rows * SPARSE, columns * SPARSE)


def cells(inside: np.ndarray) -> list[tuple[str, str, str, int, int]]:
    """Every tier's layout of every period."""
    told = []
    for tier in (england.LOWER, england.UPPER):
        for day, layout in layouts(tier, inside).items():
            rows = moved(layout).items()
            told += [(SINCE.get(day, day).isoformat(), tier, one, x, y) for one, (x, y) in sorted(rows)]
    return sorted(told)


def moved(layout: Layout) -> Layout:
    """The same layout with its first column and row 0 or 1, odd rows still odd."""
    left, top = (min(cell[axis] for cell in layout.values()) for axis in (0, 1))
    top -= top % 2
    return {one: (column - left, row - top) for one, (column, row) in layout.items()}


def layouts(tier: str, inside: np.ndarray) -> dict[date, Layout]:
    """A layout for each period, made from the one next to it so that who stays, stays."""
    days = england.periods()
    found = {FIRST_LAID_OUT: laid_out(councils(tier, days[FIRST_LAID_OUT]), inside)}
    for place in (*range(FIRST_LAID_OUT + 1, len(days)), *range(FIRST_LAID_OUT - 1, -1, -1)):
        beside = place - 1 if place > FIRST_LAID_OUT else place + 1
        wanted = councils(tier, days[place])
        found[place] = laid_out(wanted, inside, stood(wanted.ids, found[beside]))
    return {days[place]: layout for place, layout in sorted(found.items())}


def stood(ids: list[str], layout: Layout) -> dict[str, tuple[float, float]]:
    """Where those of a layout stand who are in another period, too."""
    return {one: middle(layout[one]) for one in ids if one in layout}


def councils(tier: str, day: date) -> Councils:
    """Who is on a tier's map on a day."""
    known = [england.councils()[one] for one in england.on_map(tier, day)]
    points = grid(np.array([one.latitude for one in known]), np.array([one.longitude for one in known]))
    return Councils([one.id for one in known], points, [one.county for one in known], [one.region for one in known])


def write(name: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Write a table of the map."""
    with (england.MAP / name).open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
