"""The expected number, given the mix of subjects: indirect standardisation.

What an authority is asked about differs: one whose cases are mostly of a subject that is often upheld has more upheld
for that reason alone. So each of its investigations is given the pooled rate of similar authorities for its subject,
and these rates are added up: the number that would have been upheld were each subject's cases upheld as often as at
similar authorities. (Indirect standardisation: Breslow and Day 1987, Statistical Methods in Cancer Research II,
IARC Scientific Publications 82, chapter 2. Exact fractions; nothing is rounded before it is shown.)

The rules, printed in the method book:

1. Only measures whose base is investigations have it: only they are counted by subject.
2. Similar authorities are those of the scheme: the authority is inside its own average, or outside, as elsewhere.
   Rates are pooled also where the average shown is a mean, as for limits and verdicts.
3. Where nobody else in the group has an investigation of a subject, the group's rate over all subjects stands for it:
   an authority's cases are never held against themselves alone.
4. It is shown where it is at least 5. Below that chance outweighs everything that the mix could explain.
5. In a scheme that withholds small numbers it is given only where every number that it is made of is published: the
   counts by subject of the authority and of all in its group. So it can give nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from upheld.statistics.cells import Cell, CountBook
from upheld.statistics.counting import Breakdown
from upheld.statistics.disclosure import withheld_parts
from upheld.statistics.facets import hides_decisions
from upheld.statistics.series import CountedYear
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import Expectation, Expected, NoBase, NoGroup, TooFew, Withheld
from upheld.vocabulary.words import Base

LEAST_SHOWN = 5
BySubject = Mapping[str, Cell]


def expected_number(own: BySubject, others: BySubject, *, include_own: bool) -> Fraction | None:
    """The expected number for ``own`` investigations by subject, at the rates of ``others`` (and own, if inside).

    None where the others have none at all.
    """
    everywhere = _added(others.values())
    if not everywhere.base:
        return None
    if include_own:
        everywhere += _added(own.values())
    rates = {
        subject: _rate(others[subject] + (cell if include_own else Cell()))
        for subject, cell in own.items()
        if subject in others and others[subject].base
    }
    return sum((cell.base * rates.get(subject, _rate(everywhere)) for subject, cell in own.items()), Fraction(0))


class Expectations:
    """The expected numbers of a year, authority by authority; each group's sums are taken once."""

    def __init__(self, scheme: Scheme, book: CountBook, counted: CountedYear):
        self.scheme, self.counted = scheme, counted
        self.cells = {one: _by_subject(book, counted.table.year.ending, one) for one in counted.table.members}
        self._groups: dict[str, dict[str, Cell]] = {}
        self._hidden: dict[str, bool] = {}

    def of(self, authority: str, measure: Measure) -> Expectation | None:
        """What would be expected of an authority, or why that is not said; None for measures without subjects."""
        if measure.base is not Base.INVESTIGATIONS:
            return None
        kind = self.counted.table.members[authority].kind
        if self.counted.held.is_withheld(authority, measure.id):
            return Withheld()
        if not self.counted.table.cell(authority, measure.id).base:
            return NoBase()
        if kind not in self.scheme.grouped_kinds:
            return NoGroup()
        return Withheld() if self._hides(kind) else self._worked_out(authority, kind)

    def _worked_out(self, authority: str, kind: str) -> Expectation:
        own = self.cells[authority]
        group = self._group(kind)
        others = {subject: cell - own.get(subject, Cell()) for subject, cell in group.items()}
        number = expected_number(own, others, include_own=self.scheme.peers.include_own)
        if number is None:
            return NoGroup()  # nobody else has an investigation
        return Expected(number) if number >= LEAST_SHOWN else TooFew()

    def _group(self, kind: str) -> dict[str, Cell]:
        if kind not in self._groups:
            summed: dict[str, Cell] = {}
            for one in self.counted.table.of_kind(kind):
                for subject, cell in self.cells[one].items():
                    summed[subject] = summed.get(subject, Cell()) + cell
            self._groups[kind] = summed
        return self._groups[kind]

    def _hides(self, kind: str) -> bool:
        """Whether any number by subject of any member is withheld."""
        if kind not in self._hidden:
            self._hidden[kind] = any(map(self._hides_any, self.counted.table.of_kind(kind)))
        return self._hidden[kind]

    def _hides_any(self, authority: str) -> bool:
        threshold = self.scheme.small_numbers.withhold_below
        cells = [*self.cells[authority].values()]
        return hides_decisions(self.scheme, self.counted.held.of(authority)) or bool(withheld_parts(cells, threshold))


def _by_subject(book: CountBook, year: int, authority: str) -> dict[str, Cell]:
    counted = book.keys(year, authority, Breakdown.UPHELD_BY_SUBJECT)
    return {subject: Cell(count, base) for subject, (count, base) in counted.items() if base}


def _added(cells: Iterable[Cell]) -> Cell:
    return sum(cells, Cell())


def _rate(cell: Cell) -> Fraction:
    return Fraction(cell.count, cell.base)
