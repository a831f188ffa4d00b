"""Who stands on which map: the scheme's councils, the days on which they changed, and the two tiers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

SCHEME = Path(__file__).resolve().parents[2] / "schemes" / "local-government-england"
MAP = SCHEME / "map"
FIRST = date(2018, 4, 1)
COUNTY, LOWER, UPPER = "county", "lower", "upper"


@dataclass(frozen=True)
class Council:
    """A council of ``authorities.csv``; ``code`` is its code of 2018 or of its beginning, and its id."""

    id: str
    kind: str
    region: str
    county: str
    start_on: date
    end_on: date
    successors: tuple[str, ...]
    latitude: float
    longitude: float

    def lives(self, on: date) -> bool:
        """Whether it existed on a day."""
        return self.start_on <= on <= self.end_on


@lru_cache(maxsize=1)
def councils() -> dict[str, Council]:
    """Every council by id."""
    with (SCHEME / "authorities" / "authorities.csv").open(encoding="utf-8", newline="") as opened:
        return {row["authority"]: _council(row) for row in csv.DictReader(opened)}


def _council(row: dict[str, str]) -> Council:
    return Council(
        id=row["authority"],
        kind=row["kind"],
        region=row["region"],
        county=row["county"],
        start_on=date.fromisoformat(row["start_on"] or "0001-01-01"),
        end_on=date.fromisoformat(row["end_on"] or "9999-12-31"),
        successors=tuple(filter(None, row["successors"].split(";"))),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """A council's id by any of its codes."""
    with (SCHEME / "authorities" / "codes.csv").open(encoding="utf-8", newline="") as opened:
        return {row["code"]: row["authority"] for row in csv.DictReader(opened)}


def periods() -> list[date]:
    """The first day of each period with councils of its own, the earliest first."""
    return [FIRST, *sorted({one.start_on for one in councils().values() if one.start_on > FIRST})]


def on_map(tier: str, on: date) -> list[str]:
    """Ids of the councils on a tier's map on a day: one-tier councils, and districts or counties."""
    left_out = COUNTY if tier == LOWER else "district"
    return sorted(one.id for one in councils().values() if one.lives(on) and one.kind != left_out)


def living(area: str, on: date) -> str:
    """The council of the lower tier that has a finest area on a day: itself, or who came after it."""
    one = councils()[area]
    while not one.lives(on):
        one = councils()[one.successors[0]]
    return one.id


def finest() -> list[str]:
    """The councils of the lower tier of 2018: every later one is a union of them."""
    return on_map(LOWER, FIRST)
