"""Up to five years side by side: a table with its breaks noted, and a small chart for each measure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from upheld.letters.content import TableRow, YearChart, YearDot, Years
from upheld.letters.panels import place, ticks
from upheld.letters.sentences import say
from upheld.letters.situation import Situation
from upheld.statistics.figure import YearPoint
from upheld.statistics.series import REORGANISED
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import Rate
from upheld.vocabulary.words import ShownAs

Points = Mapping[str, Mapping[int, YearPoint]]
PUBLISHED = "published"


def years(here: Situation) -> Years | None:
    """The years, oldest first; None where there is only the letter's own."""
    measures = here.occasion.panel_measures
    points = {one.id: {point.year: point for point in here.figures.figures[one.id].strip} for one in measures}
    endings = sorted({year for by_year in points.values() for year in by_year})
    if len(endings) < 2:
        return None
    notes = _notes(points, endings)
    words = here.occasion.words
    return Years(
        heading=words.years.heading,
        caption=words.years.caption,
        year=words.years.year,
        similar=words.years.similar,
        groups=tuple(words.figures.panels[one.id].title for one in measures),
        rows=tuple(_row(here, year, measures, points, notes) for year in endings),
        charts=tuple(_chart(here, one, points[one.id], endings) for one in measures),
        key_own=say(words.figures.key_own, body=here.body),
        key_group=words.figures.key_group if here.group else "",
        key_break=words.years.key_break if any(name != PUBLISHED for name in notes) else "",
        notes=tuple(_note(here, name, number) for name, number in notes.items()),
    )


def _of_year(points: Points, year: int) -> list[YearPoint]:
    return [by_year[year] for by_year in points.values() if year in by_year]


def _marks(points: Points, year: int) -> list[str]:
    """What has to be said of a year: its breaks, and that its figures are published totals."""
    found = _of_year(points, year)
    breaks = dict.fromkeys(name for point in found for name in point.breaks)
    return [*breaks, *([PUBLISHED] if any(point.published for point in found) else [])]


def _notes(points: Points, endings: list[int]) -> dict[str, int]:
    """Every mark, numbered in the order of its first year."""
    marks = dict.fromkeys(mark for year in endings for mark in _marks(points, year))
    return {mark: number for number, mark in enumerate(marks, start=1)}


def _note(here: Situation, mark: str, number: int) -> str:
    words = here.occasion.words.years
    own = {REORGANISED: words.reorganised, PUBLISHED: words.published}
    text = own.get(mark) or here.occasion.terms.breaks[mark]
    return say(words.note, number=number, text=text)


def _row(here: Situation, year: int, measures: list[Measure], points: Points, notes: Mapping[str, int]) -> TableRow:
    label = here.occasion.label(year)
    numbers = [str(number) for number in sorted(notes[mark] for mark in _marks(points, year))]
    heading = say(here.occasion.words.years.noted, label=label, notes=", ".join(numbers)) if numbers else label
    cells: list[str] = []
    for measure in measures:
        point = points[measure.id].get(year)
        cells.append(_cell(here, point, measure))
        if here.group:
            cells.append(_similar(here, point, measure))
    return TableRow(heading, tuple(cells))


def _cell(here: Situation, point: YearPoint | None, measure: Measure) -> str:
    words = here.occasion.words.years
    if point is None:
        return words.unknown
    if isinstance(point.value, Rate):
        count, base = (here.occasion.number(one) for one in (point.value.count, point.value.base))
        return say(words.cell, shown=here.shown(point.value, measure), count=count, base=base)
    if point.value is not None:
        return here.shown(point.value, measure)
    return here.shown_rate(_unit(point.percent, measure), measure) if point.percent is not None else words.unknown


def _similar(here: Situation, point: YearPoint | None, measure: Measure) -> str:
    if point is None or point.group_percent is None:
        return here.occasion.words.years.unknown
    return here.shown_rate(_unit(point.group_percent, measure), measure)


def _unit(percent: Fraction | None, measure: Measure) -> Fraction:
    """A printed number as a fraction of 1 (or per resident)."""
    return (percent or Fraction(0)) / (100 if measure.shown_as is ShownAs.PERCENT else 100_000)


def rate_of(point: YearPoint | None, measure: Measure) -> Fraction | None:
    """A year's rate, counted or as published; None where there is none."""
    if point is None:
        return None
    if isinstance(point.value, Rate):
        return point.value.fraction
    return _unit(point.percent, measure) if point.value is None and point.percent is not None else None


def _chart(here: Situation, measure: Measure, by_year: Mapping[int, YearPoint], endings: list[int]) -> YearChart:
    title = here.occasion.words.figures.panels[measure.id].title
    labels = [here.occasion.label(year) for year in endings]
    dots = tuple(
        _dot(label, by_year.get(year), measure, first=year == endings[0])
        for year, label in zip(endings, labels, strict=True)
    )
    return YearChart(title, _alt(here, measure, by_year, endings, title), ticks(here, 2), dots)


def _dot(label: str, point: YearPoint | None, measure: Measure, *, first: bool) -> YearDot:
    rate = rate_of(point, measure)
    group = point.group_percent if point else None
    return YearDot(
        label=label,
        rate=None if rate is None else place(rate),
        group=None if group is None else place(_unit(group, measure)),
        broken=bool(point and point.breaks and not first),
    )


def _alt(here: Situation, measure: Measure, by_year: Mapping[int, YearPoint], endings: list[int], title: str) -> str:
    words, label = here.occasion.words.years, here.occasion.label
    values = [
        say(words.chart_value, label=label(ending), shown=_cell(here, by_year.get(ending), measure))
        for ending in endings
    ]
    return say(words.chart, title=title, first=label(endings[0]), last=label(endings[-1]), values="; ".join(values))
