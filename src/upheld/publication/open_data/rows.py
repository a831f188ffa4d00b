"""The rows of the files of figures, from an edition's figures. Pure: nothing is read, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from upheld.publication.open_data.tables import (
    COMPLIANCE,
    FIGURES,
    OVERVIEW,
    SUBJECTS,
    Cell,
    Filled,
    Row,
    Table,
)
from upheld.statistics.cells import CountBook
from upheld.statistics.figure import AuthorityFigures, Figure, GroupFigure, Part, YearFigures
from upheld.statistics.figures import without_other_years
from upheld.statistics.rounding import PER, rounded
from upheld.statistics.shown import shown
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import GroupValue, NoBase, NoGroup, Rate
from upheld.vocabulary.words import Base, Result, ShownAs
from upheld.vocabulary.year import Year

PLACES = 6


def tables(scheme: Scheme, directory: AuthorityDirectory, figures: YearFigures, *, sample: bool) -> tuple[Filled, ...]:
    """Every table, rows in the order of authorities' codes and then of the scheme's own lists."""
    makers = {
        FIGURES: figure_rows,
        OVERVIEW: overview_rows,
        SUBJECTS: subject_rows,
        COMPLIANCE: compliance_rows,
    }
    return tuple(
        _filled(scheme, table, _all_rows(scheme, directory, figures, maker), sample) for table, maker in makers.items()
    )


def _filled(scheme: Scheme, table: Table, rows: Iterable[Row], sample: bool) -> Filled:
    mark: Row = (scheme.words.terms.sample,) if sample else ()
    return Filled(table, table.columns_for(sample=sample), tuple((*row, *mark) for row in rows))


def _all_rows(scheme, directory, figures, maker) -> Iterator[Row]:  # type: ignore[no-untyped-def]
    day = scheme.year(figures.year).end
    by_code = sorted(figures.authorities.values(), key=lambda found: directory[found.authority].code(day))
    for found in by_code:
        authority = directory[found.authority]
        named = (figures.year, authority.code(day), authority.name(day), authority.kind)
        for row in maker(scheme, found):
            yield (*named, *row)


def rows_of_one_year(scheme: Scheme, directory: AuthorityDirectory, year: Year, book: CountBook) -> Iterator[Row]:
    """The table `FIGURES` of a year straight from its counts, the same rows as `tables` makes of all its figures."""
    found = without_other_years(scheme, directory, year, book)
    for authority, figures in sorted(found, key=lambda one: one[0].code(year.end)):
        named = (year.ending, authority.code(year.end), authority.name(year.end), authority.kind)
        for row in _figure_rows(scheme, figures):
            yield (*named, *row)


def figure_rows(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each measure that the scheme puts into its figures, in the measures' order."""
    return _figure_rows(scheme, found.figures)


def _figure_rows(scheme: Scheme, figures: Mapping[str, Figure]) -> Iterator[Row]:
    for measure in sorted(scheme.measures, key=lambda measure: measure.order):
        if measure.in_figures:
            yield _figure_row(scheme, measure, figures[measure.id])


def _figure_row(scheme: Scheme, measure: Measure, figure: Figure) -> Row:
    terms = scheme.words.terms
    interval = figure.interval
    return (
        measure.id,
        *counted(figure.value, measure),
        shown(figure.value, measure, terms),
        rate(figure.value, measure),
        *_group_cells(figure.group),
        shown(figure.group.value, measure, terms),
        in_unit(interval.lower, measure) if interval else None,
        in_unit(interval.upper, measure) if interval else None,
        figure.verdict.value,
    )


def _group_cells(group: GroupFigure) -> tuple[Cell, Cell, Cell]:
    if isinstance(group.value, NoGroup):
        return None, None, None
    return group.kind, group.count, group.base


def counted(value: GroupValue, measure: Measure) -> tuple[int | None, int | None]:
    """Count and base as far as they may be told. No cases is 0 of 0; no known residents is neither."""
    if isinstance(value, Rate):
        return value.count, value.base
    if isinstance(value, NoBase) and measure.base is not Base.RESIDENTS:
        return 0, 0
    return None, None


def rate(value: GroupValue, measure: Measure) -> Decimal | None:
    """The rate in the unit of the files, or None where there is none."""
    return in_unit(value.fraction, measure) if isinstance(value, Rate) else None


def in_unit(fraction: Fraction, measure: Measure) -> Decimal:
    """A fraction of 1, or per 100,000 residents, to six decimals: 1/3 → 0.333333."""
    return rounded(fraction * PER if measure.shown_as is ShownAs.PER_100K else fraction, PLACES)


def overview_rows(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each part of the overview; together they are all complaints decided."""
    return (_part_row(scheme, part) for part in found.overview)


def compliance_rows(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each result, also where no case had it."""
    by_key = {part.key: part for part in found.compliance}
    return (_part_row(scheme, by_key.get(result, Part(result, 0))) for result in Result)


def _part_row(scheme: Scheme, part: Part) -> Row:
    return str(part.key), part.count, scheme.words.terms.withheld if part.count is None else str(part.count)


def subject_rows(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each subject, also where no complaint was about it."""
    received = {part.key: part.count for part in found.received_by_subject}
    upheld = {part.key: part for part in found.upheld_by_subject}
    for subject in scheme.subjects:
        part = upheld.get(subject, Part(subject, 0, 0))
        yield subject, received.get(subject, 0), part.base, part.count
