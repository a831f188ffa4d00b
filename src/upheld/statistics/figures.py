"""Puts a year's figures together from integer counts: the one function that editions call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from upheld.statistics import funnel
from upheld.statistics.cells import CountBook, YearCells, year_cells
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.disclosure import withholding
from upheld.statistics.expected import Expectations
from upheld.statistics.facets import AuthorityYear
from upheld.statistics.figure import AuthorityFigures, Figure, FunnelLimits, LeftOver, YearFigures
from upheld.statistics.intervals import interval
from upheld.statistics.peers import national
from upheld.statistics.series import YEARS_ON_STRIP, CountedYear, Series
from upheld.statistics.verdicts import verdict
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import Rate, Value, Withheld
from upheld.vocabulary.year import Year

Stated = Mapping[str, tuple[int, int, int, int]]


def assemble(
    scheme: Scheme,
    directory: AuthorityDirectory,
    year: int,
    complete: Sequence[int],
    rows: Iterable[CountRow],
    published: Iterable[PublishedTotal] = (),
    stated: Stated | None = None,
) -> YearFigures:
    """The figures of a year, of every authority in jurisdiction at its end, also of those with no case at
    all.

    ``complete`` are the years that may be counted, ``year`` among them; rows of other years are passed over.
    ``stated`` are the year's control totals by authority id: brought forward, received, decided, carried
    forward. Raises ValueError where ``year`` is not complete or the rows do not fit the scheme.
    """
    if year not in complete:
        raise ValueError(f"{year} is not among the complete years {sorted(complete)}")
    return _Assembly(scheme, directory, scheme.year(year), complete, rows, published, stated or {}).figures()


def without_other_years(
    scheme: Scheme, directory: AuthorityDirectory, year: Year, book: CountBook
) -> Iterator[tuple[Authority, dict[str, Figure]]]:
    """Every authority in jurisdiction at a year's end with its figures by measure, as `assemble` makes them, but of
    this year alone: not pooled, without the strip of years and the expected number.
    """
    counted = _counted(scheme, directory, year, book)
    for one in counted.table.members.values():
        yield one, {measure.id: of_one_year(counted, one.id, measure.id) for measure in scheme.measures}


def of_one_year(counted: CountedYear, authority: str, measure: str) -> Figure:
    """One figure of a counted year, beside its group's."""
    value = counted.value(authority, measure)
    around = counted.groups.around(authority, measure)
    kind = counted.table.members[authority].kind
    group_withheld = isinstance(around.value, Withheld) or counted.held.group_is_withheld(kind, measure)
    # limits and a verdict would tell much of an average that is withheld
    limits = None if group_withheld else _limits(counted, authority, measure, value)
    return Figure(
        measure=measure,
        value=value,
        interval=interval(value),
        group=around,
        verdict=verdict(value, limits, group_withheld),
        limits=limits,
    )


def _limits(counted: CountedYear, authority: str, measure: str, value: Value) -> FunnelLimits | None:
    group = counted.groups.group(counted.table.members[authority].kind, measure)
    rate = group.compared_with(authority) if group and isinstance(value, Rate) else None
    if rate is None or not isinstance(value, Rate) or rate > 1:
        return None
    return funnel.limits(rate, value.base)


def _counted(scheme: Scheme, directory: AuthorityDirectory, year: Year, book: CountBook) -> CountedYear:
    table = year_cells(scheme, directory, year, book)
    return CountedYear(scheme, table, withholding(scheme, table))


class _Assembly:
    """One run of `assemble`."""

    def __init__(
        self,
        scheme: Scheme,
        directory: AuthorityDirectory,
        year: Year,
        complete: Sequence[int],
        rows: Iterable[CountRow],
        published: Iterable[PublishedTotal],
        stated: Stated,
    ):
        self.scheme, self.directory, self.year, self.stated = scheme, directory, year, stated
        self.complete = tuple(sorted(set(complete)))
        self.book = CountBook(rows)
        self.counted = {
            one.ending: _counted(scheme, directory, one, self.book)
            for one in year.run_up(YEARS_ON_STRIP)
            if one.ending in self.complete
        }
        self.now = self.counted[year.ending]
        self.predecessors = _predecessors(directory)
        self.series = Series(scheme, directory, year, self.counted, published)
        self.expectations = Expectations(scheme, self.book, self.now)

    def figures(self) -> YearFigures:
        table, held = self.now.table, self.now.held
        return YearFigures(
            scheme=self.scheme.id,
            year=self.year.ending,
            complete_years=self.complete,
            authorities={one.id: self._authority(one) for one in table.members.values()},
            groups=self.now.groups.all_together(),
            national=national(self.scheme, table, held),
            left_over=tuple(self._left_over(table)),
        )

    def _authority(self, authority: Authority) -> AuthorityFigures:
        withheld = self.now.held.of(authority.id)
        parts = AuthorityYear(self.scheme, self.book, authority.id, self.year.ending, withheld)
        facets = parts.facets(self.stated.get(authority.id))
        return AuthorityFigures(
            authority=authority.id,
            year=self.year.ending,
            figures={measure.id: self._figure(authority.id, measure) for measure in self.scheme.measures},
            population=authority.population(self.year.end),
            predecessors=self._taken_over_by(authority),
            ended_on=self._in_year(authority.end_on),
            began_on=self._in_year(authority.start_on),
            overview=facets.overview,
            decided=facets.decided,
            outcomes=facets.outcomes,
            received_by_subject=facets.received_by_subject,
            received=facets.received,
            upheld_by_subject=facets.upheld_by_subject,
            compliance=facets.compliance,
            remedies=facets.remedies,
            median_days_late=facets.median_days_late,
            reconciliation=facets.reconciliation,
        )

    def _figure(self, authority: str, measure: Measure) -> Figure:
        return replace(
            of_one_year(self.now, authority, measure.id),
            pooled=self.series.pooled(authority, measure),
            strip=self.series.strip(authority, measure),
            expected=self.expectations.of(authority, measure),
        )

    def _in_year(self, day: date | None) -> date | None:
        return day if day and day in self.year else None

    def _taken_over_by(self, authority: Authority) -> tuple[str, ...]:
        """Ids of predecessors whose first day without them is in this year."""
        return tuple(
            one.id
            for one in self.predecessors.get(authority.id, ())
            if one.end_on and one.end_on + timedelta(days=1) in self.year
        )

    def _left_over(self, table: YearCells) -> Iterable[LeftOver]:
        """Counts for those that had ended by the year's end: nobody's figures show them."""
        for authority in sorted(set(self.book.authorities(self.year.ending)) - table.members.keys()):
            received, decided, compliance = (
                self.book.total(self.year.ending, authority, item)
                for item in (Breakdown.RECEIVED, Breakdown.DECIDED, Breakdown.COMPLIANCE)
            )
            if received or decided or compliance:
                yield LeftOver(authority, received, decided, compliance)


def _predecessors(directory: AuthorityDirectory) -> dict[str, list[Authority]]:
    """By authority: those whose successor it is, by id."""
    found: dict[str, list[Authority]] = {}
    for one in sorted(directory, key=lambda each: each.id):
        for successor in one.successors:
            found.setdefault(successor, []).append(one)
    return found
