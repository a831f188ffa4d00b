"""A problem in something a person wrote: where it is, what stands there and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_VALUE_SHOWN = 60


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong. ``row`` is numbered as a spreadsheet does (the header is row 1); 0 where no row is meant."""

    file: str
    row: int = 0
    column: str = ""
    value: str | None = None
    expected: str = ""

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (self.file, self.row and f"row {self.row}", self.column and f"column {self.column}") if part
        )
        found = "" if self.value is None else f" {shortened(self.value)!r} found;"
        return f"{where}:{found} expected {self.expected}"


def shortened(value: str) -> str:
    """A value fit for one line of a message, however long the cell."""
    flat = " ".join(value[: LONGEST_VALUE_SHOWN * 4].split())
    return flat if len(flat) <= LONGEST_VALUE_SHOWN else flat[: LONGEST_VALUE_SHOWN - 1] + "…"


class Refused(Exception):
    """Input that was not taken, with every problem found (up to a cap) and how many there are in all."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None):
        self.problems = list(problems)
        self.total = len(self.problems) if total is None else total
        super().__init__(f"{self.total} problem{'s' * (self.total != 1)}: " + "; ".join(map(str, self.problems[:3])))
