"""A page of the search of decisions, put into words: its title, its facets, its pages. Addresses are `address`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from markupsafe import Markup

from upheld.publication.website.decision_asking import FACETS, LONGEST_WORDS, Asked
from upheld.publication.website.decision_index import MOST_WORDS, DecisionIndex
from upheld.publication.website.decision_search import PER_PAGE, Found, Hit, index_of
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.jinja import address_of
from upheld.vocabulary.year import Year, YearEnd

AUTHORITIES_SHOWN = 8
MOST_OPTIONS = 1000
OPTION = Markup('<option value="{}">{}</option>')
RELATED = """
    WITH RECURSIVE
    before (id) AS (
        SELECT predecessor FROM successions WHERE successor = ?
        UNION SELECT predecessor FROM successions JOIN before ON successor = id
    ),
    after (id) AS (
        SELECT successor FROM successions WHERE predecessor = ?
        UNION SELECT successor FROM successions JOIN after ON predecessor = id
    )
    SELECT id FROM before UNION SELECT id FROM after
"""


@dataclass(frozen=True)
class Value:
    """A value of a facet: in words, how many have it, and the address that narrows down by it."""

    words: str
    count: int
    address: str


@dataclass(frozen=True)
class Facet:
    """A facet: its name, and its values; or the one chosen and the address without it."""

    name: str
    values: tuple[Value, ...]
    chosen: str = ""
    without: str = ""


@dataclass(frozen=True)
class Results:
    """All that the page shows. ``options`` are to choose from all other authorities that have decisions, by name.

    ``related`` are those before and after the authority asked for; ``is_cut`` says that not all words are looked for,
    but the ``most``: so many words, so many letters. ``shown_of_many`` is how many can be looked at where not all can,
    else 0.
    """

    asked: Asked
    total: int
    hits: tuple[tuple[Hit, str], ...]
    facets: tuple[Facet, ...]
    first: int
    last: int
    previous: str
    next: str
    all: str
    anywhere: int
    anywhere_address: str
    each: tuple[Value, ...]
    options: Markup
    related: tuple[Value, ...]
    is_cut: bool
    most: tuple[int, int]
    everything: int
    feed: str
    shown_of_many: int


def address(asked: Asked) -> str:
    """The one address of a search."""
    path = address_of("decisions", asked.authority) if asked.authority else address_of("all_decisions")
    return path + asked.query()


def feed_address(asked: Asked) -> str:
    """The one address of the feed of a search: its pages and its order are no matter."""
    of = [asked.authority] if asked.authority else []
    return address_of("decisions_feed_of" if of else "decisions_feed", *of) + asked.but(newest=False).query()


def results(bundle: Bundle, asked: Asked, found: Found, about: sqlite3.Row | None) -> Results:
    """A page of results with all its links."""
    index = index_of(bundle)
    first = (asked.page - 1) * PER_PAGE + 1
    each = (Value(word, count, address(Asked(words=word))) for word, count in found.each)
    return Results(
        asked=asked,
        total=found.total,
        hits=tuple((hit, index.name_of(hit.decision["authority"])) for hit in found.hits),
        facets=tuple(_facets(bundle, asked, found)),
        first=first,
        last=first + len(found.hits) - 1,
        previous=address(asked.but(page=asked.page - 1)) if asked.page > 1 else "",
        next=address(asked.but(page=asked.page + 1)) if asked.page < found.pages else "",
        all=address(Asked()),
        anywhere=found.anywhere,
        anywhere_address=address(Asked(words=asked.words)),
        each=tuple(each),
        options=options(bundle, asked.authority),
        related=tuple(_related(bundle, asked, about)) if about is not None else (),
        most=(MOST_WORDS, LONGEST_WORDS),
        is_cut=asked.is_cut or index.is_too_much(asked.words),
        everything=index.by_authority.get(about["id"], 0) if about is not None else index.searcher.num_docs,
        feed=feed_address(asked),
        shown_of_many=found.pages * PER_PAGE if found.is_more else 0,
    )


def title(bundle: Bundle, asked: Asked, about: sqlite3.Row | None) -> str:
    """What a search is of, so that no two pages are called the same."""
    words = bundle.said.casework.search
    whose = words.title_of(name=about["name"]) if about is not None else words.title
    order = words.newest if asked.newest else ""
    page = words.title_page(page=bundle.said.number(asked.page)) if asked.page > 1 else ""
    return with_search(whose, bundle, asked, order, page)


def with_search(title: str, bundle: Bundle, asked: Asked, *more: str) -> str:
    """A title, followed by what is looked for."""
    values = (words_for(bundle, name, getattr(asked, name)) for name in FACETS if getattr(asked, name))
    told = ", ".join(part for part in (asked.words, *values, *more) if part)
    return f"{title}: {told}" if told else title


def words_for(bundle: Bundle, name: str, value: str) -> str:
    """A facet's value in words; one that the scheme no longer knows, as it is."""
    terms = bundle.said.terms
    if name == "year":
        end = date.fromisoformat(bundle.about["year_end"])
        return Year(int(value), YearEnd(end.month, end.day)).label
    known = {"subject": terms.subjects, "outcome": terms.outcomes, "remedy": terms.remedy_categories}[name]
    return known.get(value, value)


