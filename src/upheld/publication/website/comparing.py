"""Whom to compare an authority with: its group, its region, its nearest neighbours, or those chosen by hand. Pure."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from upheld.publication.website.in_use import Bundle
from upheld.vocabulary.authorities import plain
from upheld.vocabulary.values import Verdict

GROUP, REGION, NEAREST, CHOSEN = "group", "region", "nearest", "chosen"
PRESET = (GROUP, REGION, NEAREST)
BY_NAME, BY_RATE = "name", "rate"
NUMBER_OF_NEAREST = 10
MOST_CHOSEN = 30
LONGEST_ASKED = 2000
BETWEEN_CODES, BETWEEN_NAMES = re.compile("[;,]"), re.compile("[;\n]")
NEVER_RANKED = (Verdict.TOO_FEW, Verdict.NOT_COMPARED, Verdict.WITHHELD)
ROWS = """
    SELECT a.code, m.name, m.short_name, m.kind, m.region, t.residents, f.*
    FROM members m
    JOIN authorities a ON a.id = m.authority
    JOIN totals t ON t.year = m.year AND t.authority = m.authority
    JOIN figures f ON f.year = m.year AND f.authority = m.authority
    WHERE m.year = ? AND f.measure = ? ORDER BY m.short_name, a.code
"""
BY_CODE = "SELECT authority FROM codes WHERE code = ?"
BY_ANY_NAME = """
    SELECT n.authority FROM names n LEFT JOIN members m ON m.authority = n.authority AND m.year = ?
    WHERE n.plain = ? ORDER BY m.year IS NULL, n.own DESC, n.authority LIMIT 1
"""
BY_BEGINNING = """
    SELECT DISTINCT n.authority FROM names n JOIN members m ON m.authority = n.authority AND m.year = ?
    WHERE n.plain >= ? AND n.plain < ? LIMIT 2
