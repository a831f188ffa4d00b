"""Matching a file's first row with the columns that its table has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upheld.intake.collecting import Collector
from upheld.intake.folder import nearest
from upheld.intake.tables import Table
from upheld.vocabulary.import_mapping import ImportMapping
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

IGNORED = ""
WIDEST = 500
BLANK_HEADER = "a header row; the first row is blank"
OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}


@dataclass(frozen=True)
class Header:
    """What each column of a file is: the table's name for it, or "" where the mapping leaves it out."""

    columns: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def present(self) -> tuple[str, ...]:
        """The table's columns that the file has."""
        return tuple(name for name in self.columns if name)

    def as_written(self, column: str) -> str:
        """How the file calls a column; its own name where the file lacks it."""
        return self.written[self.columns.index(column)] if column in self.columns else column


def mapped(scheme: Scheme, mapping: str | None) -> ImportMapping:
    """The scheme's column mapping of that name; one that maps nothing for None. Raises `Refused`."""
    if mapping is None:
        return ImportMapping(tables={})
    if mapping not in scheme.mappings:
        known = ", ".join(sorted(scheme.mappings)) or "none"
        raise Refused(
            [Problem("imports", value=mapping, expected=f"a column mapping of the scheme; there are: {known}")]
        )
    return scheme.mappings[mapping]


def names_of(mapping: ImportMapping, table: str) -> Mapping[str, str]:
    """A file's column → ours, or "" where it is left out."""
    return {**mapping.rename(table), **dict.fromkeys(mapping.ignored(table), IGNORED)}


def match(
    table: Table, cells: Sequence[str], mapping: Mapping[str, str], file: str, problems: Collector
) -> Header | None:
    """Match a header. A column that is unknown, doubled, nameless or missing is a problem, and gives None."""
    before = problems.total
    written = tuple(cell.strip() for cell in cells)
    if len(written) == 1 and (separator := _other_separator(table, written[0])):
        problems.add(
            file, 1, expected=f"commas between the columns; this file has {separator}. Save it as CSV with commas"
        )
        return None
    if len(written) > WIDEST:  # rows and columns changed places: nobody wants to be told of each
        problems.add(file, 1, expected=f"at most {WIDEST} columns; there are {len(written):,}")
        return None
    columns = tuple(_column(table, cell, place, mapping, file, problems) for place, cell in enumerate(written, 1))
    _check_doubles(columns, written, file, problems)
    for name in table.required:
        if name not in columns:
            problems.add(file, 1, name, expected="this column; the file lacks it")
    return Header(columns, written) if problems.total == before else None


def _other_separator(table: Table, line: str) -> str:
    for separator, name in OTHER_SEPARATORS.items():
        if separator in line and any(cell.strip(' "').lower() in table.names for cell in line.split(separator)):
            return name
    return ""


def _column(table: Table, cell: str, place: int, mapping: Mapping[str, str], file: str, problems: Collector) -> str:
    ours = {theirs.casefold(): name for theirs, name in mapping.items()}
    name = ours.get(cell.casefold(), cell.casefold())
    if name == IGNORED and cell:
        return IGNORED
    if not cell:
        problems.add(file, 1, f"number {place}", expected="a column name; remove the column if it is empty")
    elif name not in table.names:
        expected = f"a column of {table.name}{nearest(name, table.names)}; there are {', '.join(table.names)}"
        problems.add(file, 1, cell[:60], expected=expected)
    return name if name in table.names else f"unknown {place}"


def _check_doubles(columns: Sequence[str], written: Sequence[str], file: str, problems: Collector) -> None:
    for place, name in enumerate(columns):
        if name and name in columns[:place]:
            problems.add(file, 1, written[place], expected="each column once")
