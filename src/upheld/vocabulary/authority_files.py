"""A scheme's list of authorities: four CSV files in its folder ``authorities``, all of them or none.

``authorities.csv`` says who there is, ``codes.csv`` and ``names.csv`` what each was called from when to when,
and ``populations.csv`` how many residents were estimated, for which day and published when.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population
from upheld.vocabulary.problems import Problem

BETWEEN_SUCCESSORS = ";"
USES = ("official", "short", "known_as")
COLUMNS = {
    "authorities": (
        *("authority", "kind", "region", "county", "start_on", "end_on", "successors"),
        *("latitude", "longitude", "point_source"),
    ),
    "codes": ("authority", "code", "from_on", "to_on"),
    "names": ("authority", "name", "use", "from_on", "to_on"),
    "populations": ("authority", "residents", "estimate_for", "published_on", "source"),
}
MUST_BE_FILLED = {"authority", "kind", "code", "name", "use", "residents", "estimate_for", "published_on"}
MAY_BE_MISSING = {"region", "county", "successors", "latitude", "longitude", "point_source", "source"}


def read(folder: Path, name: str, kinds: Collection[str], problems: list[Problem]) -> AuthorityDirectory:
    """The directory of a folder, all problems noted by file, row and column. No files: nobody is listed.

    Without any ``kinds`` (the scheme's own file is wrong, and says so) the kinds are not looked at.
    """
    if not folder.is_dir() or not any(folder.glob("*.csv")):
        return AuthorityDirectory(())
    before = len(problems)
    tables = {table: _Table(folder / f"{table}.csv", f"{name}/{table}.csv", problems) for table in COLUMNS}
    if len(problems) > before:
        return AuthorityDirectory(())
    return _Reading(tables, kinds).directory()


@dataclass(frozen=True)
class _Row:
    """One row of a file. A cell that cannot be read is noted as a problem and taken as empty."""

    table: _Table
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, expected: str) -> None:
        """Note a problem with a cell."""
        self.table.problems.append(Problem(self.table.name, self.number, column, self[column], expected))

    def read(self, column: str, of: Callable[[str], Any], expected: str) -> Any:
        """A cell's value, or None where it is empty or wrong."""
        try:
            return of(self[column]) if self[column] else None
        except ValueError:
            return self.wrong(column, expected)

    def day(self, column: str) -> date | None:
        """A cell with a day."""
        found: date | None = self.read(column, date.fromisoformat, "a day such as 2022-03-31")
        return found

    def dated(self, column: str) -> Dated:
        """A cell's text with the days on which it holds."""
        dated = Dated(self[column], self.day("from_on"), self.day("to_on"))
        if dated.from_on and dated.to_on and dated.to_on < dated.from_on:
            self.wrong("to_on", f"a day not before {dated.from_on}")
        return dated


class _Table:
    """One CSV file, its columns checked."""

    def __init__(self, path: Path, name: str, problems: list[Problem]):
        self.path, self.name, self.problems = path, name, problems
        self.columns = COLUMNS[path.stem]
        self.rows: list[_Row] = [*self._read()]

    def _read(self) -> Iterator[_Row]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as opened:
                yield from self._rows(csv.reader(opened, strict=True))
        except FileNotFoundError:
            self.problems.append(Problem(self.name, expected="this file; it is missing"))
        except UnicodeDecodeError:
            self.problems.append(Problem(self.name, expected="text in UTF-8"))
        except csv.Error as error:
            self.problems.append(Problem(self.name, expected=f"CSV ({error})"))

    def _rows(self, lines: Iterator[list[str]]) -> Iterator[_Row]:
        header = next(lines, [])
        if not self._header_fits(header):
            return
        for number, cells in enumerate(lines, 2):
            if len(cells) == len(header):
                yield self._row(number, dict(zip(header, map(str.strip, cells), strict=True)))
            elif cells:
                expected = f"{len(header)} cells, as the header has; this row has {len(cells)}"
                self.problems.append(Problem(self.name, number, expected=expected))

    def _header_fits(self, header: list[str]) -> bool:
        unknown = [column for column in header if column not in self.columns or header.count(column) > 1]
        missing = [column for column in self.columns if column not in header and column not in MAY_BE_MISSING]
        for column in unknown:
            expected = f"each column once, of: {', '.join(self.columns)}"
            self.problems.append(Problem(self.name, 1, column, expected=expected))
        for column in missing:
            self.problems.append(Problem(self.name, 1, column, expected="this column; the file lacks it"))
        return not unknown and not missing

    def _row(self, number: int, cells: dict[str, str]) -> _Row:
        row = _Row(self, number, cells)
        for column in self.columns:
            if column in MUST_BE_FILLED and not row[column]:
                row.wrong(column, "something; this cell may not be empty")
        return row


class _Reading:
    """Puts the four files together."""

    def __init__(self, tables: dict[str, _Table], kinds: Collection[str]):
        self.tables, self.kinds = tables, kinds
        self.known: dict[str, _Row] = {}
        for row in tables["authorities"].rows:
            if self.known.setdefault(row["authority"], row) is not row:
                row.wrong("authority", "each authority once")

    def directory(self) -> AuthorityDirectory:
        """The authorities, in the order of their file."""
        codes, populations = self._by_authority("codes"), self._by_authority("populations")
        names = self._by_authority("names")
        self._check_codes()
        return AuthorityDirectory(
            self._authority(row, codes[one], names[one], populations[one]) for one, row in self.known.items()
        )

    def _by_authority(self, table: str) -> dict[str, list[_Row]]:
        rows: dict[str, list[_Row]] = {one: [] for one in self.known}
        for row in self.tables[table].rows:
            if row["authority"] in rows:
                rows[row["authority"]].append(row)
            else:
                row.wrong("authority", "an authority of authorities.csv")
        return rows

    def _check_codes(self) -> None:
        owners: dict[str, str] = {}
        for row in self.tables["codes"].rows:
            if owners.setdefault(row["code"].upper(), row["authority"]) != row["authority"]:
                row.wrong("code", f"a code of one authority; it is {owners[row['code'].upper()]}'s already")

    def _authority(self, row: _Row, codes: list[_Row], names: list[_Row], populations: list[_Row]) -> Authority:
        coded = [(code, code.dated("code")) for code in codes]
        called = _by_use(names)
        for what, file, dated in (
            ("code", "codes.csv", coded),
            ("official name", "names.csv", called["official"]),
        ):
            if not dated:
                row.wrong("authority", f"an authority whose {what} is in {file}")
        for dated in (coded, called["official"], called["short"]):
            _check_overlaps(dated)
        official, short, other = (tuple(dated for _, dated in called[use]) for use in USES)
        start_on, end_on = self._life(row)
        return Authority(
            id=row["authority"],
            kind=self._kind(row),
            codes=tuple(dated for _, dated in coded),
            official_names=official,
            short_names=short,
            other_names=other,
            region=row["region"],
            county=self._county(row),
            start_on=start_on,
            end_on=end_on,
            successors=self._successors(row),
            populations=tuple(map(_population, populations)),
            latitude=row.read("latitude", float, "degrees north such as 51.45"),
            longitude=row.read("longitude", float, "degrees east such as -0.12"),
        )

    def _kind(self, row: _Row) -> str:
        if row["kind"] and self.kinds and row["kind"] not in self.kinds:
            row.wrong("kind", f"a kind of scheme.toml: {', '.join(self.kinds)}")
        return row["kind"]

    def _county(self, row: _Row) -> str:
        if row["county"] and row["county"] not in self.known:
            row.wrong("county", "an authority of authorities.csv")
        return row["county"]

    def _life(self, row: _Row) -> tuple[date | None, date | None]:
        start_on, end_on = row.day("start_on"), row.day("end_on")
        if start_on and end_on and end_on < start_on:
            row.wrong("end_on", f"a day not before {start_on}")
        return start_on, end_on

    def _successors(self, row: _Row) -> tuple[str, ...]:
        successors = tuple(filter(None, map(str.strip, row["successors"].split(BETWEEN_SUCCESSORS))))
        if successors and not row["end_on"]:
            row.wrong("successors", "none where the authority has not ended")
        for one in successors:
            if one not in self.known or one == row["authority"]:
                row.wrong("successors", f"other authorities of authorities.csv; {one!r} is none")
        return successors


def _by_use(names: list[_Row]) -> dict[str, list[tuple[_Row, Dated]]]:
    called: dict[str, list[tuple[_Row, Dated]]] = {use: [] for use in USES}
    for name in names:
        if name["use"] in called:
            called[name["use"]].append((name, name.dated("name")))
        elif name["use"]:
            name.wrong("use", f"one of {', '.join(USES)}")
    return called


def _population(row: _Row) -> Population:
    residents = row.read("residents", int, "a whole number") or 0
    if row["residents"].lstrip("-").isdigit() and residents <= 0:
        row.wrong("residents", "1 or more")
    estimate_for, published_on = row.day("estimate_for"), row.day("published_on")
    return Population(residents, estimate_for or date.min, published_on or date.min, row["source"])


def _check_overlaps(dated: list[tuple[_Row, Dated]]) -> None:
    for (_, one), (row, other) in combinations(dated, 2):
        starts_in_time = (other.from_on or date.min) <= (one.to_on or date.max)
        ends_in_time = (one.from_on or date.min) <= (other.to_on or date.max)
        if starts_in_time and ends_in_time:
            row.wrong("from_on", f"days on which {one.text!r} does not hold")
