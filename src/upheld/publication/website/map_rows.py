"""The rows of the bundle that the map and the search by postcode are made of. A scheme may have neither."""

from __future__ import annotations

import sqlite3

from upheld.publication.website.in_use import Bundle


def tiers(bundle: Bundle, year: int) -> set[str]:
    """The tiers that there is a map of in a year; none where the bundle has no map."""
    return {row["tier"] for row in bundle.rows("SELECT DISTINCT tier FROM cells WHERE year = ?", year)}


def cells(bundle: Bundle, year: int, tier: str) -> list[sqlite3.Row]:
    """``authority``, ``x`` (column) and ``y`` (row) of hexagons with a corner up; odd rows stand half to the right."""
    return bundle.rows("SELECT authority, x, y FROM cells WHERE year = ? AND tier = ?", year, tier)


def members(bundle: Bundle, year: int, tier: str) -> set[str]:
    """The authorities that have a place on a tier's map."""
    return {cell["authority"] for cell in cells(bundle, year, tier)}


def areas(bundle: Bundle, year: int, tier: str) -> list[sqlite3.Row]:
    """``authority`` and ``path``, as SVG writes it, in the units of the frame."""
    query = "SELECT authority, path FROM cells JOIN shapes USING (authority) WHERE year = ? AND tier = ?"
    return bundle.rows(query, year, tier)


def frame(bundle: Bundle, year: int) -> str:
    """The frame of a year's areas, as SVG's ``viewBox``."""
    row = bundle.row("SELECT frame FROM frames WHERE year = ?", year)
    return row["frame"] if row else "0 0 1 1"


def land(bundle: Bundle) -> dict[str, float]:
    """Square kilometres by authority, as far as they are known."""
    return {row["authority"]: row["km2"] for row in bundle.rows("SELECT authority, km2 FROM shapes")}


def has_postcodes(bundle: Bundle) -> bool:
    """Whether an authority can be found by postcode."""
    return bundle.row("SELECT 1 FROM postcodes LIMIT 1") is not None


def sectors(bundle: Bundle, area: str) -> list[sqlite3.Row]:
    """The sectors of a postcode's first half, as ``AL10``."""
    return bundle.rows("SELECT * FROM postcodes WHERE sector >= ? AND sector < ?", f"{area} ", f"{area} :")
