"""A measure over the years: three of them pooled, and the strip of five, with breaks in the series named.

Only complete years are counted. A break belongs to a year and says that its figures are not like those
before. The scheme declares some; an authority that began, or took over another's cases, has a break of its
own in that year: ``reorganised``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from upheld.statistics.cells import YearCells
from upheld.statistics.disclosure import Withholding, is_small, with_same_cases
from upheld.statistics.figure import PooledYears, YearPoint
from upheld.statistics.intervals import interval
from upheld.statistics.peers import Groups
from upheld.statistics.rounding import PER
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import MeanRate, NoBase, Rate, Value, Withheld
from upheld.vocabulary.words import Base, ShownAs
from upheld.vocabulary.year import Year

YEARS_POOLED = 3
YEARS_ON_STRIP = 5
REORGANISED = "reorganised"


class CountedYear:
    """A complete year: its cells, what is withheld of it, and its groups."""

    def __init__(self, scheme: Scheme, table: YearCells, held: Withholding):
        self.table, self.held = table, held
        self.groups = Groups(scheme, table, held)

    def has(self, authority: str) -> bool:
        """Whether an authority was in jurisdiction at this year's end."""
        return authority in self.table.members

    def value(self, authority: str, measure: str) -> Value:
        """An authority's value: a rate, no base, or withheld."""
        if self.held.is_withheld(authority, measure):
            return Withheld()
        return self.table.cell(authority, measure).value


class Series:
    """The years that lie behind one year's figures."""

    def __init__(
        self,
        scheme: Scheme,
        directory: AuthorityDirectory,
        year: Year,
        counted: Mapping[int, CountedYear],
        published: Iterable[PublishedTotal],
    ):
        self.scheme, self.year, self.counted = scheme, year, counted
        self.published = {(total.authority, total.year): total for total in published}
        self.reorganised = _reorganised_years(scheme, directory)

    def breaks(self, authority: str, after: int, until: int) -> tuple[str, ...]:
        """Ids of breaks that lie after one year and no later than another, in the order of their years."""
        named = [(one.year, one.id) for one in self.scheme.breaks]
        own = [(year, REORGANISED) for year in self.reorganised.get(authority, ())]
        return tuple(name for year, name in sorted(named + own, key=lambda one: one[0]) if after < year <= until)

    def pooled_years(self, authority: str) -> list[int]:
        """Up to three complete years in a row that end in this one, the authority alive in each; oldest
        first.
        """
        years: list[int] = []
        for year in reversed(list(self.year.run_up(YEARS_POOLED))):
            if not (counted := self.counted.get(year.ending)) or not counted.has(authority):
                break
            years.insert(0, year.ending)
        return years

    def pooled(self, authority: str, measure: Measure) -> PooledYears | None:
        """Their counts together; None where this year stands alone. Withheld where any of the years is."""
        years = self._with_residents(authority, measure, self.pooled_years(authority))
        if len(years) < 2:
            return None
        value = self._sum(authority, measure.id, years)
        first, last = years[0], years[-1]
        return PooledYears(first, last, value, interval(value), self.breaks(authority, first, last))

    def _with_residents(self, authority: str, measure: Measure, years: Sequence[int]) -> Sequence[int]:
        """Per head only the last years in a row with a known population: without one nothing of a year is counted."""
        if measure.base is not Base.RESIDENTS:
            return years
        unknown = [at for at, year in enumerate(years) if not self.counted[year].table.cell(authority, measure.id).base]
        return years[unknown[-1] + 1 :] if unknown else years

    def _sum(self, authority: str, measure: str, years: Sequence[int]) -> Value:
        if any(self.counted[year].held.is_withheld(authority, measure) for year in years):
            return Withheld()
        cells = [self.counted[year].table.cell(authority, measure) for year in years]
        having = [cell for cell in cells if cell.base]
        return sum(having[1:], having[0]).value if having else NoBase()

    def strip(self, authority: str, measure: Measure) -> tuple[YearPoint, ...]:
        """Up to five years that end in this one, oldest first; those of which nothing is known left out."""
        points: list[YearPoint] = []
        for year in self.year.run_up(YEARS_ON_STRIP):
            before = points[-1].year if points else year.ending - 1
            breaks = self.breaks(authority, before, year.ending)
            point = self._point(authority, measure, year.ending, breaks)
            if point:
                points.append(point)
        return tuple(points)

    def _point(self, authority: str, measure: Measure, year: int, breaks: tuple[str, ...]) -> YearPoint | None:
        counted = self.counted.get(year)
        if counted and counted.has(authority):
            value = counted.value(authority, measure.id)
            return YearPoint(year, value, breaks=breaks, group_percent=_group_percent(counted, authority, measure))
        total = self.published.get((authority, year))
        return self._published_point(total, measure, breaks) if total and not counted else None

    def _published_point(self, total: PublishedTotal, measure: Measure, breaks: tuple[str, ...]) -> YearPoint | None:
        if measure.id in _withheld_of(total, self.scheme):
            return YearPoint(total.year, Withheld(), published=True, source=total.source, breaks=breaks)
        value, percent = _published_value(total, measure), total.percents.get(measure.id)
        if value is None and percent is None:
            return None
        average = total.group_percents.get(measure.id)
        return YearPoint(total.year, value, True, percent, total.source, breaks, average)


def _group_percent(counted: CountedYear, authority: str, measure: Measure) -> Fraction | None:
    average = counted.groups.around(authority, measure.id).value
    if not isinstance(average, Rate | MeanRate):
        return None
    return average.fraction * (PER if measure.shown_as is ShownAs.PER_100K else 100)


def _published_value(total: PublishedTotal, measure: Measure) -> Rate | NoBase | None:
    """What published counts say: a rate, no base, or None where one of the two numbers was not published."""
    count, base = total.counts.get(measure.id, (None, None))
    if base == 0:
        return NoBase()
    if count is None or base is None or (count > base and measure.base is not Base.RESIDENTS):
        return None
    return Rate(count, base)


def _withheld_of(total: PublishedTotal, scheme: Scheme) -> frozenset[str]:
    """What the rule for small numbers withholds of published totals, whoever said it before."""
    threshold = scheme.small_numbers.withhold_below
    if not threshold:
        return frozenset()
    bases = {measure.id: total.counts.get(measure.id, (None, None))[1] or 0 for measure in scheme.measures}
    small = [one.id for one in scheme.measures if one.base is not Base.RESIDENTS and is_small(bases[one.id], threshold)]
    return with_same_cases(small, scheme.measures)


def _reorganised_years(scheme: Scheme, directory: AuthorityDirectory) -> dict[str, tuple[int, ...]]:
    """By authority: the years in which it began or took over from another."""
    years: dict[str, set[int]] = {}
    for one in directory:
        if one.start_on:
            years.setdefault(one.id, set()).add(scheme.last_day.year_of(one.start_on).ending)
        if one.end_on:
            taken_over = scheme.last_day.year_of(one.end_on + timedelta(days=1)).ending
            for successor in one.successors:
                years.setdefault(successor, set()).add(taken_over)
    return {authority: tuple(sorted(found)) for authority, found in years.items()}
