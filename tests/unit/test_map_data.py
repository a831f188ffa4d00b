"""The English scheme's map: hexagons that beat the best layout made by hand, true boundaries, true postcodes."""

from __future__ import annotations

import csv
import json
import re
from base64 import b64decode
from collections import Counter, defaultdict
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise
from math import atan2, degrees
from pathlib import Path

import numpy as np
import pytest

from scripts.map import agreement, england
from scripts.map.hexagons import around, holes, middle, pieces
from scripts.map.open_postcodes import newer
from scripts.map.projection import grid
from scripts.map.squares import filled
from upheld.publication.website.places import LETTERS, _at, _is_known
from upheld.vocabulary import map_files, scheme_loader

ELSEWHERE = Path(__file__).resolve().parents[3] / "shared" / "data"
HEXJSON, OFFICIAL = ELSEWHERE / "lad_2021_england.hexjson", ELSEWHERE / "england_2014_2025_bsc.topojson"
PERIODS = [date(2009, 4, 1), date(2019, 4, 1), date(2020, 4, 1), date(2021, 4, 1), date(2023, 4, 1)]
OF_2021 = PERIODS[3]
# What `theirs` measures, for where their file is not at hand: per cent, degrees, pieces, holes.
BY_HAND = (59.29, 36.04, 36, 0)
SQUARE = 1000
# Metres east and north of the corner of the frame.
CORNER = (85_000, 660_000)
STEP = re.compile(r"-?[0-9]*\.?[0-9]+")


@lru_cache
def the_map() -> map_files.SchemeMap:
    scheme = scheme_loader.load("local-government-england")
    return map_files.read(scheme.folder, scheme.authorities.by_id)


def layout(on: date, tier: str = "lower") -> dict[str, tuple[int, int]]:
    return {cell.authority: (cell.x, cell.y) for cell in the_map().period(on) if cell.tier == tier}


@lru_cache
def rings(authority: str) -> list[list[tuple[int, int]]]:
    """The corners of an outline in tenths of a kilometre."""
    path = next(shape.path for shape in the_map().shapes if shape.authority == authority)
    found = []
    for ring in path.split("M")[1:]:
        numbers = [round(float(one) * 10) for one in STEP.findall(ring)]
        steps = list(zip(numbers[::2], numbers[1::2], strict=True))
        found.append([(sum(x for x, _ in steps[:n]), sum(y for _, y in steps[:n])) for n in range(1, len(steps) + 1)])
    return found


@lru_cache
def neighbours() -> list[tuple[str, str]]:
    """Councils of 2021 that share a side of their outlines."""
    owners = defaultdict(set)
    for one in layout(OF_2021):
        for ring in rings(one):
            for side in pairwise([*ring, ring[0]]):
                owners[frozenset(side)].add(one)
    return sorted({pair for shared in owners.values() for pair in combinations(sorted(shared), 2)})


def scores(cells: dict[str, tuple[int, int]]) -> tuple[float, float, int, int]:
    """Per cent of neighbours that touch, mean error of bearing in degrees, pieces of counties, holes."""
    known = england.councils()
    at = {one: grid(known[one].latitude, known[one].longitude)[0] for one in cells}
    pairs = neighbours()
    touching = sum(cells[b] in set(around(cells[a])) for a, b in pairs)
    by_county = defaultdict(list)
    for one, cell in cells.items():
        by_county[known[one].county].append(cell)
    by_county.pop("")
    turned = [_turned(cells, at, a, b) for a, b in pairs]
    parts = sum(map(pieces, by_county.values()))
    return 100 * touching / len(pairs), sum(turned) / len(pairs), parts, holes(list(cells.values()))


def _turned(cells, at, a, b):
    (x0, y0), (x1, y1) = middle(cells[a]), middle(cells[b])
    east, north = at[b] - at[a]
    turn = degrees(atan2(y0 - y1, x1 - x0) - atan2(north, east))
    return abs((turn + 180) % 360 - 180)


def by_hand() -> tuple[float, float, int, int]:
    """The scores of the layout made by hand. Its rows count from the bottom, those of an odd number to the right."""
    if not HEXJSON.exists():
        return BY_HAND
    placed = {
        england.codes()[code]: (one["q"], one["r"]) for code, one in json.loads(HEXJSON.read_bytes())["hexes"].items()
    }
    assert set(placed) == set(layout(OF_2021))
    top = max(row for _, row in placed.values())
    top += top % 2
    return scores({one: (column, top - row) for one, (column, row) in placed.items()})


