"""The rows of the bundle that the map and the search by postcode are made of. A scheme may have neither."""

from __future__ import annotations

import sqlite3

from upheld.publication.website.in_use import Bundle


def _has(bundle: Bundle, table: str) -> bool:
    return bundle.row("SELECT 1 FROM sqlite_master WHERE name = ?", table) is not None


def tiers(bundle: Bundle, year: int) -> set[str]:
    """The tiers that there is a map of in a year; none where the bundle has no map."""
    if not _has(bundle, "cells"):
        return set()
    return {row["tier"] for row in bundle.rows("SELECT DISTINCT tier FROM cells WHERE year = ?", year)}


def cells(bundle: Bundle, year: int, tier: str) -> list[sqlite3.Row]:
    """``authority``, ``x`` (column) and ``y`` (row) of hexagons with a corner up; odd rows stand half to the right."""
    return bundle.rows("SELECT authority, x, y FROM cells WHERE year = ? AND tier = ?", year, tier)


def areas(bundle: Bundle, year: int, tier: str) -> list[sqlite3.Row]:
    """``authority`` and ``path``, as SVG writes it, in the units of the frame."""
    return bundle.rows("SELECT authority, path FROM areas WHERE year = ? AND tier = ?", year, tier)


def frame(bundle: Bundle, year: int) -> str:
    """The frame of a year's areas, as SVG's ``viewBox``."""
    row = bundle.row("SELECT frame FROM frames WHERE year = ?", year)
    return row["frame"] if row else "0 0 1 1"


def has_postcodes(bundle: Bundle) -> bool:
    """Whether an authority can be found by postcode."""
    return _has(bundle, "postcodes") and bundle.row("SELECT 1 FROM postcodes LIMIT 1") is not None
