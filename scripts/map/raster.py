"""The raster: squares of land, each with the finest area of the postcode that lies nearest to it."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from scripts.map import coast, england
from scripts.map.open_postcodes import older
from scripts.map.squares import COLUMNS, METRES, NOWHERE, ROWS, Raster, centres, filled, places

# Land within this of a postcode is land whatever the coast says: it is drawn for maps of a whole continent.
NEAR_A_POSTCODE = 300
SPECK_KM2 = 3.0
ISLAND_KM2 = 3.0


def land(postcodes: np.ndarray) -> np.ndarray:
    """Which squares are land of the country: by the coast, and around postcodes (n, 2)."""
    dry = filled(coast.rings())
    rows, columns = places(postcodes)
    built = np.zeros_like(dry)
    inside = (rows >= 0) & (rows < ROWS) & (columns >= 0) & (columns < COLUMNS)
    built[rows[inside], columns[inside]] = True
    away = ndimage.distance_transform_edt(~built) * METRES
    dry |= away <= NEAR_A_POSTCODE
    return _without_small(dry, ISLAND_KM2)


def _without_small(mask: np.ndarray, km2: float) -> np.ndarray:
    found, many = ndimage.label(mask)
    sizes = np.bincount(found.ravel(), minlength=many + 1) * (METRES / 1000) ** 2
    kept = sizes >= km2
    kept[0] = False
    return kept[found]


def areas_2021() -> Raster:
    """England's squares by the councils of 2021."""
    known = older().placed()
    points = np.column_stack([known.east, known.north])
    rows, columns = np.nonzero(land(points))
    _, nearest = cKDTree(points).query(centres(rows, columns), workers=2)
    areas = england.on_map(england.LOWER, england.periods()[3])
    number = {one: place for place, one in enumerate(areas)}
    codes, coded = np.unique(known.councils, return_inverse=True)
    numbered = np.array([number.get(england.codes().get(code, code), NOWHERE) for code in codes])
    cells = np.full((ROWS, COLUMNS), NOWHERE, dtype=np.int16)
    cells[rows, columns] = numbered[coded[nearest]]
    return Raster(without_specks(cells, len(areas)), areas)


def without_specks(cells: np.ndarray, many: int) -> np.ndarray:
    """The same squares, each small piece of an area given to the one around it; islands and largest pieces stay."""
    whole, unsure = cells >= 0, np.zeros_like(cells, dtype=bool)
    for area in range(many):
        pieces, count = ndimage.label(cells == area)
        if count < 2:
            continue
        sizes = np.bincount(pieces.ravel())[1:]
        small = 1 + np.flatnonzero((sizes * (METRES / 1000) ** 2 < SPECK_KM2) & (np.arange(count) != sizes.argmax()))
        unsure |= np.isin(pieces, small)
    islands, _ = ndimage.label(whole)
    kept = np.unique(islands[whole & ~unsure])
    unsure &= np.isin(islands, kept)
    _, (row, column) = ndimage.distance_transform_edt(~whole | unsure, return_indices=True)
    return np.where(unsure, cells[row, column], cells)
