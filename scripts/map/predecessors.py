"""Divides the councils of 2021 into those that they had replaced since 2018, of which no open postcodes tell.

Known of each council that ended are the middle of its area (``authorities.csv``) and its size (`SIZES`). A town gets
the squares nearest to its middle. Every other square goes to the nearest of as many seeds as there were councils,
where distances are lengthened or shortened (a power diagram), and the seeds and the lengthening are moved until the
middles and sizes of what each gets are the known ones.
"""

from __future__ import annotations

import numpy as np

from scripts.map import england
from scripts.map.projection import grid
from scripts.map.squares import METRES, Raster, centres

# Hectares by the Standard Area Measurements of the Office for National Statistics, in km2.
SIZES = {
    "E06000028": 46, "E06000029": 65, "E07000048": 50,
    "E07000049": 355, "E07000050": 609, "E07000051": 404, "E07000052": 1081, "E07000053": 42,
    "E07000004": 903, "E07000005": 196, "E07000006": 141, "E07000007": 325,
    "E07000150": 80, "E07000152": 510, "E07000153": 234, "E07000156": 163,
    "E07000151": 666, "E07000154": 81, "E07000155": 634,
    "E07000190": 462, "E07000191": 727,
    "E07000201": 378, "E07000204": 657,
    "E07000205": 892, "E07000206": 370,
}  # fmt: skip
TOWN = 100
STEPS = 300


def with_predecessors(raster: Raster) -> Raster:
    """The same squares by the councils of 2018, the finest areas."""
    finest, start = england.finest(), england.periods()[3]
    number = {area: place for place, area in enumerate(finest)}
    cells = np.full_like(raster.cells, -1)
    for place, area in enumerate(raster.areas):
        rows, columns = np.nonzero(raster.cells == place)
        before = [one for one in finest if england.living(one, start) == area]
        within = np.zeros(len(rows), dtype=int) if len(before) == 1 else divided(centres(rows, columns), before)
        cells[rows, columns] = np.array([number[one] for one in before])[within]
    return Raster(cells, finest)


def divided(points: np.ndarray, before: list[str]) -> np.ndarray:
    """For each place (n, 2) in metres the position in ``before`` of the council that had it."""
    known = england.councils()
    middles = grid(*np.array([(known[one].latitude, known[one].longitude) for one in before]).T)
    share = np.array([SIZES[one] for one in before], dtype=float)
    share *= len(points) / share.sum()
    towns = sorted((one for one in range(len(before)) if SIZES[before[one]] < TOWN), key=lambda one: share[one])
    towns = towns[: len(before) - 1]
    own = np.full(len(points), -1)
    for town in towns:
        free = np.flatnonzero(own < 0)
        away = ((points[free] - middles[town]) ** 2).sum(axis=1)
        own[free[np.argsort(away, kind="stable")[: round(share[town])]]] = town
    others, free = [one for one in range(len(before)) if one not in towns], own < 0
    own[free] = np.array(others)[_balanced(points[free], middles[others], share[others])]
    return own


def _balanced(points: np.ndarray, middles: np.ndarray, share: np.ndarray) -> np.ndarray:
    seeds, weight = middles.copy(), np.zeros(len(middles))
    for step in range(STEPS if len(middles) > 1 else 0):
        pace = 0.5 * (1 - step / STEPS)
        own = _nearest(points, seeds, weight)
        count = np.bincount(own, minlength=len(middles))
        for one in np.flatnonzero(count):
            seeds[one] += pace * (middles[one] - points[own == one].mean(axis=0))
        weight += pace * 0.2 * (share - count) * METRES**2
    return _nearest(points, seeds, weight)


def _nearest(points: np.ndarray, seeds: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return (((points[:, None, :] - seeds) ** 2).sum(axis=2) - weight).argmin(axis=1)
