"""The rows of a bundle, table by table. Pure: nothing but what is given here can enter a bundle."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from upheld.casework.code.year_of_code import YearOfCode
from upheld.publication.bundle.casework import PublicCasework
from upheld.publication.bundle.code_contents import code_tables
from upheld.publication.bundle.decision_contents import decisions, withdrawals
from upheld.publication.bundle.map_tables import map_tables
from upheld.publication.bundle.release_contents import (
    EarlyReader,
    PastEdition,
    PublicRelease,
    corrected,
    early_readers,
    past_figures,
    past_parts,
    releases,
)
from upheld.publication.bundle.year_contents import (
    Row,
    figures,
    groups,
    iso,
    national,
    parts,
    plain_row,
    strips,
    totals,
)
from upheld.statistics.figure import YearFigures
from upheld.vocabulary import map_files
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, plain
from upheld.vocabulary.map_files import SchemeMap
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.sentence import Sentence
from upheld.vocabulary.wording import SITE_PARTS

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
    "time_zone",
    "following",
)


@dataclass(frozen=True)
class Notice:
    """What changed in an edition and why."""

    number: int
    published_on: date
    what: str
    why: str


@dataclass(frozen=True)
class Revision:
    """An edition of a year, shown or superseded. ``released_at`` is the moment it was published, None before that.

    ``what`` it changed and ``why`` are empty for a first edition.
    """

    number: int
    snapshot_hash: str
    figures_hash: str
    released_on: date
    released_at: datetime | None = None
    what: str = ""
    why: str = ""


@dataclass(frozen=True)
class EditionFacts:
    """Which edition a bundle shows. ``notices`` are those of all corrections of the year, newest first.

    ``released_at`` is the moment it was published, None where it is not. ``history`` are all editions of the year that
    were ever published, and this one; just this one if not given. ``readers`` had its figures before that moment.
    """

    number: int
    snapshot_hash: str
    figures_hash: str
    released_on: date
    notices: tuple[Notice, ...] = ()
    released_at: datetime | None = None
    history: tuple[Revision, ...] = ()
    readers: tuple[EarlyReader, ...] = ()


@dataclass(frozen=True)
class PublishedYear:
    """A year's figures, the edition that they are of, and the editions that it took the place of, oldest first.

    ``code`` is what the edition says of the complaint handling code; None where it froze nothing of it.
    """

    figures: YearFigures
    edition: EditionFacts
    past: tuple[PastEdition, ...] = ()
    code: YearOfCode | None = None

    @property
    def year(self) -> int:
        """The calendar year that it ends in."""
        return self.figures.year


@dataclass(frozen=True)
class Published:
    """Everything that a bundle is made of, but for its files. ``years`` are one at least, each once.

    ``as_at`` is the day that casework is told of.
    """

    scheme: Scheme
    directory: AuthorityDirectory
    years: tuple[PublishedYear, ...]
    casework: PublicCasework
    as_at: date
    sample: bool
    preview: bool
    calendar: tuple[PublicRelease, ...] = ()

    @property
    def newest(self) -> PublishedYear:
        """The latest year: the site shows it first."""
        return max(self.years, key=lambda one: one.year)

    @property
    def day(self) -> date:
        """The last day of the newest year: authorities go by the codes and names of this day."""
        return self.day_of(self.newest.year)

    def day_of(self, year: int) -> date:
        """The last day of a year."""
        return self.scheme.year(year).end


def rows(published: Published) -> dict[str, Iterable[Row]]:
    """The rows of every table but those that name files (letters, downloads)."""
    return {
        "about": about(published),
        "wording": wording(published.scheme),
        "rules": rules(published.scheme),
        "authorities": authorities(published),
        "codes": codes(published),
        "names": names(published),
        "successions": successions(published),
        **year_tables(published),
        **release_tables(published),
        "reports": positioned(published.casework.reports),
        "report_answers": answers(published),
        "improvements": positioned(improvements(published)),
        "improvement_categories": improvement_categories(published),
        "improvement_keys": (one for one in positioned(improvements(published)) if one["key"]),
        "assessments": positioned(published.casework.assessments),
        "trainings": positioned(published.casework.trainings),
        "still_due": still_due(published),
        "considered": considered(published),
        "training_years": training_years(published),
        **decision_tables(published),
        **code_tables(
            published.scheme, {one.year: one.code for one in published.years if one.code}, authorities_of(published)
        ),
        **map_tables(map_of(published), [(one.year, published.day_of(one.year)) for one in published.years]),
    }


def authorities_of(published: Published) -> dict[int, Collection[str]]:
    """Year → the authorities in jurisdiction when it ended."""
    return {one.year: one.figures.authorities.keys() for one in published.years}


def map_of(published: Published) -> SchemeMap:
    """The scheme's map; read now, since nothing but a bundle needs it. Raises `Refused` where its files are wrong."""
    return map_files.read(published.scheme.folder, published.directory.by_id)


def year_tables(published: Published) -> dict[str, Iterable[Row]]:
    """The rows of the tables that are bound to a year."""
    scheme, years = published.scheme, published.years
    found = [(one.year, own) for one in years for own in one.figures.authorities.values()]
    return {
        "editions": (edition(scheme, one) for one in years),
        "members": (row for one in years for row in members(published, one)),
        "totals": ({"year": year, **totals(own)} for year, own in found),
        "figures": ({"year": year, **row} for year, own in found for row in figures(scheme, own)),
        "strips": ({"year": year, **row} for year, own in found for row in strips(scheme, own)),
        "parts": ({"year": year, **row} for year, own in found for row in parts(own)),
        "groups": ({"year": one.year, **row} for one in years for row in groups(scheme, one.figures)),
        "national": ({"year": one.year, **row} for one in years for row in national(scheme, one.figures)),
        "revisions": (row for one in years for row in revisions(scheme, one)),
        "notices": ({"year": one.year, **plain_row(notice)} for one in years for notice in one.edition.notices),
    }


