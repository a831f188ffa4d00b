"""The counts of one year as a table: authority by measure. What engines returned, put where it can be looked
up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from upheld.statistics.counting import CountRow
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import NoBase, Rate
from upheld.vocabulary.words import Base
from upheld.vocabulary.year import Year

Counts = Mapping[str, tuple[int, int]]
NOTHING: Counts = {}


@dataclass(frozen=True)
class Cell:
    """A count and its base, before anything is withheld. Base 0 is no base, whatever the count."""

    count: int = 0
    base: int = 0

    @property
    def value(self) -> Rate | NoBase:
        """The rate, or that there is nothing to count from."""
        return Rate(self.count, self.base) if self.base else NoBase()

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.count + other.count, self.base + other.base)

    def __sub__(self, other: Cell) -> Cell:
        return Cell(self.count - other.count, self.base - other.base)


class CountBook:
    """Count rows by year, authority, item and key. Raises ValueError where an engine returned a row twice."""

    def __init__(self, rows: Iterable[CountRow]):
        self._years: dict[int, dict[str, dict[str, dict[str, tuple[int, int]]]]] = {}
        for row in rows:
            by_key = self._years.setdefault(row.year, {}).setdefault(row.authority, {}).setdefault(row.item, {})
            if row.key in by_key:
                raise ValueError(f"counted twice: {row}")
            by_key[row.key] = (row.count, row.base)

    def authorities(self, year: int) -> Iterable[str]:
        """Ids of authorities with any row in a year."""
        return self._years.get(year, {}).keys()

    def keys(self, year: int, authority: str, item: str) -> Counts:
        """(count, base) by key of a breakdown."""
        return self._years.get(year, {}).get(authority, {}).get(item, NOTHING)

    def total(self, year: int, authority: str, item: str) -> int:
        """The sum of a breakdown's counts over its keys."""
        return sum(count for count, _ in self.keys(year, authority, item).values())

    def measure(self, year: int, authority: str, measure: str) -> tuple[int, int]:
        """(count, base) of a measure; (0, 0) where nothing was counted."""
        return self.keys(year, authority, measure).get("", (0, 0))


@dataclass(frozen=True)
class YearCells:
    """Every authority in jurisdiction at a year's end, by code, and its cell for each measure."""

    year: Year
    members: Mapping[str, Authority]
    cells: Mapping[str, Mapping[str, Cell]]

    def cell(self, authority: str, measure: str) -> Cell:
        """One cell."""
        return self.cells[authority][measure]

    def of_kind(self, kind: str) -> list[str]:
        """Ids of the members of a kind."""
        return [one.id for one in self.members.values() if one.kind == kind]

    def sum(self, measure: str, authorities: Iterable[str]) -> Cell:
        """Counts and bases added up over authorities that have a base."""
        having = [cell for one in authorities if (cell := self.cells[one][measure]).base]
        return Cell(sum(cell.count for cell in having), sum(cell.base for cell in having))


def year_cells(scheme: Scheme, directory: AuthorityDirectory, year: Year, book: CountBook) -> YearCells:
    """The cells of a year, of every authority that lives on its last day, also of those with no case."""
    members = {one.id: one for one in directory.living(year.end)}
    cells = {
        one.id: {measure.id: _cell(measure, one, year, book) for measure in scheme.measures} for one in members.values()
    }
    return YearCells(year, members, cells)


def _cell(measure: Measure, authority: Authority, year: Year, book: CountBook) -> Cell:
    count, base = book.measure(year.ending, authority.id, measure.id)
    if measure.base is Base.RESIDENTS:
        population = authority.population(year.end)
        return Cell(count, population.residents) if population else Cell()
    return Cell(count, base)
