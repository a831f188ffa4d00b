"""Service improvements as pages and the API need them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from upheld.publication.website.api.asking import Page
from upheld.publication.website.in_use import Bundle

MORE = "SELECT category FROM improvement_categories WHERE authority = ? AND position = ? ORDER BY place"
COUNTED = """
    SELECT i.authority, i.state, count(*) AS number FROM improvements i JOIN authorities a ON a.id = i.authority
    GROUP BY i.authority, i.state ORDER BY a.code
"""
OF_ONE = """
    SELECT i.*, a.code, EXISTS (SELECT 1 FROM decisions d WHERE d.reference = i.reference) AS decision
    FROM improvements i JOIN authorities a ON a.id = i.authority
    WHERE i.authority = ? AND ? IN ('', i.state) AND i.position >= ? ORDER BY i.position LIMIT ? OFFSET ?
"""


def more_categories(bundle: Bundle, rows: Iterable[sqlite3.Row]) -> Mapping[tuple[str, int], list[str]]:
    """What else each improvement is, beside its category, by authority and position; none in a bundle of before."""
    keys = [(row["authority"], row["position"]) for row in rows]
    if not bundle.holds("improvement_categories"):
        return {key: [] for key in keys}
    return {key: [row["category"] for row in bundle.rows(MORE, *key)] for key in keys}


def page_of_improvements(bundle: Bundle, page: Page, authority: str, state: str) -> tuple[int, list[sqlite3.Row]]:
    """How many improvements there are, and a page of them by authority; ``authority`` and ``state`` are "" for all.

    How many each authority has is counted once a bundle, so that a page is found by key and none before it is read.
    """
    numbers = _numbers(bundle, authority, state)
    before, rows = page.offset, list[sqlite3.Row]()
    for one, number in numbers.items():
        wanted = page.size - len(rows)
        if before < number and wanted:
            first, skipped = (0, before) if state else (before, 0)  # positions of one authority leave no gap
            rows += bundle.rows(OF_ONE, one, state, first, wanted, skipped)
        before = max(0, before - number)
    return sum(numbers.values()), rows


def number_of_improvements(bundle: Bundle, authority: str) -> int:
    """How many an authority has."""
    return sum(_numbers(bundle, authority, "").values())


def _numbers(bundle: Bundle, authority: str, state: str) -> dict[str, int]:
    """How many of a state each authority has, in the order of their codes."""
    counted = _counted.get(bundle)
    if counted is None:
        rows = bundle.rows(COUNTED)
        counted = _counted[bundle] = [(row["authority"], row["state"], row["number"]) for row in rows]
    numbers: dict[str, int] = {}
    for one, its, number in counted:
        if authority in ("", one) and state in ("", its):
            numbers[one] = numbers.get(one, 0) + number
    return numbers


_counted: WeakKeyDictionary[Bundle, list[tuple[str, str, int]]] = WeakKeyDictionary()
