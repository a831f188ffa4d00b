"""What a reader asks of the front page, in its address: which measure, year, tier, kind, colours, shape and order.

An address that asks for what there is not shows what there is: every word of it falls back to the first choice.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.http import QueryDict

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.map_rows import tiers

LONGEST_NAME = 60
COLOURS = ("verdict", "rate", "reported", "considered")
WITH_WORDS = ("reported", "considered")  # which bundles of earlier versions have not
SHAPES = ("hexagons", "boundaries")
SORTS = ("name", "kind", "region", "rate", "verdict")
ORDERS = ("up", "down")


@dataclass(frozen=True)
class Asked:
    """One state of the front page. ``kind``, ``region`` and ``name`` are "" where all are asked for."""

    measure: str
    year: int
    tier: str
    colour: str = COLOURS[0]
    shape: str = SHAPES[0]
    kind: str = ""
    region: str = ""
    name: str = ""
    sort: str = SORTS[0]
    order: str = ORDERS[0]


@dataclass(frozen=True)
class Choices:
    """What can be asked of a bundle's year, the first choice first."""

    measures: tuple[str, ...]
    years: tuple[int, ...]
    tiers: tuple[str, ...]
    colours: tuple[str, ...]
    kinds: tuple[str, ...]
    regions: tuple[str, ...]


def read(bundle: Bundle, query: QueryDict) -> tuple[Asked, Choices]:
    """What an address asks for, and what else it could."""
    written = query.get("year", "")
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else bundle.newest
    year = year if year in bundle.editions else bundle.newest
    choices = _choices(bundle, year)

    def one_of(name: str, known: tuple[str, ...], other: str = "") -> str:
        return query[name] if query.get(name) in known else other

    return Asked(
        measure=one_of("measure", choices.measures, choices.measures[0]),
        year=year,
        tier=one_of("tier", choices.tiers, choices.tiers[0] if choices.tiers else ""),
        colour=one_of("colour", choices.colours, COLOURS[0]),
        shape=one_of("shape", SHAPES, SHAPES[0]),
        kind=one_of("kind", choices.kinds),
        region=one_of("region", choices.regions),
        name=query.get("name", "").replace("\0", "")[:LONGEST_NAME].strip(),
        sort=one_of("sort", SORTS, SORTS[0]),
        order=one_of("order", ORDERS, ORDERS[0]),
    ), choices


def _choices(bundle: Bundle, year: int) -> Choices:
    measures = sorted(bundle.rules["measures"], key=lambda measure: measure["order"])
    rows = bundle.rows("SELECT DISTINCT kind, region FROM members WHERE year = ?", year)
    present = {row["kind"] for row in rows}
    return Choices(
        measures=tuple(measure["id"] for measure in measures),
        years=tuple(bundle.years),
        tiers=tuple(tier for tier in bundle.said.finding.tiers if tier in tiers(bundle, year)),
        colours=_colours(bundle),
        kinds=tuple(kind["id"] for kind in bundle.rules["kinds"] if kind["id"] in present),
        regions=tuple(sorted({row["region"] for row in rows} - {""})),
    )


def _colours(bundle: Bundle) -> tuple[str, ...]:
    """The ways to colour the map that a scheme has words for."""
    words = bundle.said.finding
    return tuple(one for one in COLOURS if one in words.colours and (one not in WITH_WORDS or getattr(words, one)))


def address(asked: Asked, first: Asked, **changes: object) -> str:
    """The address of a state, with some of it changed; only what differs from the first choice is written."""
    state = replace(asked, **changes)  # type: ignore[arg-type]
    names = [field.name for field in fields(Asked)]
    told = {name: getattr(state, name) for name in names if getattr(state, name) != getattr(first, name)}
    return f"/?{urlencode(told)}" if told else "/"


def first_choice(choices: Choices) -> Asked:
    """What the bare address shows."""
    tier = choices.tiers[0] if choices.tiers else ""
    return Asked(measure=choices.measures[0], year=choices.years[0], tier=tier)
