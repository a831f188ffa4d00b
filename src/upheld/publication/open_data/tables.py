"""The tables of the files of figures, declared once: files, metadata and the data dictionary follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SAMPLE = "sample"


class Type(StrEnum):
    """What a column holds; the values are the datatypes of CSVW."""

    TEXT = "string"
    WHOLE = "integer"
    DECIMAL = "decimal"
    DAY = "date"


@dataclass(frozen=True)
class Column:
    """A column by its name. ``key`` columns together name a row; an ``open`` one may be empty.

    ``unit`` names what a number counts, ``values`` the list of identifiers that a text is one of.
    """

    name: str
    type: Type = Type.TEXT
    key: bool = False
    open: bool = False
    unit: str = ""
    values: str = ""


@dataclass(frozen=True)
class Table:
    """A table by its name, which is also its file's. Words for both stand in the scheme's site wording."""

    name: str
    columns: tuple[Column, ...]

    def columns_for(self, *, sample: bool) -> tuple[Column, ...]:
        """The columns of a file: made-up data says so in a last column of its own."""
        return (*self.columns, Column(SAMPLE)) if sample else self.columns


Cell = str | int | Decimal | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Filled:
    """A table with its rows, ready for any kind of file."""

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def number(self) -> int:
        """How many rows it has."""
        return len(self.rows)

    def parts(self) -> Iterator[Filled]:
        """Its rows, all at once."""
        yield self


@dataclass(frozen=True)
class InParts:
    """A table whose ``number`` rows are read anew each time, some at a time: all may be more than fits in memory.

    ``parts`` are one at least, also where there are no rows.
    """

    table: Table
    columns: tuple[Column, ...]
    number: int
    parts: Callable[[], Iterator[Filled]]


AnyTable = Filled | InParts


OF_AN_AUTHORITY = (
    Column("year", Type.WHOLE, key=True, unit="year"),
    Column("authority_code", key=True),
    Column("authority_name"),
    Column("kind", values="kinds"),
)

CASES = Column("cases", Type.WHOLE, open=True, unit="cases")
FIGURES = Table(
    "figures",
    (
        *OF_AN_AUTHORITY,
        Column("measure", key=True, values="measures"),
        Column("count", Type.WHOLE, open=True, unit="cases"),
        Column("base", Type.WHOLE, open=True, unit="cases"),
        Column("shown"),
        Column("rate", Type.DECIMAL, open=True, unit="share"),
        Column("group", open=True, values="kinds"),
        Column("group_count", Type.WHOLE, open=True, unit="cases"),
        Column("group_base", Type.WHOLE, open=True, unit="cases"),
        Column("group_shown"),
        Column("lower95", Type.DECIMAL, open=True, unit="share"),
        Column("upper95", Type.DECIMAL, open=True, unit="share"),
        Column("verdict", values="verdicts"),
    ),
)
OVERVIEW = Table(
    "overview",
    (*OF_AN_AUTHORITY, Column("part", key=True, values="overview"), CASES, Column("shown")),
)
SUBJECTS = Table(
    "subjects",
    (
        *OF_AN_AUTHORITY,
        Column("subject", key=True, values="subjects"),
        Column("received", Type.WHOLE, open=True, unit="cases"),
        Column("investigations", Type.WHOLE, open=True, unit="cases"),
        Column("upheld", Type.WHOLE, open=True, unit="cases"),
    ),
)
COMPLIANCE = Table(
    "compliance",
    (*OF_AN_AUTHORITY, Column("result", key=True, values="results"), CASES, Column("shown")),
)
TABLES = (FIGURES, OVERVIEW, SUBJECTS, COMPLIANCE)
