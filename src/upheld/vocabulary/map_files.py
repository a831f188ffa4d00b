"""A scheme's map: four CSV files in its folder ``map``, all of them or none. Read when a bundle is written.

``cells.csv`` has the hexagons of each period and tier, ``shapes.csv`` everybody's outline and size, ``frame.csv`` the
frame of the outlines, and ``postcodes.csv`` whose postcodes are whose. ``README.md`` in the folder names the sources.
"""

from __future__ import annotations

import csv
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from upheld.vocabulary.problems import Problem, Refused

FOLDER = "map"
COLUMNS = {
    "cells": ("from_on", "tier", "authority", "x", "y"),
    "shapes": ("authority", "km2", "path"),
    "frame": ("width", "height"),
    "postcodes": ("sector", "authorities", "known"),
}
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
BYTES_KNOWN = len(LETTERS) ** 2 // 8
LONGEST_NUMBER = 7
Made = TypeVar("Made")
PATH = re.compile(r"(?:M[0-9. -]+l[0-9. -]+z)+\Z")
SECTOR = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9]\Z")
TIER = re.compile(r"[a-z][a-z_]*\Z")
UNIT = re.compile(f"[{LETTERS}]{{2}}\\Z")


@dataclass(frozen=True)
class Cell:
    """An authority's hexagon from a day on: column ``x``, row ``y`` (0 at the top), odd rows half to the right."""

    from_on: date
    tier: str
    authority: str
    x: int
    y: int


@dataclass(frozen=True)
class Shape:
    """An authority's outline as SVG's path, in kilometres from the frame's corner, and its land in km²."""

    authority: str
    km2: float
    path: str


@dataclass(frozen=True)
class Sector:
    """A postcode without its last two letters: authorities by the first unit of each (``AA=E1;DF=``, nobody's from DF
    on); in Base64 a bit for each of its 400 units that there
    is, the first for AA."""

    sector: str
    authorities: str
    known: str


@dataclass(frozen=True)
class SchemeMap:
    """Everything that a scheme's map is made of; a scheme without one has empty parts."""

    cells: tuple[Cell, ...] = ()
    shapes: tuple[Shape, ...] = ()
    frame: str = ""
    sectors: tuple[Sector, ...] = ()

    def period(self, on: date) -> list[Cell]:
        """The cells of all tiers on a day; before the first period those of the first."""
        begun = {cell.from_on for cell in self.cells}
        start = max((day for day in begun if day <= on), default=min(begun, default=on))
        return [cell for cell in self.cells if cell.from_on == start]


def read(folder: Path, known: Collection[str]) -> SchemeMap:
    """The map of a scheme's folder, ``known`` being its authorities' ids; read once and then kept.

    Raises `Refused` with every problem, each with its file, row and column.
    """
    return _read(folder.resolve(), frozenset(known))


@lru_cache(maxsize=8)
def _read(folder: Path, known: frozenset[str]) -> SchemeMap:
    if not any((folder / FOLDER).glob("*.csv")):
        return SchemeMap()
    reading = _Reading(folder, known)
    found = SchemeMap(
        cells=tuple(reading.table("cells", reading.cell)),
        shapes=tuple(reading.table("shapes", reading.shape)),
        frame=next(iter(reading.table("frame", reading.frame)), ""),
        sectors=tuple(reading.table("postcodes", reading.sector)),
    )
    reading.check_cells(found.cells)
    if reading.problems:
        raise Refused(sorted(reading.problems))
    return found


class _Wrong(ValueError):
    """A cell that cannot be taken: its column and what was expected."""

    def __init__(self, column: str, expected: str):
        super().__init__(expected)
        self.column, self.expected = column, expected


Row = dict[str, str]


