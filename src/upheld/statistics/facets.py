"""The parts of an authority's year: its overview, outcomes, subjects, compliance outcomes and remedies.

Every key of the scheme is there in the scheme's order, also with 0; None is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.statistics.cells import Cell, CountBook, Counts
from upheld.statistics.counting import Breakdown
from upheld.statistics.disclosure import hides_total, withheld_parts
from upheld.statistics.figure import Part, Reconciliation
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Base, Counted, Result


@dataclass(frozen=True)
class Facets:
    """All the parts of one authority's year. Fields are those of `AuthorityFigures`."""

    overview: tuple[Part, ...]
    decided: int | None
    outcomes: tuple[Part, ...]
    received_by_subject: tuple[Part, ...]
    received: int
    upheld_by_subject: tuple[Part, ...]
    compliance: tuple[Part, ...]
    remedies: tuple[Part, ...]
    median_days_late: Fraction | None
    reconciliation: Reconciliation | None


class AuthorityYear:
    """One authority's countings of one year, and which of its measures are withheld."""

    def __init__(self, scheme: Scheme, book: CountBook, authority: str, year: int, withheld: frozenset[str]):
        self.scheme, self.book, self.authority, self.year = scheme, book, authority, year
        self.hides_decisions = hides_decisions(scheme, withheld)
        self.hides_compliance = any(scheme.measure(one).base is Base.COMPLIANCE_OUTCOMES for one in withheld)

    def facets(self, stated: tuple[int, int, int, int] | None) -> Facets:
        """All its parts, with what the extract states of it."""
        received = self._keys(Breakdown.RECEIVED)
        return Facets(
            overview=self._overview(),
            decided=self._decided(),
            outcomes=self._outcomes(),
            received_by_subject=_parts(self.scheme.subjects, received),
            received=_total(received),
            upheld_by_subject=self._by_subject(),
            compliance=_parts(tuple(Result), self._keys(Breakdown.COMPLIANCE), hidden=self.hides_compliance),
            remedies=_parts(self.scheme.remedy_categories, self._keys(Breakdown.REMEDIES), hidden=self.hides_decisions),
            median_days_late=None if self.hides_compliance else median_of(self._keys(Breakdown.DAYS_LATE)),
            reconciliation=reconciliation(self.book, self.authority, self.year, stated),
        )

    def _keys(self, breakdown: Breakdown) -> Counts:
        return self.book.keys(self.year, self.authority, breakdown)

    def _outcomes(self) -> tuple[Part, ...]:
        """How many cases ended in each way. All are withheld together: the total less the others gives one
        back.
        """
        ids = [outcome.id for outcome in self.scheme.outcomes]
        return _parts(ids, self._keys(Breakdown.DECIDED), hidden=self.hides_decisions)

    def _overview(self) -> tuple[Part, ...]:
        by_part = dict.fromkeys(self.scheme.overview, 0)
        counted = self._keys(Breakdown.DECIDED)
        for outcome in self.scheme.outcomes:
            by_part[outcome.shown_under] += counted.get(outcome.id, (0, 0))[0]
        return tuple(Part(key, None if self.hides_decisions else count) for key, count in by_part.items())

    def _by_subject(self) -> tuple[Part, ...]:
        """Upheld of investigations by subject: each a small number of its own inside a total."""
        counted = self._keys(Breakdown.UPHELD_BY_SUBJECT)
        cells = [Cell(*counted.get(subject, (0, 0))) for subject in self.scheme.subjects]
        hidden = withheld_parts(cells, self.scheme.small_numbers.withhold_below)
        return tuple(
            Part(subject, None, None)
            if self.hides_decisions or position in hidden
            else Part(subject, cell.count, cell.base)
            for position, (subject, cell) in enumerate(zip(self.scheme.subjects, cells, strict=True))
        )

    def _decided(self) -> int | None:
        """How many cases were decided. Where every case is investigated, that is a withheld base itself."""
        decided = self.book.total(self.year, self.authority, Breakdown.DECIDED)
        if self.hides_decisions and len(self.scheme.investigation_outcomes) == len(self.scheme.outcomes):
            return None
        threshold = self.scheme.small_numbers.withhold_below
        return None if hides_total(decided, threshold, hides_decisions=self.hides_decisions) else decided


def reconciliation(
    book: CountBook, authority: str, year: int, stated: tuple[int, int, int, int] | None = None
) -> Reconciliation:
    """Brought forward + received = decided + carried forward, as counted and as stated."""
    brought, received, decided, carried = (
        book.total(year, authority, item)
        for item in (
            Breakdown.BROUGHT_FORWARD,
            Breakdown.RECEIVED,
            Breakdown.DECIDED,
            Breakdown.CARRIED_FORWARD,
        )
    )
    return Reconciliation(brought, received, decided, carried, stated)


def median_of(by_days: Mapping[str, tuple[int, int]]) -> Fraction | None:
    """The median of whole days, from how many there are of each: 3, 5, 5, 40 → 5; 3, 6 → 9/2."""
    days = sorted((int(key), count) for key, (count, _) in by_days.items() if count)
    total = sum(count for _, count in days)
    if not total:
        return None
    return Fraction(_nth(days, (total - 1) // 2) + _nth(days, total // 2), 2)


def _nth(days: Iterable[tuple[int, int]], position: int) -> int:
    passed = 0
    for day, count in days:
        passed += count
        if passed > position:
            return day
    raise IndexError(position)


def hides_decisions(scheme: Scheme, withheld: Iterable[str]) -> bool:
    """Whether, with these measures, the parts that hold the year's investigations are withheld."""
    measures = (scheme.measure(one) for one in withheld)
    return any(one.base is Base.INVESTIGATIONS or one.counted is Counted.UPHELD for one in measures)


def _parts(keys: Sequence[str], counted: Counts, *, hidden: bool = False) -> tuple[Part, ...]:
    strange = counted.keys() - set(keys)
    if strange:
        raise ValueError(f"counted under {sorted(strange)[0]!r}, which the scheme does not know")
    return tuple(Part(str(key), None if hidden else counted.get(key, (0, 0))[0]) for key in keys)


def _total(counted: Counts) -> int:
    return sum(count for count, _ in counted.values())
