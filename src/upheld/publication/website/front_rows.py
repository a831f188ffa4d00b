"""The table of the front page: every authority of a year with one figure, never ranking what is too few to tell."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from upheld.publication.website.front_asking import Asked
from upheld.publication.website.in_use import Bundle
from upheld.vocabulary.authorities import plain
from upheld.vocabulary.values import Verdict

ROWS = """
    SELECT m.authority, m.code, m.name, m.short_name, m.kind, m.region, f.state, f.count, f.base, f.rate, f.shown,
           f.lower_shown, f.upper_shown, f.verdict
    FROM members m JOIN figures f ON f.year = m.year AND f.authority = m.authority AND f.measure = ?
    WHERE m.year = ? ORDER BY m.name
"""
REPORTED = """
    SELECT authority, count(*) AS number FROM reports WHERE published_on BETWEEN ? AND ? GROUP BY authority
"""
CONSIDERED = "SELECT authority, considered_on FROM considered WHERE year = ?"
# From much higher to much lower: the order of the legend and of the column sorted by verdict.
TOLD = (Verdict.MUCH_HIGHER, Verdict.HIGHER, Verdict.IN_LINE, Verdict.LOWER, Verdict.MUCH_LOWER)
SIGNS = {
    Verdict.MUCH_HIGHER: "much-higher",
    Verdict.HIGHER: "higher",
    Verdict.IN_LINE: "in-line",
    Verdict.LOWER: "lower",
    Verdict.MUCH_LOWER: "much-lower",
    Verdict.TOO_FEW: "too-few",
}
NO_SIGN = "none"


@dataclass(frozen=True)
class Row:
    """An authority's row. ``sign`` is how its verdict is drawn; ``considered_on`` is the day in ISO form on which a
    committee considered its letter, "" where none is on record; ``reports`` how many public reports about it were
    issued in the year."""

    authority: str
    code: str
    name: str
    short_name: str
    kind: str
    region: str
    state: str
    rate: float | None
    shown: str
    counted: tuple[int, int] | None
    interval: tuple[str, str] | None
    verdict: Verdict
    considered_on: str = ""
    reports: int = 0

    @property
    def sign(self) -> str:
        """``much-higher`` … ``too-few``; ``none`` where nothing is compared."""
        return SIGNS.get(self.verdict, NO_SIGN)


@dataclass(frozen=True)
class Parts:
    """The rows that are compared, in the order asked for; and apart from them, by name, those that can't be."""

    compared: tuple[Row, ...]
    too_few: tuple[Row, ...]
    others: tuple[Row, ...]

    @property
    def all(self) -> tuple[Row, ...]:
        """Those of all parts."""
        return (*self.compared, *self.too_few, *self.others)

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.all)

    def first(self, most: int) -> Parts:
        """The same with so many rows at most: those that are compared first."""
        room = max(0, most - len(self.compared))
        few = self.too_few[:room]
        return Parts(self.compared[:most], few, self.others[: room - len(few)])


def rows_of(bundle: Bundle, asked: Asked) -> list[Row]:
    """Every authority of the year, by name."""
    days, reports = considered_in(bundle, asked.year), _reported_in(bundle, asked.year)
    found = bundle.rows(ROWS, asked.measure, asked.year)
    return [_row(one, days.get(one["authority"], ""), reports.get(one["authority"], 0)) for one in found]


def _reported_in(bundle: Bundle, year: int) -> dict[str, int]:
    """Authority → how many public reports were issued in a year, for those with any."""
    edition = bundle.editions[year]
    return {row["authority"]: row["number"] for row in bundle.rows(REPORTED, edition["start"], edition["end"])}


def considered_in(bundle: Bundle, year: int) -> dict[str, str]:
    """Authority → the day on which a committee considered its letter of a year, for those on record."""
    if not bundle.holds("considered"):
        return {}
    return {row["authority"]: row["considered_on"] for row in bundle.rows(CONSIDERED, year)}


def _row(found: sqlite3.Row, considered_on: str, reports: int) -> Row:
    counted = (found["count"], found["base"])
    interval = (found["lower_shown"], found["upper_shown"])
    return Row(
        **{name: found[name] for name in ("authority", "code", "name", "short_name", "kind", "region", "state")},
        rate=found["rate"],
        shown=found["shown"],
        counted=None if None in counted or found["state"] != "rate" else counted,
        interval=None if None in interval else interval,
        verdict=Verdict(found["verdict"]),
        considered_on=considered_on,
        reports=reports,
    )


def fits(row: Row, asked: Asked) -> bool:
    """Whether a row is among those asked for."""
    return (
        asked.kind in ("", row.kind)
        and asked.region in ("", row.region)
        and plain(asked.name) in plain(f"{row.name} {row.short_name}")
    )


def parts(rows: list[Row], asked: Asked, kinds: tuple[str, ...]) -> Parts:
    """The rows asked for, in their parts. Only those that are compared are ever put in the order of their figures."""
    fitting = [row for row in rows if fits(row, asked)]
    compared = [row for row in fitting if row.verdict in TOLD]
    down = asked.order == "down"
    compared.sort(key=_key(asked.sort, kinds), reverse=down)
    few = tuple(row for row in fitting if row.verdict is Verdict.TOO_FEW)
    return Parts(tuple(compared), few, tuple(row for row in fitting if row.verdict not in (*TOLD, Verdict.TOO_FEW)))


def _key(sort: str, kinds: tuple[str, ...]) -> Callable[[Row], Any]:
    """What rows are sorted by. Sorting keeps the order by name among equals."""
    keys: dict[str, Callable[[Row], Any]] = {
        "name": lambda row: row.name,
        "kind": lambda row: kinds.index(row.kind),
        "region": lambda row: row.region,
        "rate": lambda row: row.rate or 0,
        "verdict": lambda row: TOLD.index(row.verdict),
    }
    return keys[sort]
