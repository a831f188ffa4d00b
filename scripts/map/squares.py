"""Squares of the National Grid: how they are counted, and which of them lie inside an outline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

METRES = 200
WEST, NORTH = 80_000, 660_000
COLUMNS, ROWS = 2900, 3300
NOWHERE = -1


@dataclass(frozen=True)
class Raster:
    """``cells[row, column]`` numbers an area of ``areas``, or is NOWHERE; row 0 is the northernmost."""

    cells: np.ndarray
    areas: list[str]

    def km2(self) -> dict[str, float]:
        """The size of each area."""
        counts = np.bincount(self.cells[self.cells >= 0], minlength=len(self.areas))
        return {area: float(count) * (METRES / 1000) ** 2 for area, count in zip(self.areas, counts, strict=True)}


def centres(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Metres east and north of the middles of squares, shape (n, 2)."""
    return np.column_stack([WEST + (columns + 0.5) * METRES, NORTH - (rows + 0.5) * METRES])


def places(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the squares in which points lie."""
    return ((NORTH - points[:, 1]) // METRES).astype(int), ((points[:, 0] - WEST) // METRES).astype(int)


def filled(rings: list[np.ndarray], metres: int = METRES) -> np.ndarray:
    """The squares whose middles lie inside rings, each (n, 2), by the non-zero rule, row by row."""
    high, wide = ROWS * METRES // metres, COLUMNS * METRES // metres
    crossings = np.zeros((high, wide + 1), dtype=np.int32)
    for ring in rings:
        x, y = (ring[:, 0] - WEST) / metres - 0.5, (NORTH - ring[:, 1]) / metres - 0.5
        for x0, y0, x1, y1 in zip(x, y, np.roll(x, -1), np.roll(y, -1), strict=True):
            if y0 == y1:
                continue
            rows = np.arange(max(0, np.ceil(min(y0, y1))), min(high, np.ceil(max(y0, y1))), dtype=int)
            at = np.ceil(x0 + (rows - y0) * (x1 - x0) / (y1 - y0)).clip(0, wide).astype(int)
            crossings[rows, at] += 1 if y1 > y0 else -1
    return np.asarray(np.cumsum(crossings, axis=1)[:, :wide] != 0)
