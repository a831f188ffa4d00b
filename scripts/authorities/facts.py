"""Reads what the files are built from: facts entered by hand, and the lookup of councils in a package."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Facts:
    """Every file of facts, as rows; and the lookup of April 2021: names, and the county of each district."""

    establishment: Rows
    beginnings: Rows
    endings: Rows
    counties: Rows
    codes: Rows
    regions: Rows
    points: Rows
    official_names: Rows
    short_names: Rows
    other_names: Rows
    estimates: Rows
    residents: Rows
    lookup_names: dict[str, str]
    lookup_counties: dict[str, str]


def read(folder: Path) -> Facts:
    """All facts in a folder. Raises `FileNotFoundError` where one is missing."""
    names, counties = lookup()
    by_hand = [name for name in Facts.__annotations__ if not name.startswith("lookup")]
    tables = {name: read_rows(folder / f"{name}.csv") for name in by_hand}
    return Facts(**tables, lookup_names=names, lookup_counties=counties)


def read_rows(file: Path) -> Rows:
    """The rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def lookup() -> tuple[dict[str, str], dict[str, str]]:
    """English councils of April 2021 by code: their names, and the county of each district."""
    import qlacref_authorities

    names: dict[str, str] = {}
    counties: dict[str, str] = {}
    for row in qlacref_authorities.records:
        if not row["LTLA21CD"].startswith("E"):
            continue
        names[row["LTLA21CD"]], names[row["UTLA21CD"]] = row["LTLA21NM"], row["UTLA21NM"]
        if row["UTLA21CD"].startswith("E10"):
            counties[row["LTLA21CD"]] = row["UTLA21CD"]
    return names, counties


def day(text: str) -> date | None:
    """A day written as 2023-04-01; nothing written is None."""
    return date.fromisoformat(text) if text else None