def test_the_hexagons_of_2021_are_better_than_those_made_by_hand():
    ours, theirs = scores(layout(OF_2021)), by_hand()
    assert ours[0] > theirs[0]
    assert ours[1] < theirs[1]
    assert ours[2] < theirs[2]
    assert ours[3] <= theirs[3] == 0


def test_the_layout_made_by_hand_scores_what_is_kept():
    assert by_hand() == pytest.approx(BY_HAND, abs=0.05)


def test_scores_tell_a_layout_that_was_spoiled():
    good = layout(OF_2021)
    ids = sorted(good)
    spoiled = dict(zip(ids, (good[one] for one in [*ids[7:], *ids[:7]]), strict=True))
    assert scores(spoiled)[0] < scores(good)[0] / 2
    assert scores(spoiled)[1] > scores(good)[1] * 2


@pytest.mark.parametrize("day", PERIODS)
@pytest.mark.parametrize("tier", ["lower", "upper"])
def test_each_period_has_its_councils_each_a_cell_and_an_outline_and_no_holes(day, tier):
    cells = layout(day, tier)
    assert sorted(cells) == england.on_map(tier, max(day, england.FIRST))
    assert len(set(cells.values())) == len(cells)
    assert holes(list(cells.values())) == 0
    assert set(cells) <= {shape.authority for shape in the_map().shapes}


def test_years_before_and_after_a_reorganisation_show_the_councils_of_that_year():
    northampton, west = "E07000154", "E06000062"
    assert northampton in layout(date(2021, 3, 31))
    assert west not in layout(date(2021, 3, 31))
    assert northampton not in layout(date(2022, 3, 31))
    assert west in layout(date(2022, 3, 31))


def test_most_stay_near_where_they_were_from_period_to_period():
    for before, after in pairwise(PERIODS):
        old, new = layout(before), layout(after)
        both = old.keys() & new.keys()
        moves = np.array([middle(new[one]) for one in both]) - np.array([middle(old[one]) for one in both])
        away = np.hypot(*(moves - np.median(moves, axis=0)).T)
        assert np.median(away) <= 2


def test_land_is_as_large_as_it_is_known_to_be():
    km2 = {shape.authority: shape.km2 for shape in the_map().shapes}
    assert sum(km2[one] for one in layout(OF_2021)) == pytest.approx(130_300, rel=0.01)
    assert km2["E10000016"] == pytest.approx(3544, rel=0.03)
    assert km2["E07000107"] == pytest.approx(73, rel=0.08)


def test_boundaries_agree_with_the_official_ones_on_96_per_cent_of_the_land():
    if not OFFICIAL.exists():
        pytest.skip("the official boundaries are not at hand")
    areas = sorted(layout(OF_2021))
    theirs = agreement.official(2021, areas, OFFICIAL, SQUARE).cells
    ours = np.full_like(theirs, -1)
    for number, one in enumerate(areas):
        ours[filled([np.array(ring) * (100, -100) + CORNER for ring in rings(one)], SQUARE)] = number
    assert (ours == theirs)[theirs >= 0].mean() >= 0.96
    assert (np.roll(ours, 20, axis=1) == theirs)[theirs >= 0].mean() < 0.6


def test_postcodes_lead_to_the_council_that_the_directory_names():
    told = newer()
    councils, ids, last = england.councils(), england.codes(), england.periods()[-1]
    sectors = {one.sector: one for one in the_map().sectors}
    right = Counter()
    for written, code in list(zip(told.written, told.councils, strict=True))[::23]:
        one = ids.get(code, "")
        if one not in councils:
            continue
        spaced = f"{written[:-3].strip()} {written[-3:]}"
        sector = sectors[spaced[:-2]]
        found = _at(sector.authorities, spaced[-2:])
        right[bool(found) and england.living(found, last) == one and _is_known(sector.known, spaced[-2:])] += 1
    assert right.total() > 70_000
    assert right[True] / right.total() >= 0.999


def test_only_units_that_can_be_are_known():
    assert LETTERS == map_files.LETTERS
    for one in the_map().sectors[::50]:
        assert any(b64decode(one.known + "="))


def test_files_are_sorted_so_that_changes_can_be_read():
    for name, key in (("cells", 3), ("shapes", 1), ("postcodes", 1)):
        with (england.MAP / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
            keys = [row[:key] for row in list(csv.reader(opened))[1:]]
        assert keys == sorted(keys)
