"""Which cases of the register an extract is held against: those that it touches. Others can't become wrong by it."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.intake.reading import Extract
from upheld.intake.tables import TABLES
from upheld.intake.workspace import FEW
from upheld.register import writing

CASE_COLUMNS = ("case_reference", "reference")
MUCH_MORE = 4  # so many times as many cases as are touched: looking each up is then quicker than reading all


@dataclass(frozen=True)
class Touched:
    """References of the ``cases`` to be read; None means all, which are ``many`` or not."""

    cases: list[str] | None
    many: bool = False

    @property
    def all_of_many(self) -> bool:
        """Whether everything is read, and that is more than a few rows."""
        return self.cases is None and self.many


def touched_by(extract: Extract, only_case: str = "") -> Touched:
    """The cases that an extract names, in whatever table; all where it names a good part of the register's."""
    if only_case:
        return Touched([only_case])
    held = writing.count("Case")
    if held <= FEW:
        return Touched(None)
    named = " UNION ".join(
        f"SELECT {column} AS reference FROM laid_{name}"
        for name in extract.loaded
        for column in CASE_COLUMNS
        if column in TABLES[name].names
    )
    touched = extract.workspace.row(f"SELECT count(*) FROM ({named})")[0] if named else 0
    if touched * MUCH_MORE > held:
        return Touched(None, many=True)
    rows = extract.workspace.rows(f"SELECT reference FROM ({named}) ORDER BY reference") if named else []
    return Touched([reference for (reference,) in rows])
