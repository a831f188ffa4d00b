"""A problem in something a person wrote: where it is, what stands there and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_VALUE_SHOWN = 60
PLACES_IN_TEXT_FILES = ("line", "key")
PLACES_IN_TABLES = ("row", "column")

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing wrong. ``row`` is as a spreadsheet numbers it: the header is row 1; 0 where no row is meant.

    In a TOML file the row is a line and the column is a key, and they are called so.
    """

    file: str
    row: int = 0
    column: str = ""
    value: str | None = None
    expected: str = ""

    def __lt__(self, other: Problem) -> bool:
        return self._in_order() < other._in_order()

    def _in_order(self) -> tuple[str, int, str, str, str]:
        return self.file, self.row, self.column, self.value or "", self.expected

    def __str__(self) -> str:
        row, column = PLACES_IN_TEXT_FILES if self.file.endswith(".toml") else PLACES_IN_TABLES
        places = (self.file, self.row and f"{row} {self.row}", self.column and f"{column} {self.column}")
        found = "" if self.value is None else f" {shortened(self.value)!r} found;"
        return f"{', '.join(place for place in places if place)}:{found} expected {self.expected}"


def shortened(value: str) -> str:
    """A value fit for one line of a message, however long the cell."""
    flat = " ".join(value[: LONGEST_VALUE_SHOWN * 4].split())
    return flat if len(flat) <= LONGEST_VALUE_SHOWN else flat[: LONGEST_VALUE_SHOWN - 1] + "…"


class Refused(Exception):
    """Input that was not taken, with every problem found (up to a cap) and how many there are in all."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None):
        self.problems = list(problems)
        self.total = len(self.problems) if total is None else total
        first = "; ".join(map(str, self.problems[:3]))
        super().__init__(f"{self.total} problem{'s' * (self.total != 1)}: {first}")


@dataclass(frozen=True)
class Fault:
    """One thing wrong inside a piece of data: the keys that lead there, what was expected, what was found."""

    keys: Keys
    expected: str
    value: str | None = None


class Faults(ValueError):
    """All that is wrong with how the parts of one piece of data fit together."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        super().__init__("; ".join(f"{dotted(one.keys)}: expected {one.expected}" for one in self.faults))


def dotted(keys: Keys) -> str:
    """Keys as they are written: ``kinds.0.id``, with a key that is no plain word in quotes."""
    return ".".join(key if isinstance(key, str) and _is_plain(key) else repr(key) for key in keys)


def _is_plain(key: str) -> bool:
    return bool(key) and all(char.isalnum() or char in "_-" for char in key)
