"""The rows of a bundle that tell of releases: the calendar, who had figures early, and earlier editions. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.publication.bundle.year_contents import Row, figures, parts
from upheld.statistics.changes import changed
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.scheme import Scheme

PAST_FIGURE = (
    *("authority", "measure", "state", "count", "base", "rate", "shown", "lower_shown", "upper_shown"),
    *("group_state", "group_shown", "group_kind", "verdict"),
)
PAST_PART = ("authority", "list", "position", "key", "count", "base")


@dataclass(frozen=True)
class PublicRelease:
    """A release as everybody may know it: of which year, when, and what became of it. Nothing of its figures.

    ``kind`` is "figures" or "correction", ``state`` as in `release.states`; ``done_at`` is when it was published.
    """

    year: int
    kind: str
    at: datetime
    state: str
    announced_at: datetime
    reason: str = ""
    moved_to: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class EarlyReader:
    """Who had figures before they were public, by post and office; an authority by its id, "" for another office."""

    authority: str
    who: str
    post: str
    since: datetime
    reason: str = ""


@dataclass(frozen=True)
class PastEdition:
    """An edition that was published and is superseded: its figures, and the folder that holds its letters."""

    number: int
    figures: YearFigures
    letters: Path


def releases(scheme: Scheme, calendar: Sequence[PublicRelease]) -> Iterator[Row]:
    """The calendar, in the order of announcement; moments to the second by the scheme's clocks."""
    for number, one in enumerate(sorted(calendar, key=lambda one: (one.announced_at, one.at)), start=1):
        yield {
            "number": number,
            "year": one.year,
            "label": scheme.year(one.year).label,
            "kind": one.kind,
            "at": to_the_second(scheme, one.at),
            "state": one.state,
            "announced_at": to_the_second(scheme, one.announced_at),
            "reason": one.reason,
            "moved_to": to_the_second(scheme, one.moved_to),
            "done_at": to_the_second(scheme, one.done_at),
        }


def to_the_second(scheme: Scheme, at: datetime | None) -> str | None:
    """A moment by the scheme's clocks: 2022-07-27T09:30:00+01:00."""
    return at.astimezone(ZoneInfo(scheme.time_zone)).isoformat(timespec="seconds") if at else None


def early_readers(scheme: Scheme, readers: Sequence[EarlyReader]) -> Iterator[Row]:
    """Who had a year's figures early; authorities first, by name."""
    ordered = sorted(readers, key=lambda one: (not one.authority, one.who, one.since, one.post))
    for position, one in enumerate(ordered):
        yield {
            "position": position,
            "authority": one.authority,
            "who": one.who,
            "post": one.post,
            "since": to_the_second(scheme, one.since),
            "reason": one.reason,
        }


def past_figures(scheme: Scheme, past: PastEdition) -> Iterator[Row]:
    """An earlier edition's figures, a row for each authority and measure."""
    for own in past.figures.authorities.values():
        for row in figures(scheme, own):
            yield {"number": past.number, **{name: row[name] for name in PAST_FIGURE}}


def past_parts(past: PastEdition) -> Iterator[Row]:
    """An earlier edition's lists of counts."""
    for own in past.figures.authorities.values():
        for row in parts(own):
            yield {"number": past.number, **{name: row[name] for name in PAST_PART}}


def corrected(past: Sequence[PastEdition], shown: tuple[int, YearFigures]) -> Iterator[Row]:
    """The authorities of which a figure of their own changed from one edition to the next."""
    editions = [*((one.number, one.figures) for one in past), shown]
    for (_, before), (number, after) in pairwise(editions):
        for authority in changed(before, after):
            yield {"number": number, "authority": authority}
