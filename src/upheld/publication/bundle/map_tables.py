"""The rows of the map: whose hexagon stands where in each year, outlines, sizes, and postcodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from upheld.publication.bundle.year_contents import Row
from upheld.vocabulary.map_files import SchemeMap


def map_tables(drawn: SchemeMap, ends: Sequence[tuple[int, date]]) -> dict[str, Iterable[Row]]:
    """The rows of the map's tables for some years, each with its last day; all empty where there is no map."""
    return {
        "cells": cells(drawn, ends),
        "shapes": ({"authority": one.authority, "km2": one.km2, "path": one.path} for one in drawn.shapes),
        "frames": ({"year": year, "frame": drawn.frame} for year, _ in ends if drawn.frame),
        "postcodes": (
            {"sector": one.sector, "authorities": one.authorities, "known": one.known} for one in drawn.sectors
        ),
    }


def cells(drawn: SchemeMap, ends: Sequence[tuple[int, date]]) -> Iterator[Row]:
    """The hexagons of each year: those of the day on which it ended."""
    for year, end in ends:
        for cell in drawn.period(end):
            yield {"year": year, "tier": cell.tier, "authority": cell.authority, "x": cell.x, "y": cell.y}
