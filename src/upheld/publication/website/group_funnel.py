"""The funnel of a kind of authority in a year, read from the bundle: its rows as a table and as a drawing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from upheld.publication.website.funnel import Funnel, Point, funnel, group_limits
from upheld.publication.website.in_use import Bundle

PERCENT = "percent"
MOST_LISTED = 500
FIGURES = """
    SELECT a.code, m.name, m.short_name, m.kind, m.region, f.*
    FROM figures f
    JOIN members m ON m.year = f.year AND m.authority = f.authority
    JOIN authorities a ON a.id = f.authority
    WHERE f.year = ? AND f.measure = ? AND m.kind = ?
    ORDER BY f.base DESC, m.name
"""


@dataclass(frozen=True)
class GroupFunnel:
    """A group in a year: its figure (None where it has none), its members' rows, and the drawing of those with a
    rate (None where there is nothing to draw).
    """

    measure: str
    kind: str
    group: sqlite3.Row | None
    rows: list[sqlite3.Row]
    drawn: Funnel | None

    @property
    def listed(self) -> list[sqlite3.Row]:
        """The rows that a page has room for: those with most cases."""
        return self.rows[:MOST_LISTED]

    @property
    def undrawn(self) -> int:
        """How many have no rate to draw."""
        return sum(row["state"] != "rate" for row in self.rows)


def first_share(bundle: Bundle) -> dict[str, Any] | None:
    """The first measure that is a share of cases: the one that funnels are about."""
    ordered = sorted(bundle.rules["measures"], key=lambda one: one["order"])
    return next((one for one in ordered if one["shown_as"] == PERCENT), None)


def group_funnel(bundle: Bundle, year: int, kind: str, measure: dict[str, Any], *, marked: str = "") -> GroupFunnel:
    """The funnel of a kind and a measure (of ``bundle.rules``); ``marked`` is the code of one to make stand out."""
    rows = bundle.rows(FIGURES, year, measure["id"], kind)
    group = bundle.row("SELECT * FROM groups WHERE year = ? AND kind = ? AND measure = ?", year, kind, measure["id"])
    points = [_point(bundle, row) for row in rows if row["state"] == "rate"]
    largest = max((point.base for point in points), default=0)
    told = group is not None and group["base"] is not None
    limits = group_limits(group["count"], group["base"], largest) if group is not None and told else None
    drawn = funnel(points, limits, marked=marked, is_share=measure["shown_as"] == PERCENT)
    return GroupFunnel(measure["id"], kind, group, rows, drawn)


def _point(bundle: Bundle, row: sqlite3.Row) -> Point:
    return Point(
        code=row["code"],
        name=row["short_name"],
        count=row["count"],
        base=row["base"],
        shown=row["shown"],
        verdict=bundle.said.terms.verdicts[row["verdict"]],
        address=authority_address(bundle, row["code"], row["year"]),
    )


def authority_address(bundle: Bundle, code: str, year: int) -> str:
    """An authority's page in a year; the newest year's is the one without a year."""
    return reverse("authority", args=[code]) if year == bundle.newest else reverse("authority_year", args=[code, year])
