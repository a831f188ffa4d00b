"""The coast: the land of the United Kingdom by Natural Earth 1:10m, from the npm package ``world-atlas``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from scripts.map.projection import grid

ATLAS = Path(__file__).resolve().parent / "node_modules" / "world-atlas" / "countries-10m.json"
COUNTRY = "United Kingdom"


def rings() -> list[np.ndarray]:
    """The rings of the country's land, each (n, 2) in metres of the National Grid."""
    if not ATLAS.exists():
        raise FileNotFoundError(f"{ATLAS}: run `make map-data` first")
    atlas = json.loads(ATLAS.read_bytes())
    found = atlas["objects"]["countries"]["geometries"]
    country = next(one for one in found if one["properties"]["name"] == COUNTRY)
    return [_on_grid(atlas, ring) for polygon in polygons(country) for ring in polygon]


def polygons(geometry: dict[str, Any]) -> list[Any]:
    """A TopoJSON geometry's polygons, each a list of rings, each a list of numbers of arcs."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])


def degrees(atlas: dict[str, Any], ring: list[int]) -> np.ndarray:
    """A ring of a TopoJSON as longitudes and latitudes, shape (n, 2)."""
    scale, origin = (np.array(atlas["transform"][key]) for key in ("scale", "translate"))
    parts = []
    for number in ring:
        arc = np.cumsum(np.array(atlas["arcs"][number if number >= 0 else ~number]), axis=0) * scale + origin
        parts.append(arc if number >= 0 else arc[::-1])
    return np.concatenate(parts)


def _on_grid(atlas: dict[str, Any], ring: list[int]) -> np.ndarray:
    places = degrees(atlas, ring)
    return grid(places[:, 1], places[:, 0])