def release_tables(published: Published) -> dict[str, Iterable[Row]]:
    """The calendar, who had figures early, and earlier editions."""
    scheme, years = published.scheme, published.years
    past = [(one.year, edition) for one in years for edition in one.past]
    return {
        "releases": releases(scheme, published.calendar),
        "early_readers": (
            {"year": one.year, **row} for one in years for row in early_readers(scheme, one.edition.readers)
        ),
        "corrected": (
            {"year": one.year, **row} for one in years for row in corrected(one.past, (one.edition.number, one.figures))
        ),
        "past_figures": ({"year": year, **row} for year, one in past for row in past_figures(scheme, one)),
        "past_parts": ({"year": year, **row} for year, one in past for row in past_parts(one)),
    }


def about(published: Published) -> Iterator[Row]:
    """Facts of the bundle itself."""
    scheme, edition = published.scheme, published.newest.edition
    year = scheme.year(published.newest.year)
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
        "as_at": published.as_at,
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
            "start_on": iso(one.start_on),
            "end_on": iso(one.end_on),
            "in_year": int(one.id in published.newest.figures.authorities),
            "latitude": one.latitude,
            "longitude": one.longitude,
        }


def edition(scheme: Scheme, published: PublishedYear) -> Row:
    """A year and the edition of it that is shown."""
    year, facts = scheme.year(published.year), published.edition
    return {
        "year": year.ending,
        "label": year.label,
        "start": year.start.isoformat(),
        "end": year.end.isoformat(),
        "number": facts.number,
        "snapshot": facts.snapshot_hash,
        "figures": facts.figures_hash,
        "released_on": facts.released_on.isoformat(),
        "released_at": moment(scheme, facts.released_at),
    }


def revisions(scheme: Scheme, published: PublishedYear) -> Iterator[Row]:
    """Every edition that a year has had."""
    facts = published.edition
    own = Revision(facts.number, facts.snapshot_hash, facts.figures_hash, facts.released_on, facts.released_at)
    for one in facts.history or (own,):
        yield {
            "year": published.year,
            "number": one.number,
            "released_on": one.released_on.isoformat(),
            "released_at": moment(scheme, one.released_at),
            "snapshot": one.snapshot_hash,
            "figures": one.figures_hash,
            "what": one.what,
            "why": one.why,
        }


def moment(scheme: Scheme, at: datetime | None) -> str | None:
    """A moment to the minute, by the scheme's clocks: 2022-07-27T09:30+01:00."""
    return at.astimezone(ZoneInfo(scheme.time_zone)).isoformat(timespec="minutes") if at else None


def members(published: Published, year: PublishedYear) -> Iterator[Row]:
    """The authorities in jurisdiction when a year ended, by the codes and names of that day."""
    day = published.day_of(year.year)
    for one in map(published.directory.__getitem__, year.figures.authorities):
        county = published.directory.by_id.get(one.county)
        yield {
            "year": year.year,
            "authority": one.id,
            "code": one.code(day),
            "name": one.name(day),
            "short_name": one.short_name(day),
            "kind": one.kind,
            "region": one.region,
            "county": county.short_name(day) if county else "",
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


def decision_tables(published: Published) -> dict[str, Iterable[Row]]:
    """Public decisions, and those withdrawn."""
    scheme, casework = published.scheme, published.casework
    found = [one.figures for one in published.years]
    return {
        "decisions": decisions(scheme, found, casework.decisions),
        "withdrawals": withdrawals(scheme, casework.withdrawn),
    }


def still_due(published: Published) -> Iterator[Row]:
    """What is still due, where the scheme withholds nothing: beside withheld outcomes it would tell of them."""
    if published.scheme.small_numbers.withhold_below:
        return iter(())
    return map(plain_row, published.casework.still_due)


def considered(published: Published) -> Iterator[Row]:
    """What is on record of committees, for the years that are shown and the authorities that each is of."""
    of = authorities_of(published)
    return (plain_row(one) for one in published.casework.considered if one.authority in of.get(one.year, ()))


def answers(published: Published) -> Iterator[Row]:
    """The answers to reports that anything is told of, each at its report's place, with how far it is."""
    for row in positioned(published.casework.reports):
        if answer := row.pop("answer"):
            yield {**row, **plain_row(answer), "state": answer.awaited(published.as_at).value}


def training_years(published: Published) -> Iterator[Row]:
    """Workshops held in each year that is shown, all who came, and of how many authorities; no row without any."""
    for one in published.years:
        year = published.scheme.year(one.year)
        held = [each.people for each in published.casework.workshops if each.held_on in year]
        came = {each.authority for each in published.casework.trainings if each.held_on in year}
        if held:
            yield {"year": one.year, "workshops": len(held), "people": sum(held), "authorities": len(came)}


def improvements(published: Published) -> Iterable[Any]:
    """Service improvements, where the scheme withholds nothing: what became of them is counted in years to come."""
    return () if published.scheme.small_numbers.withhold_below else published.casework.improvements


def improvement_categories(published: Published) -> Iterator[Row]:
    """What else an improvement is, beside its category, in the order given."""
    for one in positioned(improvements(published)):
        of = {"authority": one["authority"], "position": one["position"]}
        yield from ({**of, "place": place, "category": more} for place, more in enumerate(one["more_categories"]))


def positioned(items: Iterable[Any]) -> Iterator[Row]:
    """Rows numbered within their authority, in the order given."""
    seen: dict[str, int] = {}
    for one in items:
        seen[one.authority] = position = seen.get(one.authority, -1) + 1
        yield {**plain_row(one), "position": position}
