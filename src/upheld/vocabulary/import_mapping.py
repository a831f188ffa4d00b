"""How another casework system calls the extract's columns and values (``imports/<name>.toml``).

    [tables.cases]
    file = "closed complaints.csv"                # where the file is not called after its table
    ignore = ["Ward", "Officer"]                  # columns to leave out

    [tables.cases.columns]
    "Ref No" = "reference"                        # their column = ours

    [tables.cases.values.outcome]
    "Upheld - mal & inj" = "upheld"               # in our column outcome: their value = ours

Whatever is not named is called there as it is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from upheld.vocabulary.problems import Fault, Faults


class Piece(BaseModel):
    """A piece of a mapping: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TableMapping(Piece):
    """How one table of the extract is called elsewhere."""

    file: str = ""
    columns: dict[str, str] = {}
    ignore: list[str] = []
    values: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if faults := [*self._faults()]:
            raise Faults(faults)
        return self

    def _faults(self) -> Iterator[Fault]:
        first: dict[str, str] = {}
        for theirs, ours in self.columns.items():
            if first.setdefault(ours, theirs) != theirs:
                expected = f"a column of ours that {first[ours]!r} does not give already"
                yield Fault(("columns", theirs), expected, ours)
        for number, theirs in enumerate(self.ignore):
            if theirs in self.columns:
                yield Fault(("ignore", number), "a column that is not mapped as well", theirs)


class ImportMapping(Piece):
    """One way of calling things, by table of the extract. A table it does not name is called as ours is."""

    tables: dict[str, TableMapping]

    def file(self, table: str) -> str:
        """The name of the file that holds a table; "" where it is called after the table."""
        return self._of(table).file

    def rename(self, table: str) -> Mapping[str, str]:
        """Their column → ours."""
        return self._of(table).columns

    def ignored(self, table: str) -> frozenset[str]:
        """Their columns that are left out."""
        return frozenset(self._of(table).ignore)

    def values(self, table: str, column: str) -> Mapping[str, str]:
        """For a column of ours: their value → ours. A value it does not name stays as it is."""
        return self._of(table).values.get(column, {})

    def _of(self, table: str) -> TableMapping:
        return self.tables.get(table, TableMapping())
