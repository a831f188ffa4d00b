"""Hexagon layouts: one equal cell for each council, so that small and large ones can be read and touched alike.

1. The middles of the areas are warped: pairs of neighbours pull or push towards one distance, but keep bearings.
2. The country's outline is warped with them, and the cells that lie furthest inside it are taken: no holes.
3. Councils are assigned to these cells by least squared distance.
4. Swaps of near cells are tried many times (simulated annealing, seeded): neighbours should touch, bearings be
   right, counties and regions hang together, and nobody move far from the start.
A later period begins from the layout before it, so that what has not changed stays where it was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import exp, hypot, log
from random import Random

import numpy as np
from scipy.interpolate import RBFInterpolator
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from scripts.map.hexagons import ROW_HEIGHT, Cell, around, middle
from scripts.map.scoring import Layout, real_neighbours

SEED = 2022
WARP_STEPS, NEAREST = 400, 6
SWAPS = 400_000
LIKE_THE_COUNTRY = 0.3  # how far the outline is the country's own, unwarped
NEAR_PEOPLE = 0.5
FAR = 3.0  # neighbours further apart than this are no worse


@dataclass(frozen=True)
class Councils:
    """Who is to be laid out: ids in order, metres on the grid (n, 2), county (or ``""``) and region of each."""

    ids: list[str]
    points: np.ndarray
    county: list[str]
    region: list[str]


def laid_out(councils: Councils, land: np.ndarray, before: dict[str, tuple[float, float]] | None = None) -> Layout:
    """A layout; the same bytes for the same councils, land (n, 2) and places ``before``."""
    warped = warp(councils.points)
    cells = chosen_cells(councils.points, warped, land)
    start = np.array(warped)
    if before:
        start = _towards(councils, warped, before)
    placed = assigned(start, cells)
    return annealed(councils, placed, start, Random(SEED))


def warp(points: np.ndarray) -> np.ndarray:
    """The points (n, 2), y downwards, moved until near ones are about 1 apart."""
    start = points * (1, -1)
    _, near = cKDTree(start).query(start, k=NEAREST + 1)
    first, second = np.repeat(np.arange(len(start)), NEAREST), near[:, 1:].ravel()
    bearing = start[second] - start[first]
    bearing /= np.linalg.norm(bearing, axis=1, keepdims=True)
    now = (start - start.mean(axis=0)) / np.sqrt(np.ptp(start, axis=0).prod() / len(start)) * 0.85
    for step in range(WARP_STEPS):
        pull = np.zeros_like(now)
        wrong = now[first] + bearing - now[second]
        np.add.at(pull, first, -0.04 * wrong)
        np.add.at(pull, second, 0.04 * wrong)
        pairs = cKDTree(now).query_pairs(1.0, output_type="ndarray")
        apart = now[pairs[:, 1]] - now[pairs[:, 0]]
        length = np.linalg.norm(apart, axis=1, keepdims=True).clip(1e-9)
        push = apart / length * (1 - length) * 0.25
        np.add.at(pull, pairs[:, 0], -push)
        np.add.at(pull, pairs[:, 1], push)
        now = now + pull * (1 - 0.5 * step / WARP_STEPS)
    return now


def chosen_cells(points: np.ndarray, warped: np.ndarray, land: np.ndarray) -> list[Cell]:
    """As many cells as points: those that most of the warped land lies in, the outline smooth and without holes."""
    mover = RBFInterpolator(points / 1e5, warped, smoothing=0.3, kernel="thin_plate_spline", neighbors=60)
    outline = (1 - LIKE_THE_COUNTRY) * mover(land / 1e5) + LIKE_THE_COUNTRY * _stretched(points, warped, land)
    low, high = warped.min(axis=0) - 2, warped.max(axis=0) + 2
    grid = [
        (column, row)
        for row in range(int(low[1] / ROW_HEIGHT), int(high[1] / ROW_HEIGHT) + 1)
        for column in range(int(low[0]), int(high[0]) + 1)
    ]
    middles = np.array([middle(cell) for cell in grid])
    depth, _ = cKDTree(outline).query(middles)
    people, _ = cKDTree(warped).query(middles)
    order = np.argsort(depth + NEAR_PEOPLE * people, kind="stable")
    return _whole([grid[one] for one in order], len(points))


def _stretched(points: np.ndarray, warped: np.ndarray, land: np.ndarray) -> np.ndarray:
    """The land as it is, moved and stretched along both axes to fill the same box as the warped points."""
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    share = (land - low) / size
    share[:, 1] = 1 - share[:, 1]
    return warped.min(axis=0) + share * np.ptp(warped, axis=0)


def _whole(best_first: list[Cell], many: int) -> list[Cell]:
    """The first cells, lonely ones exchanged for gaps: each has two neighbours at least, no gap has five."""
    taken, spare = set(best_first[:many]), best_first[many:]
    for _ in range(many):
        gap = next((cell for cell in spare if cell not in taken and len(taken.intersection(around(cell))) >= 5), None)
        worst = min(
            reversed(best_first), key=lambda cell: len(taken.intersection(around(cell))) if cell in taken else 9
        )
        if gap is None:
            if len(taken.intersection(around(worst))) >= 2:
                break
            gap = next(cell for cell in spare if cell not in taken and len(taken.intersection(around(cell))) >= 3)
        elif len(taken.intersection(around(worst))) >= 3:
            worst = next(cell for cell in reversed(best_first) if cell in taken and cell not in set(around(gap)))
        taken.remove(worst)
        taken.add(gap)
    return sorted(taken)


def _towards(councils: Councils, warped: np.ndarray, before: dict[str, tuple[float, float]]) -> np.ndarray:
    """Where each stood before, moved as a whole to lie over the new cells; its warped place where it is new."""
    old = np.array([before.get(one, (np.nan, np.nan)) for one in councils.ids])
    kept = ~np.isnan(old[:, 0])
    shift = np.median(warped[kept] - old[kept], axis=0)
    return np.where(kept[:, None], old + shift, warped)


def assigned(points: np.ndarray, cells: list[Cell]) -> list[Cell]:
    """A cell for each point (n, 2) by least squared distance in all."""
    middles = np.array([middle(cell) for cell in cells])
    costs = ((points[:, None, :] - middles) ** 2).sum(axis=2)
    return [cells[column] for column in linear_sum_assignment(costs)[1]]


class _Cost:
    """What a council costs where it stands."""

    def __init__(self, councils: Councils, start: np.ndarray, cells: list[Cell]):
        self.at = {cell: middle(cell) for cell in cells}
        self.start = [tuple(map(float, point)) for point in start]
        places = dict(zip(councils.ids, councils.points, strict=True))
        number = {one: place for place, one in enumerate(councils.ids)}
        self.near: dict[int, list[tuple[int, float, float, float]]] = defaultdict(list)
        for a, b in sorted(real_neighbours(places)):
            self._pair(councils, number[a], number[b])

    def _pair(self, councils: Councils, a: int, b: int) -> None:
        east, south = (councils.points[b] - councils.points[a]) * (1, -1)
        length = hypot(east, south)
        weight = 1.0
        if councils.region[a] == councils.region[b]:
            weight += 0.8
        if councils.county[a] and councils.county[a] == councils.county[b]:
            weight += 1.6
        self.near[a].append((b, weight, east / length, south / length))
        self.near[b].append((a, weight, -east / length, -south / length))

    def of(self, one: int, cell: Cell, places: list[Cell]) -> float:
        """Distances to neighbours beyond touching, errors of bearing, and the way from the start."""
        x, y = self.at[cell]
        total = 0.0
        for other, weight, east, south in self.near[one]:
            x1, y1 = self.at[places[other]]
            x1, y1 = x1 - x, y1 - y
            length = hypot(x1, y1) or 1.0
            total += weight * (min(length, FAR) - 1.0 + (0.8 if length > 1.01 else 0.0))
            total += 0.9 * (1 - (x1 * east + y1 * south) / length)
        x0, y0 = self.start[one]
        return total + 0.05 * ((x - x0) ** 2 + (y - y0) ** 2)


def annealed(councils: Councils, placed: list[Cell], start: np.ndarray, random: Random, swaps: int = SWAPS) -> Layout:
    """The layout after swaps with near cells and with those near a neighbour, worse ones allowed less and less."""
    places, owner = list(placed), {cell: one for one, cell in enumerate(placed)}
    cost = _Cost(councils, start, placed)
    near = {cell: _within_two(cell, owner) for cell in owner}
    for step in range(swaps):
        heat = 1.2 * exp(-5.5 * step / swaps)
        one = random.randrange(len(places))
        here = places[one]
        beside = random.choice(cost.near[one])[0] if step % 2 and cost.near[one] else one
        there = random.choice(near[places[beside]])
        if there == here:
            continue
        other = owner[there]
        before = cost.of(one, here, places) + cost.of(other, there, places)
        places[one], places[other] = there, here
        change = cost.of(one, there, places) + cost.of(other, here, places) - before
        if change > 0 and change > -heat * log(1 - random.random()):
            places[one], places[other] = here, there
        else:
            owner[there], owner[here] = one, other
    return dict(zip(councils.ids, places, strict=True))


def _within_two(cell: Cell, taken: dict[Cell, int]) -> list[Cell]:
    near = {far for close in around(cell) for far in (close, *around(close))} - {cell}
    return sorted(near.intersection(taken))
