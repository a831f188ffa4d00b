"""A map of the small year with places made up: what a bundle's rows of the map would tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.support import small_year
from upheld.publication.website import front_asking, map_rows
from upheld.vocabulary.scheme import Scheme

# The national park is on no map; Allerdale and Dartford are districts, so they are on the lower tier's alone.
PLACES = {
    "E07000026": (0, 0),
    "E06000014": (1, 1),
    "E07000199": (1, 2),
    "E06000058": (2, 2),
    "E07000107": (2, 3),
}
UPPER = ("E06000014", "E06000058")


def _places(tier: str) -> dict[str, tuple[int, int]]:
    return {one: place for one, place in PLACES.items() if tier == "lower" or one in UPPER}


def write(folder: Path) -> Path:
    """The files of a map of the small scheme in ``folder/map``; returns the folder."""
    at = folder / "map"
    at.mkdir(parents=True)
    cells = [("2009-04-01", tier, one, x, y) for tier in ("lower", "upper") for one, (x, y) in _places(tier).items()]
    shapes = [(one, 81, f"M{x * 9} {y * 9}l9 0 0 9-9 0z") for one, (x, y) in PLACES.items()]
    tables = {
        "cells": [("from_on", "tier", "authority", "x", "y"), *cells],
        "shapes": [("authority", "km2", "path"), *shapes],
        "frame": [("width", "height"), (36, 45)],
        "postcodes": [("sector", "authorities", "known"), ("DA1 1", "AA=E07000107;DF=E07000199;LL=", "/" * 66 + "w")],
    }
    for name, rows in tables.items():
        (at / f"{name}.csv").write_text("".join(",".join(map(str, row)) + "\n" for row in rows))
    return folder


def scheme(folder: Path) -> Scheme:
    """The small scheme with this map."""
    return small_year.scheme().model_copy(update={"folder": write(folder)})


@contextmanager
def drawn() -> Iterator[None]:
    """While it lasts, every bundle has this map."""

    def cells(_bundle: object, _year: int, tier: str) -> list[dict[str, object]]:
        return [{"authority": one, "x": x, "y": y} for one, (x, y) in _places(tier).items()]

    def areas(_bundle: object, _year: int, tier: str) -> list[dict[str, object]]:
        return [{"authority": one, "path": f"M{x * 9} {y * 9}h9v9h-9z"} for one, (x, y) in _places(tier).items()]

    rows = {
        "tiers": lambda _bundle, _year: {"lower", "upper"},
        "cells": cells,
        "areas": areas,
        "frame": lambda _bundle, _year: "0 0 36 45",
    }
    with patch.multiple(map_rows, **rows), patch.object(front_asking, "tiers", rows["tiers"]):
        yield
