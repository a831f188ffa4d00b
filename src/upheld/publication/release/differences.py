"""Every published number that differs from the bundle before, and whether a reason is on record. No Django.

Years that both bundles hold are compared cell by cell, letters byte by byte. A correction is the reason for its own
authority's numbers; for the averages, expected numbers and verdicts beside them it is the reason of every authority.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from upheld.publication.bundle.manifest import file_hash
from upheld.publication.bundle.schema import LETTERS, SITE, TABLES, Table

YEARLY = ("editions", "members", "totals", "figures", "strips", "parts", "groups", "national")
KEPT_FOR_EVER = (*YEARLY, "past_figures", "past_parts", "decisions")
NOT_NUMBERS = {"editions": {"number", "snapshot", "figures", "released_on", "released_at"}, "decisions": {"text"}}
BESIDE = ("group_", "expected", "verdict", "low", "high", "pooled_")
"""How columns begin that follow from other authorities' numbers too. ``lower`` is one's own."""
OWN = ("lower", "lower_shown")
MOST = 2000

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """A cell that is another now; None for what is not there. ``reason`` is "" where none is on record."""

    table: str
    year: int
    authority: str
    key: str
    column: str
    was: Any
    now: Any
    reason: str = ""


@dataclass(frozen=True)
class Reasons:
    """What is on record: year → the reason in words; year → authorities corrected (all, where none is named);
    and the cases that corrections name."""

    years: Mapping[int, str] = field(default_factory=dict)
    authorities: Mapping[int, frozenset[str]] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()

    def own(self, year: int, authority: str) -> str:
        """The reason for a number that is an authority's own."""
        named = self.authorities.get(year, frozenset())
        return self.years.get(year, "") if not named or authority in named else ""

    def beside(self, years: Iterable[int]) -> str:
        """The reason for a number that others' numbers go into."""
        return next((self.years[year] for year in years if year in self.years), "")


def differences(old: Path, new: Path, reasons: Reasons) -> Iterator[Difference]:
    """What differs between two bundles' shared years."""
    before, after = _open(old), _open(new)
    try:
        shared = _years(before) & _years(after)
        for table in TABLES:
            if table.name in KEPT_FOR_EVER:
                yield from _of_table(table, _rows(before, table, shared), _rows(after, table, shared), reasons)
        yield from _letters(old, new, before, after, reasons)
    finally:
        before.close()
        after.close()


def _open(bundle: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{(bundle / SITE).absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def _years(connection: sqlite3.Connection) -> set[int]:
    return {year for (year,) in connection.execute("SELECT year FROM editions")}


def _rows(connection: sqlite3.Connection, table: Table, years: set[int]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by key; none where a bundle of another version lacks the table."""
    try:
        found = connection.execute(f"SELECT * FROM {table.name}").fetchall()  # noqa: S608  # a name of the schema
    except sqlite3.OperationalError:
        return {}
    return {tuple(row[name] for name in table.key): dict(row) for row in found if row["year"] in years}


def _of_table(
    table: Table, before: Mapping[Any, Row], after: Mapping[Any, Row], reasons: Reasons
) -> Iterator[Difference]:
    left_out = NOT_NUMBERS.get(table.name, set())
    columns = [name for name in table.columns if name not in table.key and name not in left_out]
    for key in sorted({*before, *after}, key=repr):
        was, now = before.get(key), after.get(key)
        if was is None and table.name in ("past_figures", "past_parts", "decisions"):
            continue  # an edition that is superseded now, a decision that became public
        if now is None and table.name == "decisions":
            continue  # withdrawn: told at its address
        if was == now:
            continue
        for column in columns:
            if (was or {}).get(column) != (now or {}).get(column):
                yield _difference(table, key, column, was, now, reasons)


def _difference(table: Table, key: Any, column: str, was: Row | None, now: Row | None, reasons: Reasons) -> Difference:
    row: Row = now or was or {}
    named = dict(zip(table.key, key, strict=True))
    rest = " ".join(str(value) for name, value in named.items() if name not in ("year", "authority"))
    return Difference(
        table.name,
        row["year"],
        row.get("authority", "") or "",
        rest,
        column,
        (was or {}).get(column),
        (now or {}).get(column),
        _reason(table.name, column, row, reasons),
    )


def _reason(table: str, column: str, row: Row, reasons: Reasons) -> str:
    if table in ("past_figures", "past_parts"):
        return ""
    if table == "decisions":
        return "a correction names this case" if row["reference"] in reasons.cases else ""
    years = _years_behind(table, column, row)
    if table in ("groups", "national") or (column.startswith(BESIDE) and column not in OWN):
        return reasons.beside(years)
    return next((why for year in years if (why := reasons.own(year, row.get("authority", "")))), "")


def _years_behind(table: str, column: str, row: Row) -> list[int]:
    """The years whose cases a cell is counted from."""
    if table == "strips":
        return [row["point"]]
    if column.startswith("pooled_") and row.get("pooled_first"):
        return [*range(row["pooled_first"], row["pooled_last"] + 1)]
    return [row["year"]]


def _letters(
    old: Path, new: Path, before: sqlite3.Connection, after: sqlite3.Connection, reasons: Reasons
) -> Iterator[Difference]:
    """Letters that are others now, or gone."""
    query = "SELECT year, authority, pdf, html FROM letters WHERE year = ? ORDER BY authority"
    for year in sorted(_years(before) & _years(after)):
        there = {row["authority"]: row for row in after.execute(query, (year,))}
        for row in before.execute(query, (year,)):
            for kind in ("pdf", "html"):
                was = _hash(old, year, row[kind])
                now = _hash(new, year, there[row["authority"]][kind]) if row["authority"] in there else None
                if was != now:
                    why = reasons.own(year, row["authority"])
                    yield Difference("letters", year, row["authority"], "", kind, was, now, why)


def _hash(bundle: Path, year: int, name: str | None) -> str | None:
    path = bundle / LETTERS / str(year) / (name or "")
    return file_hash(path)[:12] if name and path.is_file() else None


def report(old: Path, new: Path, reasons: Reasons) -> dict[str, Any]:
    """The differences to be kept: how many, and each one for which no reason is on record."""
    found = list(differences(old, new, reasons))
    unexplained = [one for one in found if not one.reason]
    listed = [json.loads(json.dumps(one.__dict__)) for one in unexplained[:MOST]]
    years = sorted({one.year for one in found})
    return {
        "old": old.resolve().name,
        "new": new.resolve().name,
        "differences": len(found),
        "unexplained": len(unexplained),
        "years": years,
        "listed": listed,
    }
