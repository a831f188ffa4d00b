"""The rows of a bundle that are bound to a year: figures, strips, lists, totals. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any

from upheld.publication.open_data.rows import PLACES, counted, in_unit
from upheld.statistics.figure import AuthorityFigures, Figure, YearFigures, YearPoint
from upheld.statistics.rounding import PER, rounded
from upheld.statistics.shown import shown, shown_expected, shown_rate
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import Expected, GroupValue, MeanRate, NoBase, NoGroup, Rate, Withheld
from upheld.vocabulary.words import ShownAs

Row = dict[str, Any]
STATES = {Rate: "rate", MeanRate: "mean", NoBase: "no_base", Withheld: "withheld", NoGroup: "no_group"}
LISTS = ("overview", "outcomes", "received_by_subject", "upheld_by_subject", "compliance", "remedies")


def totals(found: AuthorityFigures) -> Row:
    """What an authority's lists add up to."""
    residents, late = found.population, found.median_days_late
    estimated = residents.estimate_for if residents and residents.estimate_for != date.min else None
    return {
        "authority": found.authority,
        "decided": found.decided,
        "received": found.received,
        "median_days_late": None if late is None else float(late),
        "residents": residents.residents if residents else None,
        "residents_on": iso(estimated),
    }


def figures(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each measure."""
    for measure in scheme.measures:
        figure = found.figures[measure.id]
        yield {
            "authority": found.authority,
            "measure": measure.id,
            **value_cells("", figure.value, measure, scheme),
            **_interval(figure, measure, scheme),
            **_group(figure, measure, scheme),
            **_expected(figure, measure, scheme),
            "verdict": figure.verdict.value,
            **_limits(figure),
            **_pooled(figure, measure, scheme),
        }


def value_cells(prefix: str, value: GroupValue | None, measure: Measure, scheme: Scheme) -> Row:
    """A value's cells; all None for a value that is not there."""
    if value is None:
        return dict.fromkeys(f"{prefix}{name}" for name in ("state", "count", "base", "rate", "shown"))
    count, base = counted(value, measure)
    fraction = value.fraction if isinstance(value, Rate | MeanRate) else None
    return {
        f"{prefix}state": STATES[type(value)],
        f"{prefix}count": count,
        f"{prefix}base": base,
        f"{prefix}rate": _real(fraction, measure),
        f"{prefix}shown": shown(value, measure, scheme.words.terms),
    }


def _real(fraction: Fraction | None, measure: Measure) -> float | None:
    return None if fraction is None else float(in_unit(fraction, measure))


def _interval(figure: Figure, measure: Measure, scheme: Scheme) -> Row:
    ends = (figure.interval.lower, figure.interval.upper) if figure.interval else (None, None)
    cells: Row = {}
    for name, end in zip(("lower", "upper"), ends, strict=True):
        cells[name] = _real(end, measure)
        cells[f"{name}_shown"] = None if end is None else shown_rate(end, measure, scheme.words.terms)
    return cells


def _group(figure: Figure, measure: Measure, scheme: Scheme) -> Row:
    group = figure.group
    cells = value_cells("group_", group.value, measure, scheme)
    return {
        **cells,
        "group_count": group.count,
        "group_base": group.base,
        "group_kind": None if isinstance(group.value, NoGroup) else group.kind,
        "group_members": group.value.members if isinstance(group.value, MeanRate) else group.members,
    }


def _expected(figure: Figure, measure: Measure, scheme: Scheme) -> Row:
    """The number expected given the subjects; in words only where there is none to be shown."""
    found = figure.expected
    return {
        "expected": float(rounded(found.number, PLACES)) if isinstance(found, Expected) else None,
        "expected_shown": None if found is None else shown_expected(found, measure, scheme.words.terms),
    }


def _limits(figure: Figure) -> Row:
    return {name: getattr(figure.limits, name, None) for name in ("low95", "high95", "low998", "high998")}


def _pooled(figure: Figure, measure: Measure, scheme: Scheme) -> Row:
    pooled = figure.pooled
    return {
        **value_cells("pooled_", pooled and pooled.value, measure, scheme),
        "pooled_first": pooled and pooled.first_year,
        "pooled_last": pooled and pooled.last_year,
        "pooled_breaks": json.dumps(pooled.breaks) if pooled else None,
    }


def strips(scheme: Scheme, found: AuthorityFigures) -> Iterator[Row]:
    """A row for each year of each measure's strip."""
    for measure in scheme.measures:
        for point in found.figures[measure.id].strip:
            yield {
                "authority": found.authority,
                "measure": measure.id,
                "point": point.year,
                "label": scheme.year(point.year).label,
                **_point(point, measure, scheme),
                "published": int(point.published),
                "source": point.source,
                "breaks": json.dumps(point.breaks),
            }


def _point(point: YearPoint, measure: Measure, scheme: Scheme) -> Row:
    cells = value_cells("", point.value, measure, scheme)
    if point.value is None and point.percent is not None:
        exact = _as_fraction(point.percent, measure)
        cells |= {"state": "rate", "rate": _real(exact, measure)}
        cells["shown"] = shown_rate(exact, measure, scheme.words.terms)
    group = None if point.group_percent is None else _as_fraction(point.group_percent, measure)
    cells["group_rate"] = _real(group, measure)
    cells["group_shown"] = None if group is None else shown_rate(group, measure, scheme.words.terms)
    return cells


def _as_fraction(printed: Fraction, measure: Measure) -> Fraction:
    """A rate in the unit it is printed in (50 for 50 %, 9.4 per 100,000) as an exact fraction."""
    return printed / (PER if measure.shown_as is ShownAs.PER_100K else 100)


def parts(found: AuthorityFigures) -> Iterator[Row]:
    """The lists of counts, each in its own order."""
    for name in LISTS:
        for position, part in enumerate(getattr(found, name)):
            yield {
                "authority": found.authority,
                "list": name,
                "position": position,
                "key": str(part.key),
                "count": part.count,
                "base": part.base,
            }


def groups(scheme: Scheme, figures: YearFigures) -> Iterator[Row]:
    """Each group's members all together, a row a measure. Count and base are pooled also beside a mean."""
    for kind, by_measure in figures.groups.items():
        for measure in scheme.measures:
            group = by_measure.get(measure.id)
            if group:
                cells = value_cells("", group.value, measure, scheme) | {"count": group.count, "base": group.base}
                yield {"kind": kind, "measure": measure.id, **cells, "members": group.members}


def national(scheme: Scheme, figures: YearFigures) -> Iterator[Row]:
    """All authorities together, a row a measure."""
    for measure in scheme.measures:
        if measure.id in figures.national:
            value = figures.national[measure.id]
            yield {"measure": measure.id, **value_cells("", value, measure, scheme)}


def iso(day: date | None) -> str | None:
    """A day as ISO 8601."""
    return day.isoformat() if day else None


def plain_row(item: Any) -> Row:
    """A dataclass as a row; days as ISO 8601."""
    cells = ((field.name, getattr(item, field.name)) for field in fields(item))
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in cells}