def options(bundle: Bundle, chosen: str) -> Markup:
    """The options of a list to choose an authority from but the one chosen, written once for each bundle.

    Of very many authorities those with most decisions: each has a search of its own on its page.
    """
    index = index_of(bundle)
    lines = _options.get(index)
    if lines is None:
        offered = set(list(index.by_authority)[:MOST_OPTIONS])
        rows = [(row["code"], row["name"]) for one, row in index.authorities.items() if one in offered]
        lines = _options[index] = {code: OPTION.format(code, name) for code, name in rows}
    return Markup("\n").join(line for code, line in lines.items() if code != chosen)


_options: WeakKeyDictionary[DecisionIndex, dict[str, Markup]] = WeakKeyDictionary()


def _related(bundle: Bundle, asked: Asked, about: sqlite3.Row) -> Iterator[Value]:
    """The same search of those before and after an authority, as a decision counts for the authority of its day."""
    index = index_of(bundle)
    words = index.fitting(asked.words)
    values = {name: getattr(asked, name) for name in FACETS}
    related = related_to(bundle, about["id"])
    for one, row in index.authorities.items():
        count = index.count(index.narrowed(words, {"authority": one, **values})) if one in related else 0
        if count:
            yield Value(row["name"], count, address(asked.but(authority=row["code"])))


def related_to(bundle: Bundle, one: str) -> frozenset[str]:
    """All that came before an authority and all that came after it, however many steps away."""
    return frozenset(row["id"] for row in bundle.rows(RELATED, one, one))


def _facets(bundle: Bundle, asked: Asked, found: Found) -> Iterator[Facet]:
    if not asked.authority:
        yield Facet("authority", tuple(_by_authority(bundle, asked, found)))
    for name in FACETS:
        if value := getattr(asked, name):
            yield Facet(name, (), words_for(bundle, name, value), address(asked.but(**{name: ""})))
        elif found.facets[name]:
            yield Facet(name, tuple(_values(bundle, asked, name, found.facets[name])))


def _by_authority(bundle: Bundle, asked: Asked, found: Found) -> Iterator[Value]:
    names = index_of(bundle).authorities
    counted = [(names[one], count) for one, count in found.facets["authority"] if one in names]
    for row, count in counted[:AUTHORITIES_SHOWN]:
        yield Value(row["name"], count, address(asked.but(authority=row["code"])))


def _values(bundle: Bundle, asked: Asked, name: str, counted: list[tuple[str, int]]) -> Iterator[Value]:
    """In the scheme's order; years the newest first."""
    counts = dict(counted)
    rules = bundle.rules
    order = {
        "subject": rules["subjects"],
        "outcome": [one["id"] for one in rules["outcomes"]],
        "year": sorted(counts, reverse=True),
        "remedy": rules["remedy_categories"],
    }[name]
    for value in order:
        if value in counts:
            yield Value(words_for(bundle, name, value), counts[value], address(asked.but(**{name: value})))