"""


@dataclass(frozen=True)
class Asked:
    """What an address asks for. ``names`` are names or codes as written."""

    whom: str = ""
    names: tuple[str, ...] = ()
    measure: str = ""
    year: str = ""
    order: str = BY_NAME


@dataclass(frozen=True)
class Company:
    """Who stands beside the authority: ids, which rule found them, and what was asked for in vain."""

    whom: str
    others: tuple[str, ...]
    not_found: tuple[str, ...] = ()
    too_many: bool = False
    by_density: bool = False


def asked(query: Mapping[str, Any]) -> Asked:
    """What a query string asks (`QueryDict`); whatever makes no sense is left out.

    ``with`` is group, region, nearest, or codes with commas between them, once or several times; or it is
    ``chosen``, and ``names`` holds names or codes with semicolons between them. Names that somebody has written are
    chosen whatever else is marked, but not those that stood in the form ``before``.
    """
    given = query.getlist("with")  # type: ignore[attr-defined]
    rest = {name: str(query.get(name, ""))[:LONGEST_ASKED] for name in ("measure", "year", "order")}
    names = _split(BETWEEN_NAMES, str(query.get("names", "")))
    if len(given) == 1 and given[0] in PRESET:
        is_written = names and names != _split(BETWEEN_NAMES, str(query.get("before", "")))
        return Asked(CHOSEN, names, **rest) if is_written else Asked(given[0], (), **rest)
    if given == [CHOSEN]:
        return Asked(CHOSEN, names, **rest)
    codes = _split(BETWEEN_CODES, ",".join(given))
    return Asked(CHOSEN if codes else "", codes, **rest)


def _split(between: re.Pattern[str], text: str) -> tuple[str, ...]:
    parts = (one.strip() for one in between.split(text[:LONGEST_ASKED]))
    return tuple(dict.fromkeys(one for one in parts if one))


def find(bundle: Bundle, year: int, written: str) -> str | None:
    """The id of the authority with a code or name, or the only one whose names begin so; None where there is none.

    Of several with one name, old and new, it is the one that has figures of the year.
    """
    name = plain(written)
    row = bundle.row(BY_CODE, written.upper()) or (bundle.row(BY_ANY_NAME, year, name) if name else None)
    if row or not name:
        return row["authority"] if row else None
    beginning = bundle.rows(BY_BEGINNING, year, name, f"{name}\U0010ffff")
    return beginning[0]["authority"] if len(beginning) == 1 else None


def company(
    bundle: Bundle,
    whom: str,
    names: Sequence[str],
    own: sqlite3.Row,
    rows: Sequence[sqlite3.Row],
    areas: Mapping[str, float],
) -> Company:
    """The others, of the rows of a year. ``areas`` are square kilometres by id, as far as they are known."""
    others = [row for row in rows if row["authority"] != own["authority"]]
    if whom == GROUP:
        return Company(whom, tuple(row["authority"] for row in others if row["kind"] == own["kind"]))
    if whom == REGION:
        return Company(whom, tuple(row["authority"] for row in others if row["region"] == own["region"]))
    if whom == NEAREST:
        of_kind = [_place(row, areas) for row in others if row["kind"] == own["kind"] and row["residents"]]
        found = nearest(_place(own, areas), of_kind) if own["residents"] else ()
        return Company(whom, found, by_density=own["authority"] in areas)
    return _chosen(bundle, names, own, {row["authority"] for row in others})


def _chosen(bundle: Bundle, names: Sequence[str], own: sqlite3.Row, others: set[str]) -> Company:
    found = {name: find(bundle, own["year"], name) for name in names[:MOST_CHOSEN]}
    there = tuple(dict.fromkeys(one for one in found.values() if one in others and one is not None))
    not_found = tuple(name for name, one in found.items() if one not in others and one != own["authority"])
    return Company(CHOSEN, there, not_found, len(names) > MOST_CHOSEN)


@dataclass(frozen=True)
class Place:
    """How large an authority is: residents, and square kilometres where they are known."""

    authority: str
    code: str
    residents: int
    square_km: Fraction | None = None


def _place(row: sqlite3.Row, areas: Mapping[str, float]) -> Place:
    known = areas.get(row["authority"])
    return Place(row["authority"], row["code"], row["residents"] or 0, Fraction(known) if known else None)


def nearest(own: Place, others: Iterable[Place], number: int = NUMBER_OF_NEAREST) -> tuple[str, ...]:
    """The ids of the nearest by size, nearest first.

    The printed rule: the larger number of residents divided by the smaller; where both areas are known, times the
    larger density divided by the smaller; the least come first, and of equals those with the first code.
    """
    ordered = sorted(others, key=lambda one: (_apart(own, one), one.code))
    return tuple(one.authority for one in ordered[:number])


def _apart(one: Place, other: Place) -> Fraction:
    apart = _ratio(Fraction(one.residents), Fraction(other.residents))
    if one.square_km and other.square_km:
        apart *= _ratio(one.residents / one.square_km, other.residents / other.square_km)
    return apart


def _ratio(one: Fraction, other: Fraction) -> Fraction:
    return max(one, other) / min(one, other)


def in_words(bundle: Bundle, row: sqlite3.Row) -> str:
    """What finds an authority again: its short name, or its code where the name finds another."""
    name: str = row["short_name"]
    found = find(bundle, row["year"], name) == row["authority"] and not BETWEEN_NAMES.search(name)
    return name if found else row["code"]


def in_order(rows: Sequence[sqlite3.Row], order: str) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    """Those that are ranked and those that are not. By name nobody is ranked: all stand in the first list, as given.

    By rate, those with too few to tell, and those that nothing can be compared with, are never ranked.
    """
    if order != BY_RATE:
        return list(rows), []
    ranked = [row for row in rows if row["state"] == "rate" and row["verdict"] not in NEVER_RANKED]
    kept = {row["authority"] for row in ranked}
    return sorted(ranked, key=lambda row: -row["rate"]), [row for row in rows if row["authority"] not in kept]
