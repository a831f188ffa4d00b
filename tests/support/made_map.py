"""A map of the small year with places made up: what a bundle's rows of the map would tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from upheld.publication.website import map_rows

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
    with patch.multiple(map_rows, **rows), patch("upheld.publication.website.front_asking.tiers", rows["tiers"]):
        yield