class _Reading:
    """Four tables as they are read. Nothing stops at the first problem."""

    def __init__(self, folder: Path, known: frozenset[str]):
        self.folder, self.known = folder, known
        self.problems: list[Problem] = []
        self.seen: set[tuple[str, ...]] = set()

    def table(self, name: str, of: Callable[[Row], Made]) -> Iterator[Made]:
        """What the rows of a table tell."""
        for number, row in self._rows(name):
            try:
                yield of(row)
            except _Wrong as wrong:
                self._note(name, number, wrong.column, row[wrong.column], wrong.expected)

    def _note(self, table: str, row: int, column: str, value: str | None, expected: str) -> None:
        self.problems.append(Problem(self._name(table), row, column, value, expected))

    def _name(self, table: str) -> str:
        return f"{self.folder.name}/{FOLDER}/{table}.csv"

    def _rows(self, table: str) -> Iterator[tuple[int, Row]]:
        try:
            with (self.folder / FOLDER / f"{table}.csv").open(encoding="utf-8-sig", newline="") as opened:
                yield from self._fitting(table, csv.reader(opened, strict=True))
        except FileNotFoundError:
            self._note(table, 0, "", None, "this file; it is missing")
        except UnicodeDecodeError:
            self._note(table, 0, "", None, "text in UTF-8")
        except csv.Error as error:
            self._note(table, 0, "", None, f"CSV ({error})")

    def _fitting(self, table: str, lines: Iterator[list[str]]) -> Iterator[tuple[int, Row]]:
        columns = COLUMNS[table]
        if tuple(next(lines, [])) != columns:
            self._note(table, 1, "", None, f"the columns {', '.join(columns)}")
            return
        for number, cells in enumerate(lines, 2):
            if len(cells) == len(columns):
                yield number, dict(zip(columns, cells, strict=True))
            elif cells:
                self._note(table, number, "", None, f"{len(columns)} cells; this row has {len(cells)}")

    def cell(self, row: Row) -> Cell:
        """A row of cells.csv."""
        if not TIER.match(row["tier"]):
            raise _Wrong("tier", "a tier's id: small letters")
        place = Cell(_day(row), row["tier"], self._authority(row), _whole(row, "x"), _whole(row, "y"))
        self._once("authority", "cells", row["from_on"], row["tier"], row["authority"])
        self._once("x", "places", row["from_on"], row["tier"], row["x"], row["y"])
        return place

    def shape(self, row: Row) -> Shape:
        """A row of shapes.csv."""
        authority, path = self._authority(row), row["path"]
        self._once("authority", "shapes", authority)
        if not PATH.match(path):
            raise _Wrong("path", "a path of rings, each M, a point, l, steps and z")
        if not row["km2"].replace(".", "", 1).isdecimal() or not 0 < float(row["km2"]) < 10**LONGEST_NUMBER:
            raise _Wrong("km2", "a number above 0")
        return Shape(authority, float(row["km2"]), path)

    def frame(self, row: Row) -> str:
        """The row of frame.csv."""
        self._once("width", "frame")
        return f"0 0 {_whole(row, 'width')} {_whole(row, 'height')}"

    def sector(self, row: Row) -> Sector:
        """A row of postcodes.csv."""
        if not SECTOR.match(row["sector"]):
            raise _Wrong("sector", "a postcode without its last two letters, as AL10 1")
        self._once("sector", "postcodes", row["sector"])
        self._check_runs(row)
        return Sector(row["sector"], row["authorities"], _bits(row))

    def _check_runs(self, row: Row) -> None:
        before = ""
        for run in row["authorities"].split(";"):
            unit, _, authority = run.partition("=")
            if not UNIT.match(unit) or (unit <= before if before else unit != "AA"):
                raise _Wrong("authorities", "runs as AA=E07000240;DF=E06000055, the first from AA, the others after it")
            if authority and authority not in self.known:
                raise _Wrong("authorities", f"authorities that the scheme lists; {authority} is not")
            before = unit

    def _authority(self, row: Row) -> str:
        if row["authority"] not in self.known:
            raise _Wrong("authority", "an authority that the scheme lists")
        return row["authority"]

    def _once(self, column: str, *key: str) -> None:
        if key in self.seen:
            raise _Wrong(column, "this once only")
        self.seen.add(key)

    def check_cells(self, cells: Collection[Cell]) -> None:
        """Every period has the same tiers."""
        pairs = {(cell.from_on, cell.tier) for cell in cells}
        tiers = {tier for _, tier in pairs}
        for day in sorted({day for day, _ in pairs}):
            for tier in sorted(tiers - {own for other, own in pairs if other == day}):
                self._note("cells", 0, "tier", None, f"cells of {tier} from {day} on, as in other periods")


def _day(row: Row) -> date:
    try:
        return date.fromisoformat(row["from_on"])
    except ValueError:
        raise _Wrong("from_on", "a day such as 2022-03-31") from None


def _whole(row: Row, column: str) -> int:
    if not row[column].isdecimal() or len(row[column]) > LONGEST_NUMBER:
        raise _Wrong(column, "a whole number, 0 or more")
    return int(row[column])


def _bits(row: Row) -> str:
    try:
        found = b64decode(row["known"] + "=" * (-len(row["known"]) % 4), validate=True)
    except (NotBase64, ValueError):
        found = b""
    if len(found) != BYTES_KNOWN:
        raise _Wrong("known", f"{BYTES_KNOWN} bytes in Base64, a bit for each unit")
    return row["known"]
