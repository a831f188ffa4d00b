"""How good a layout of hexagons is: what a reader who knows the country would see right or wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from math import atan2, degrees, sqrt

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from scripts.map.hexagons import Cell, around, holes, middle, pieces

Layout = dict[str, Cell]
Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Score:
    """``neighbours``: per cent of real neighbours that touch. ``bearing``: mean error in degrees between where a
    real neighbour lies and where its cell lies. ``county_pieces``: pieces of all counties. ``holes``: empty cells
    inside. ``silhouette``: per cent that the outline has in common with the country's (intersection over union,
    best fit by moving it and stretching it along each axis)."""

    neighbours: float
    bearing: float
    county_pieces: int
    holes: int
    silhouette: float

    def better_than(self, other: Score) -> dict[str, bool]:
        """Whether each part is better; no holes are as good as none."""
        return {
            "neighbours": self.neighbours > other.neighbours,
            "bearing": self.bearing < other.bearing,
            "county_pieces": self.county_pieces < other.county_pieces,
            "holes": self.holes <= other.holes,
            "silhouette": self.silhouette > other.silhouette,
        }


def side_by_side(ours: Score, theirs: Score) -> str:
    """A small table."""
    lines = [f"{'':16}{'ours':>8}{'theirs':>8}"]
    for field in fields(Score):
        lines.append(f"{field.name:16}{getattr(ours, field.name):8.1f}{getattr(theirs, field.name):8.1f}")
    return "\n".join(lines)


def score(layout: Layout, places: dict[str, np.ndarray], counties: dict[str, str], land: np.ndarray) -> Score:
    """``places``: metres on the grid by council; ``land``: places inside the country, (n, 2), evenly spread."""
    pairs = real_neighbours(places)
    inside = Counter(county for one, county in counties.items() if county and one in layout)
    return Score(
        neighbours=100 * sum(layout[b] in set(around(layout[a])) for a, b in pairs) / len(pairs),
        bearing=float(np.mean([_turned(layout, places, a, b) for a, b in pairs])),
        county_pieces=sum(pieces([layout[one] for one in layout if counties[one] == county]) for county in inside),
        holes=holes(layout.values()),
        silhouette=100 * silhouette(layout, land),
    )


def real_neighbours(places: dict[str, np.ndarray]) -> Pairs:
    """Councils whose middles are neighbours by Delaunay; sides longer than 100 km only run along the coast."""
    ids = sorted(places)
    points = np.array([places[one] for one in ids])
    pairs = set()
    for corners in Delaunay(points).simplices:
        for a, b in ((0, 1), (1, 2), (2, 0)):
            first, second = sorted((int(corners[a]), int(corners[b])))
            if np.hypot(*(points[first] - points[second])) < 100_000:
                pairs.add((ids[first], ids[second]))
    return pairs


def _turned(layout: Layout, places: dict[str, np.ndarray], a: str, b: str) -> float:
    (x0, y0), (x1, y1) = middle(layout[a]), middle(layout[b])
    east, north = places[b] - places[a]
    turn = degrees(atan2(y0 - y1, x1 - x0) - atan2(north, east))
    return abs((turn + 180) % 360 - 180)


def silhouette(layout: Layout, land: np.ndarray) -> float:
    """Intersection over union of the cells and the land, best of many fits."""
    cells = np.array([middle(cell) for cell in layout.values()])
    shape = (land - land.min(axis=0)) / np.ptp(land, axis=0)
    shape[:, 1] = 1 - shape[:, 1]
    size = np.ptp(cells, axis=0) + 1
    tree, density = cKDTree(cells), len(land)
    best = 0.0
    for wide in np.linspace(0.88, 1.12, 7):
        for high in np.linspace(0.88, 1.12, 7):
            stretched = (shape - 0.5) * size * (wide, high) + (cells.min(axis=0) + cells.max(axis=0)) / 2
            area = np.prod(size) * wide * high * _share(land)
            for x in np.linspace(-1.5, 1.5, 5):
                for y in np.linspace(-1.5, 1.5, 5):
                    away, _ = tree.query(stretched + np.array((x, y)), distance_upper_bound=0.54)
                    both = np.isfinite(away).sum() / density * area
                    best = max(best, both / (area + len(cells) * sqrt(3) / 2 - both))
    return float(best)


def _share(land: np.ndarray) -> float:
    """The share of its bounding box that evenly spread land fills; its spacing is that of its grid."""
    spacing = np.median(cKDTree(land).query(land, k=2)[0][:, 1])
    return float(len(land) * spacing**2 / np.prod(np.ptp(land, axis=0) + spacing))
