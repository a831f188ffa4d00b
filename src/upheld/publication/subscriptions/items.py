"""What a bundle publishes, thing by thing, each under a key that stays its own from bundle to bundle."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from upheld.publication.website.in_use import Bundle

CORRECTED = """
    SELECT c.year, c.number, c.authority, n.what, n.why FROM corrected c
    JOIN notices n ON n.year = c.year AND n.number = c.number ORDER BY c.year, c.number, c.authority
"""


class Kind(StrEnum):
    """What things are; the wording has a sentence for each."""

    DECISION = "decision"
    REPORT = "report"
    IMPROVEMENT = "improvement"
    FIGURES = "figures"
    LETTER = "letter"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Item:
    """One thing published. ``page`` is the name of its page on the site with the parts of its address.

    ``formerly`` is the key that it had in bundles of before, where that was another one.
    """

    key: str
    kind: Kind
    authority: str
    page: tuple[object, ...]
    title: str = ""
    subject: str = ""
    reference: str = ""
    year: int = 0
    state: str = ""
    formerly: str = ""


def published(bundle: Bundle) -> dict[str, Item]:
    """All that a bundle publishes, by key. A decision that was withdrawn is not among it."""
    codes = {row["id"]: row["code"] for row in bundle.rows("SELECT id, code FROM authorities")}
    made = (
        *_decisions(bundle),
        *_reports(bundle, codes),
        *_improvements(bundle, codes),
        *_years(bundle, codes),
        *_corrections(bundle, codes),
    )
    return {one.key: one for one in made}


def _key(kind: Kind, *parts: object) -> str:
    """A key that is short however long a title is."""
    told = "\n".join(map(str, parts))
    return f"{kind}/{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def _decisions(bundle: Bundle) -> Iterator[Item]:
    for row in bundle.rows(
        "SELECT reference, authority, title, subject FROM decisions ORDER BY public_from, reference"
    ):
        reference, title = row["reference"], row["title"]
        page = ("decision", reference)
        key = _key(Kind.DECISION, reference)
        yield Item(key, Kind.DECISION, row["authority"], page, title, row["subject"], reference)


def _reports(bundle: Bundle, codes: dict[str, str]) -> Iterator[Item]:
    seen = Counter[tuple[str, ...]]()
    for row in bundle.rows("SELECT * FROM reports ORDER BY published_on, authority, position"):
        same = (row["authority"], row["published_on"], row["title"])
        seen[same] += 1
        page = ("authority", codes.get(row["authority"], row["authority"]))
        yield Item(_key(Kind.REPORT, *same, seen[same]), Kind.REPORT, row["authority"], page, row["title"])


def _improvements(bundle: Bundle, codes: dict[str, str]) -> Iterator[Item]:
    """One thing for each state: what was due and is done is new again, what is due later or put in other words is not.

    Bundles of before have no keys: there another day or another word makes another thing, and the same text on the
    same day counts once.
    """
    keyed = bundle.rows("SELECT * FROM improvement_keys") if bundle.holds("improvement_keys") else ()
    keys = {(row["authority"], row["position"]): row["key"] for row in keyed}
    for row in bundle.rows("SELECT * FROM improvements ORDER BY authority, due_on, position"):
        told = (row["authority"], row["reference"], row["category"], row["text"], row["due_on"], row["state"])
        page = ("authority", codes.get(row["authority"], row["authority"]))
        own, formerly = keys.get((row["authority"], row["position"])), _key(Kind.IMPROVEMENT, *told)
        key = _key(Kind.IMPROVEMENT, own, row["state"]) if own else formerly
        facts = {"state": row["state"], "formerly": formerly if own else ""}
        yield Item(key, Kind.IMPROVEMENT, row["authority"], page, row["text"], **facts)


def _years(bundle: Bundle, codes: dict[str, str]) -> Iterator[Item]:
    for kind, page, query in (
        (Kind.FIGURES, "authority_year", "SELECT year, authority FROM totals ORDER BY year, authority"),
        (Kind.LETTER, "letter_page_year", "SELECT year, authority FROM letters ORDER BY year, authority"),
    ):
        for row in bundle.rows(query):
            yield _of_year(kind, row, (page, codes.get(row["authority"], row["authority"]), row["year"]))


def _of_year(kind: Kind, row: sqlite3.Row, page: tuple[object, ...]) -> Item:
    key = _key(kind, row["year"], row["authority"])
    return Item(key, kind, row["authority"], page, year=row["year"])


def _corrections(bundle: Bundle, codes: dict[str, str]) -> Iterator[Item]:
    for row in bundle.rows(CORRECTED):
        page = ("authority_year", codes.get(row["authority"], row["authority"]), row["year"])
        key = _key(Kind.CORRECTION, row["year"], row["number"], row["authority"])
        yield Item(key, Kind.CORRECTION, row["authority"], page, row["what"], year=row["year"])
