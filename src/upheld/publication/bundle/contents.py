"""The rows of a bundle, table by table. Pure: nothing but what is given here can enter a bundle."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from upheld.publication.bundle.casework import PublicCasework
from upheld.publication.open_data.rows import counted, in_unit
from upheld.statistics.figure import AuthorityFigures, Figure, YearFigures, YearPoint
from upheld.statistics.rounding import PER
from upheld.statistics.shown import shown, shown_rate
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, plain
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.sentence import Sentence
from upheld.vocabulary.values import GroupValue, MeanRate, NoBase, NoGroup, Rate, Withheld
from upheld.vocabulary.wording import SITE_PARTS
from upheld.vocabulary.words import ShownAs

Row = dict[str, Any]
STATES = {Rate: "rate", MeanRate: "mean", NoBase: "no_base", Withheld: "withheld", NoGroup: "no_group"}
LISTS = ("overview", "outcomes", "received_by_subject", "upheld_by_subject", "compliance", "remedies")
RULES = (
    "measures",
    "kinds",
    "outcomes",
    "overview",
    "subjects",
    "remedy_categories",
    "peers",
    "small_numbers",
    "breaks",
)


@dataclass(frozen=True)
class Notice:
    """What changed in an edition and why."""

    number: int
    published_on: date
    what: str
    why: str


@dataclass(frozen=True)
class EditionFacts:
    """Which edition a bundle shows. ``notices`` are those of all corrections of the year, newest first."""

    number: int
    snapshot_hash: str
    figures_hash: str
    released_on: date
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Published:
    """Everything that a bundle is made of, but for its files."""

    scheme: Scheme
    directory: AuthorityDirectory
    figures: YearFigures
    casework: PublicCasework
    edition: EditionFacts
    sample: bool
    preview: bool

    @property
    def day(self) -> date:
        """The last day of the year: codes and names are those of this day."""
        return self.scheme.year(self.figures.year).end

    def code(self, authority: str) -> str:
        """An authority's code at the year end."""
        return self.directory[authority].code(self.day)


def rows(published: Published) -> dict[str, Iterable[Row]]:
    """The rows of every table but those that name files (letters, downloads)."""
    found = [*published.figures.authorities.values()]
    return {
        "about": about(published),
        "wording": wording(published.scheme),
        "rules": rules(published.scheme),
        "authorities": authorities(published),
        "codes": codes(published),
        "names": names(published),
        "successions": successions(published),
        "totals": (totals(one) for one in found),
        "figures": (row for one in found for row in figures(published.scheme, one)),
        "strips": (row for one in found for row in strips(published.scheme, one)),
        "parts": (row for one in found for row in parts(one)),
        "national": national(published),
        "reports": positioned(published.casework.reports),
        "improvements": positioned(published.casework.improvements),
        "decisions": (_plain_row(one) for one in published.casework.decisions),
        "notices": (_plain_row(one) for one in published.edition.notices),
    }


def about(published: Published) -> Iterator[Row]:
    """Facts of the bundle itself."""
    scheme, edition = published.scheme, published.edition
    year = scheme.year(published.figures.year)
    facts = {
        "scheme": scheme.id,
        "language": scheme.language,
        "year": year.ending,
        "year_label": year.label,
        "year_start": year.start,
        "year_end": year.end,
        "edition": edition.number,
        "snapshot": edition.snapshot_hash,
        "figures": edition.figures_hash,
        "released_on": edition.released_on,
        "sample": "yes" if published.sample else "",
        "preview": "yes" if published.preview else "",
    }
    return ({"name": name, "value": str(value)} for name, value in facts.items())


def wording(scheme: Scheme) -> Iterator[Row]:
    """The words that pages need, in every language of the scheme."""
    for language, words in scheme.wording.items():
        for part in SITE_PARTS:
            texts = json.dumps(unread(getattr(words, part)), ensure_ascii=False)
            yield {"language": language, "part": part, "texts": texts}


def unread(value: Any) -> Any:
    """Texts as they stood in their file, so that they can be read again."""
    if isinstance(value, Sentence):
        return value.forms
    if isinstance(value, BaseModel):
        return {name: unread(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, dict):
        return {key: unread(one) for key, one in value.items()}
    return [unread(one) for one in value] if isinstance(value, list) else value


def rules(scheme: Scheme) -> Iterator[Row]:
    """The scheme's rules that the method page explains."""
    known = scheme.model_dump(mode="json", include=set(RULES))
    return ({"name": name, "value": json.dumps(known[name], ensure_ascii=False)} for name in RULES)


def authorities(published: Published) -> Iterator[Row]:
    """All authorities: those of the year, and those before and after, so that old names lead on."""
    for one in published.directory:
        county = published.directory.by_id.get(one.county)
        yield {
            "id": one.id,
            "code": one.code(published.day),
            "name": one.name(published.day),
            "short_name": one.short_name(published.day),
            "kind": one.kind,
            "region": one.region,
            "county": county.short_name(published.day) if county else "",
            "start_on": _iso(one.start_on),
            "end_on": _iso(one.end_on),
            "in_year": int(one.id in published.figures.authorities),
            "latitude": one.latitude,
            "longitude": one.longitude,
        }


def codes(published: Published) -> Iterator[Row]:
    """Every code that an authority ever had."""
    found = {dated.text.upper(): one.id for one in published.directory for dated in one.codes}
    return ({"code": code, "authority": one} for code, one in found.items())


def names(published: Published) -> Iterator[Row]:
    """Every spelling by which an authority can be found; ``own`` marks the names it has at the year end."""
    return (row for one in published.directory for row in _names_of(one, published.day))


def _names_of(one: Authority, day: date) -> Iterator[Row]:
    own = {plain(name): name for name in (one.name(day), one.short_name(day))}
    others = (*one.official_names, *one.short_names, *one.other_names)
    every = {plain(dated.text): dated.text for dated in others} | own
    for spelled, name in every.items():
        if spelled:
            yield {"plain": spelled, "authority": one.id, "name": name, "own": int(spelled in own)}


def successions(published: Published) -> Iterator[Row]:
    """Who came after whom."""
    for one in published.directory:
        for successor in dict.fromkeys(one.successors):
            if successor in published.directory.by_id:
                yield {"predecessor": one.id, "successor": successor}


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
        "residents_on": _iso(estimated),
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
        "group_members": group.members,
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
                "year": point.year,
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


def national(published: Published) -> Iterator[Row]:
    """All authorities together, a row a measure."""
    scheme = published.scheme
    for measure in scheme.measures:
        if measure.id in published.figures.national:
            value = published.figures.national[measure.id]
            yield {"measure": measure.id, **value_cells("", value, measure, scheme)}


def positioned(items: Sequence[Any]) -> Iterator[Row]:
    """Rows numbered within their authority, in the order given."""
    seen: dict[str, int] = {}
    for one in items:
        seen[one.authority] = position = seen.get(one.authority, -1) + 1
        yield {**_plain_row(one), "position": position}


def _plain_row(item: Any) -> Row:
    cells = ((field.name, getattr(item, field.name)) for field in fields(item))
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in cells}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
