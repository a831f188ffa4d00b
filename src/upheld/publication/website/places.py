"""Finding the authorities of a postcode.

A postcode that there is lies in the area of one authority for sure. One that there is not (yet) is taken to lie where
the postcodes before it do, and the answer says so.
"""

from __future__ import annotations

import re
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.publication.website import map_rows
from upheld.publication.website.in_use import Bundle

FORM = re.compile(r"\s*([A-Za-z]{1,2}[0-9][0-9A-Za-z]?)\s*([0-9])([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})\s*\Z", re.ASCII)
# The letters that the last two of a postcode can be.
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
MEMBER = "SELECT * FROM members WHERE year = ? AND authority = ?"
COUNTY = """
    SELECT m.* FROM members m JOIN cells c ON c.year = m.year AND c.authority = m.authority
    WHERE m.year = ? AND m.short_name = ? AND m.authority != ? ORDER BY m.authority LIMIT 1
"""
SUCCESSORS = "SELECT successor FROM successions WHERE predecessor = ? ORDER BY successor"
PREDECESSORS = "SELECT predecessor FROM successions WHERE successor = ? ORDER BY predecessor"
LOWER, UPPER = "lower", "upper"


@dataclass(frozen=True)
class Place:
    """A postcode and its authorities, each with its tier; none where it is nobody's.

    ``known`` says that there is such a postcode, ``divided`` that it lies in the area of one of several authorities
    that one has followed since.
    """

    postcode: str
    authorities: tuple[tuple[str, sqlite3.Row], ...] = ()
    known: bool = False
    divided: bool = False


def find_place(bundle: Bundle, written: str) -> Place | None:
    """The place that a postcode names; None for what has not the form of one, and where there are none."""
    form = FORM.match(written)
    if not form or not map_rows.has_postcodes(bundle):
        return None
    area, digit, unit = (part.upper() for part in form.groups())
    postcode = f"{area} {digit}{unit}"
    owner, known = _owner(bundle, area, digit, unit)
    if not owner:
        return Place(postcode)
    now = tuple(_in_year(bundle, owner))
    told = tuple(_with_county(bundle, now[0])) if len(now) == 1 else tuple((LOWER, one) for one in now)
    return Place(postcode, told, known, divided=len(now) > 1)


def _owner(bundle: Bundle, area: str, digit: str, unit: str) -> tuple[str, bool]:
    """Whose a postcode is ("" for nobody's), and whether there is such a postcode."""
    near = {row["sector"][-1]: row for row in map_rows.sectors(bundle, area)}
    if not near:
        return "", False
    if digit in near:
        row = near[digit]
        return _at(row["authorities"], unit), _is_known(row["known"], unit)
    before = [one for one in near if one < digit]
    return (_at(near[max(before)]["authorities"], "ZZ") if before else _at(near[min(near)]["authorities"], "AA")), False


def _at(runs: str, unit: str) -> str:
    """The authority of the last run that begins at a unit or before it."""
    begun = [run.partition("=") for run in runs.split(";")]
    return next(authority for first, _, authority in reversed(begun) if first <= unit or first == "AA")


def _is_known(bits: str, unit: str) -> bool:
    if not set(unit) <= set(LETTERS):
        return False
    place = LETTERS.index(unit[0]) * len(LETTERS) + LETTERS.index(unit[1])
    known = b64decode(bits + "=" * (-len(bits) % 4))
    return bool(known[place // 8] >> (7 - place % 8) & 1)


def _in_year(bundle: Bundle, authority: str) -> Iterator[sqlite3.Row]:
    """Who has an area in the newest year: the authority, who followed it, or those it followed."""
    for query in ("", SUCCESSORS, PREDECESSORS):
        found = _followed(bundle, authority, query) if query else {authority}
        members = [row for one in sorted(found) if (row := bundle.row(MEMBER, bundle.newest, one))]
        if members:
            yield from members
            return


def _followed(bundle: Bundle, authority: str, query: str) -> set[str]:
    found: set[str] = set()
    waiting = {authority}
    while waiting:
        near = {row[0] for one in waiting for row in bundle.rows(query, one)}
        waiting = near - found
        found |= near
    return found


def _with_county(bundle: Bundle, own: sqlite3.Row) -> Iterator[tuple[str, sqlite3.Row]]:
    yield LOWER, own
    if own["county"] and (county := bundle.row(COUNTY, bundle.newest, own["county"], own["authority"])):
        yield UPPER, county
