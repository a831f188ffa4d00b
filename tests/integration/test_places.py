"""Finding authorities by postcode, on the English scheme's own map: both tiers, before and after reorganisations."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from upheld.publication.bundle.contents import successions
from upheld.publication.bundle.map_tables import map_tables
from upheld.publication.bundle.schema import TABLES
from upheld.publication.website.places import find_place
from upheld.vocabulary import map_files, scheme_loader

NEEDED = {"members", "successions", "cells", "postcodes"}


class Rows:
    """What a bundle of one year knows of places: its members, who followed whom, and the map."""

    def __init__(self, year: int, drawn: map_files.SchemeMap | None = None):
        scheme, end = scheme_loader.load("local-government-england"), date(year, 3, 31)
        directory, self.newest = scheme.authorities, year
        self.site = sqlite3.connect(":memory:")
        self.site.row_factory = sqlite3.Row
        drawn = drawn or map_files.read(scheme.folder, directory.by_id)
        found = {**map_tables(drawn, [(year, end)]), "members": self._members(directory, year, end)}
        found["successions"] = successions(type("Published", (), {"directory": directory}))
        for table in (one for one in TABLES if one.name in NEEDED):
            self.site.execute(table.create()[0])
            self.site.executemany(table.insert(), list(found[table.name]))

    @staticmethod
    def _members(directory, year, end):
        for one in directory:
            if (one.start_on or end) <= end <= (one.end_on or end):
                county = directory.by_id.get(one.county)
                yield {
                    "year": year,
                    "authority": one.id,
                    "code": one.code(end),
                    "name": one.name(end),
                    "short_name": one.short_name(end),
                    "kind": one.kind,
                    "region": one.region,
                    "county": county.short_name(end) if county else "",
                }

    def rows(self, query, *values):
        return self.site.execute(query, values).fetchall()

    def row(self, query, *values):
        return self.site.execute(query, values).fetchone()


@pytest.fixture(scope="module")
def years():
    return {year: Rows(year) for year in (2020, 2022, 2024)}


def told(bundle, written):
    place = find_place(bundle, written)
    return [(tier, row["short_name"]) for tier, row in place.authorities]


@pytest.mark.parametrize(
    ("year", "written", "expected"),
    [
        (2022, "DA1 1DR", [("lower", "Dartford"), ("upper", "Kent")]),
        (2022, " sw1a1aa ", [("lower", "Westminster")]),
        (2022, "BS1 5TR", [("lower", "Bristol")]),
        (2022, "CA1 1RD", [("lower", "Carlisle"), ("upper", "Cumbria")]),
        (2024, "CA1 1RD", [("lower", "Cumberland")]),
        (2022, "LA23 1BX", [("lower", "South Lakeland"), ("upper", "Cumbria")]),
        (2022, "CF10 1AA", []),
        (2022, "ZZ1 1AA", []),
    ],
)
def test_a_postcode_leads_to_both_tiers_as_they_were(years, year, written, expected):
    assert told(years[year], written) == expected


def test_one_that_merged_since_leads_to_each_that_it_followed(years):
    place = find_place(years[2020], "NN1 1DE")
    assert place.divided
    assert {row["short_name"] for _, row in place.authorities} == {
        "Daventry",
        "Northampton",
        "Northamptonshire",
        "South Northamptonshire",
    }


def test_one_that_is_not_known_is_said_to_be_probable(years):
    there, not_there = find_place(years[2022], "SW1A 1AA"), find_place(years[2022], "SW1A 9ZZ")
    assert there.known
    assert not not_there.known
    assert [row["short_name"] for _, row in not_there.authorities] == ["Westminster"]


@pytest.mark.parametrize("written", ["", "Dartford", "DA1", "DA1 1D", "DA1 1CI", "²A1 1AA", "DA1 1DR x", "1DR DA1"])
def test_what_has_not_the_form_of_a_postcode_is_none(years, written):
    assert find_place(years[2022], written) is None


def test_without_postcodes_nothing_is_one():
    assert find_place(Rows(2022, map_files.SchemeMap(frame="0 0 1 1")), "DA1 1DR") is None


def test_runs_within_a_sector_part_it_by_unit():
    made = map_files.Sector("DA1 1", "AA=E07000107;DF=E07000108;LL=", "A" * 67)
    bundle = Rows(2022, map_files.SchemeMap(sectors=(made,)))
    found = [told(bundle, f"DA1 1{unit}") for unit in ("AA", "DE", "DF", "LJ", "LL")]
    names = [one[0][1] if one else "" for one in found]
    assert names == ["Dartford", "Dartford", "Dover", "Dover", ""]
    assert not find_place(bundle, "DA1 1AA").known
