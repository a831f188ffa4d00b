"""What a bundle tells of the complaint handling code. Bundles of earlier versions tell nothing of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from upheld.publication.website.in_use import Bundle

HAS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'code_clauses'"
CLAUSES = "SELECT * FROM code_clauses WHERE year = ? AND authority = ? ORDER BY position"
STATEMENT = "SELECT * FROM code_statements WHERE year = ? AND authority = ?"
IN_FORCE = """
    SELECT 1 FROM code_years c JOIN editions e ON e.year = c.year WHERE c.year = ? AND c.in_force_from <= e.end
"""
NATIONAL = "SELECT * FROM code_national WHERE year = ? ORDER BY position"


@dataclass(frozen=True)
class OwnCode:
    """An authority's clauses of a year, and what its governing body says; ``told``: whether cases' numbers are told.

    ``in_force`` is False where the code was not yet, and where a bundle does not say since when it is.
    """

    clauses: list[sqlite3.Row]
    statement: sqlite3.Row | None
    in_force: bool

    @property
    def told(self) -> bool:
        """Whether the numbers of what cases showed are told: where small ones are withheld they are not."""
        return any(row["met"] is not None for row in self.clauses)

    @property
    def said_nothing(self) -> bool:
        """Whether it said nothing of itself in a year in which it was to."""
        silent = self.statement is None and all(row["complies"] is None for row in self.clauses)
        return self.in_force and silent


def own_code(bundle: Bundle, year: int, authority: str) -> OwnCode | None:
    """What an authority says beside what cases showed; None where there is neither."""
    if not tells(bundle):
        return None
    in_force = bundle.holds("code_years") and bundle.row(IN_FORCE, year) is not None
    found = OwnCode(bundle.rows(CLAUSES, year, authority), bundle.row(STATEMENT, year, authority), in_force)
    return found if found.clauses or found.statement else None


def code_nationally(bundle: Bundle, year: int) -> list[sqlite3.Row]:
    """Every clause over all authorities; none where nothing is told of the year."""
    return bundle.rows(NATIONAL, year) if tells(bundle) else []


def tells(bundle: Bundle) -> bool:
    """Whether a bundle has words and tables for it; those of earlier versions have not."""
    return bundle.said.site.authority.of_the_code is not None and bundle.row(HAS) is not None
