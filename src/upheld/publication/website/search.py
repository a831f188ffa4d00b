"""Finding an authority by any name it ever had, however it is spelled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from weakref import WeakKeyDictionary

from upheld.publication.website.in_use import Bundle
from upheld.vocabulary.authorities import plain

LONGEST_QUERY = 100
MOST_FOUND = 50
MOST_SUGGESTED = 5
MOST_WORDS = 5


@dataclass(frozen=True)
class Found:
    """An authority found. ``known_as`` is the name that fitted where it is not one of its own today."""

    code: str
    name: str
    kind: str
    known_as: str
    end_on: str
    in_year: bool


@dataclass(frozen=True)
class Results:
    """What fits a query, or else what looks like it."""

    query: str
    found: tuple[Found, ...]
    suggested: tuple[Found, ...]


def search(bundle: Bundle, written: str) -> Results:
    """Authorities whose code is the query, or one of whose names holds the beginning of each of its words.

    Where none does: those whose names are nearest, for a slip of the pen.
    """
    query = written[:LONGEST_QUERY].strip()
    asked = plain(query)
    if not asked:
        return Results(query, (), ())
    names = _names_of(bundle)
    fitting = _by_code(bundle, query) or {
        row["authority"]: row for row, words in reversed(names) if _fits(asked.split(), words)
    }
    found = _found(bundle, fitting)
    found.sort(key=lambda one: (plain(one.known_as or one.name) != asked, not one.in_year, one.name))
    if found:
        return Results(query, tuple(found[:MOST_FOUND]), ())
    suggested = sorted(_found(bundle, _near([row for row, _ in names], asked)), key=lambda one: not one.in_year)
    return Results(query, (), tuple(suggested))


def _names_of(bundle: Bundle) -> list[tuple[sqlite3.Row, list[str]]]:
    """Every name with its words, read once a bundle: those of today first."""
    names = _read.get(bundle)
    if names is None:
        rows = bundle.rows("SELECT plain, name, own, authority FROM names ORDER BY own DESC, plain")
        names = _read[bundle] = [(row, row["plain"].split()) for row in rows]
    return names


_read: WeakKeyDictionary[Bundle, list[tuple[sqlite3.Row, list[str]]]] = WeakKeyDictionary()


def _by_code(bundle: Bundle, query: str) -> dict[str, object]:
    row = bundle.row("SELECT authority FROM codes WHERE code = ?", query.upper())
    return {row["authority"]: None} if row else {}


def _fits(asked: list[str], name: list[str]) -> bool:
    """Each word asked for begins a word of the name: "tun wel" fits "royal borough of tunbridge wells"."""
    return all(any(word.startswith(begun) for word in name) for begun in asked)


def _near(names: list, asked: str) -> dict[str, object]:  # type: ignore[type-arg]
    """The names that look most like what was asked, as a whole or word by word."""
    by_name = {}
    for row in names:
        by_name.setdefault(row["plain"], row)
    alike = dict.fromkeys(get_close_matches(asked, by_name, n=MOST_SUGGESTED, cutoff=0.7))
    alike = dict.fromkeys([*_with_words_near(by_name, asked), *alike])
    nearest: dict[str, object] = {}
    for name in alike:
        nearest.setdefault(by_name[name]["authority"], by_name[name])
    return dict(islice(nearest.items(), MOST_SUGGESTED))


def _with_words_near(names: Iterable[str], asked: str) -> list[str]:
    """The names that hold, for each word asked for, one that it begins or that looks like it, nearest first:
    "bournmouth" is near to "bournemouth christchurch and poole". Of a long text only the first words are looked at."""
    words = {name: name.split() for name in names}
    known = sorted({word for own in words.values() for word in own})
    apart = dict.fromkeys(words, 0)
    for one in asked.split()[:MOST_WORDS]:
        begun = {word: 0 for word in known if word.startswith(one)}
        near = begun or {word: place for place, word in enumerate(get_close_matches(one, known, cutoff=0.8))}
        places = {name: [near[word] for word in words[name] if word in near] for name in apart}
        apart = {name: apart[name] + min(found) for name, found in places.items() if found}
    return sorted(apart, key=lambda name: apart[name])


def _found(bundle: Bundle, fitting: dict) -> list[Found]:  # type: ignore[type-arg]
    authority = "SELECT * FROM authorities WHERE id = ?"
    return [_one(bundle.row(authority, one), row) for one, row in fitting.items()]


def _one(authority, name) -> Found:  # type: ignore[no-untyped-def]
    return Found(
        code=authority["code"],
        name=authority["name"],
        kind=authority["kind"],
        known_as="" if name is None or name["own"] else name["name"],
        end_on=authority["end_on"] or "",
        in_year=bool(authority["in_year"]),
    )
