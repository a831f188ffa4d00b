"""How far squares agree with official boundaries: the share of land, official or ours, that is the same council's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from scripts.map import coast, england
from scripts.map.projection import grid
from scripts.map.squares import METRES, NOWHERE, Raster, filled

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "england_2014_2025_bsc.topojson"


def official(year: int, areas: list[str], file: Path = OFFICIAL, metres: int = METRES) -> Raster:
    """The squares, ``metres`` wide, by the official boundaries of a year, for the areas named."""
    atlas = json.loads(file.read_bytes())
    number = {area: place for place, area in enumerate(areas)}
    cells: np.ndarray | None = None
    for one in atlas["objects"]["lad"]["geometries"]:
        about = one["properties"]
        area = england.codes().get(about["areacd"], about["areacd"])
        if not about.get("start", 0) <= year <= about.get("end", 9999) or area not in number:
            continue
        rings = [coast.degrees(atlas, ring) for polygon in coast.polygons(one) for ring in polygon]
        inside = filled([grid(ring[:, 1], ring[:, 0]) for ring in rings], metres)
        cells = np.full(inside.shape, NOWHERE, dtype=np.int16) if cells is None else cells
        cells[inside] = number[area]
    assert cells is not None
    return Raster(cells, areas)


def agreement(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The share of squares that are land on either side and the same council's on both."""
    return float((ours == theirs)[(ours >= 0) | (theirs >= 0)].mean())


def by_area(ours: Raster, theirs: Raster) -> dict[str, float]:
    """The same for each area, worst first."""
    shares = {}
    for number, area in enumerate(ours.areas):
        here, there = ours.cells == number, theirs.cells == number
        shares[area] = float((here & there).sum() / max((here | there).sum(), 1))
    return dict(sorted(shares.items(), key=lambda item: item[1]))
