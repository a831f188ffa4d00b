"""Service improvements as pages and the API need them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from upheld.publication.website.in_use import Bundle

MORE = "SELECT category FROM improvement_categories WHERE authority = ? AND position = ? ORDER BY place"


def more_categories(bundle: Bundle, rows: Iterable[sqlite3.Row]) -> Mapping[tuple[str, int], list[str]]:
    """What else each improvement is, beside its category, by authority and position; none in a bundle of before."""
    keys = [(row["authority"], row["position"]) for row in rows]
    if not bundle.holds("improvement_categories"):
        return {key: [] for key in keys}
    return {key: [row["category"] for row in bundle.rows(MORE, *key)] for key in keys}
