"""The cases behind an authority's figures, read from the snapshot that the figures were counted from.

What is in a measure's base, and what of it counts, is asked of the very functions that define the figures
(`upheld.statistics.definitions`): a list here is as long as the figure says, or both are wrong. One query reads what is
the authority's own in the year; nothing of any other authority is ever read. Remedies are told by category and days,
never by their text, which a snapshot does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.definitions import EVENTS, IN_BASE, IS_COUNTED, plan
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.words import Base, DatedBy

if TYPE_CHECKING:
    import duckdb

DECIDED, RECEIVED = "decided", "received"
"""Lists beside those of measures: all cases decided in the year, all cases received in it."""
LISTS = {DECIDED: DatedBy.DECISION, RECEIVED: DatedBy.RECEIPT}


@dataclass(frozen=True)
class Remedy:
    """One recommendation of a case: its kind and days, without its text."""

    number: int
    category: str
    due_on: date
    completed_on: date | None
    result: str


@dataclass(frozen=True)
class CaseBehind:
    """A case (or an enquiry in one) behind a figure. ``counts``: it is counted, and not only in the base.

    ``result`` is the compliance outcome, "" where there is none. ``due_on`` and ``answered_on`` are an enquiry's.
    """

    reference: str
    subject: str
    received_on: date
    decided_on: date | None
    outcome: str
    satisfactory_remedy: bool
    recorded_on: date | None
    result: str
    remedies: tuple[Remedy, ...]
    counts: bool = True
    due_on: date | None = None
    answered_on: date | None = None


def behind(scheme: Scheme, snapshot: SnapshotFiles, authority: str, year: int, which: str) -> list[CaseBehind]:
    """The base of a measure (or `DECIDED`, `RECEIVED`), by reference; for a measure per head, what is counted.

    Raises KeyError for anything else.
    """
    dated_by = LISTS.get(which)
    if dated_by:
        rows = _events(scheme, snapshot, dated_by, authority, year)
        return [_case(row, counts=True) for row in rows]
    measure = scheme.measure(which) if which in {one.id for one in scheme.measures} else None
    if measure is None:
        raise KeyError(which)
    return _of_measure(scheme, snapshot, measure, authority, year)


def _of_measure(
    scheme: Scheme, snapshot: SnapshotFiles, measure: Measure, authority: str, year: int
) -> list[CaseBehind]:
    rules = plan(scheme, [year])
    counts = IS_COUNTED[measure.counted]
    in_base = counts if measure.base is Base.RESIDENTS else IN_BASE[measure.base]
    rows = _events(scheme, snapshot, measure.dated_by, authority, year)
    return [_case(row, counts=counts(row, rules)) for row in rows if in_base(row, rules)]


def own_case(snapshot: SnapshotFiles, authority: str, reference: str) -> CaseBehind | None:
    """One case by its reference, where anything of it counts for this authority."""
    asked = f"SELECT case_reference FROM {_read(snapshot, 'enquiries')} WHERE counted_for = $authority"  # noqa: S608
    own = "c.received_by = $authority OR c.decided_by = $authority OR m.counted_for = $authority"
    where = f"c.reference = $reference AND ({own} OR c.reference IN ({asked}))"
    query = f"{SELECT} {_from_cases(snapshot)} WHERE {where}"
    rows = _rows(query, {"reference": reference, "authority": authority})
    return _case(rows[0], counts=True) if rows else None


def _events(scheme: Scheme, snapshot: SnapshotFiles, dated_by: DatedBy, authority: str, year: int) -> list[Any]:
    """The events of an authority in a year, each with its case, by reference."""
    events, span = EVENTS[dated_by], scheme.year(year)
    alias = {"cases": "c", "compliance": "m", "enquiries": "e"}[events.table]
    where = f"{alias}.{events.authority} = $authority AND {alias}.{events.day} BETWEEN $start AND $end"
    order = "c.reference, e.sent_on" if alias == "e" else "c.reference"
    extra = ", e.due_on, e.answered_on" if alias == "e" else ""
    enquiries = f"JOIN {_read(snapshot, 'enquiries')} e ON e.case_reference = c.reference" if alias == "e" else ""
    source = f"{_from_cases(snapshot)} {enquiries}"
    query = f"{SELECT}{extra} {source} WHERE {where} ORDER BY {order}"
    return _rows(query, {"authority": authority, "start": span.start, "end": span.end})


SELECT = (
    "SELECT c.reference, c.subject, c.outcome, c.satisfactory_remedy, c.received_on, c.decided_on, "
    "m.recorded_on, m.result, r.remedies"
)
REMEDY = "struct_pack(number, category, due := coalesce(extended_to, due_on), completed_on, result)"


def _from_cases(snapshot: SnapshotFiles) -> str:
    """Cases, each with its compliance outcome and its remedies, in SQL. Only the authority's own remedies are read."""
    own = "WHERE decided_by = $authority OR counted_for = $authority GROUP BY case_reference"
    remedies = f"SELECT case_reference, list({REMEDY} ORDER BY number) AS remedies"
    return (
        f"FROM {_read(snapshot, 'cases')} c "
        f"LEFT JOIN {_read(snapshot, 'compliance')} m ON m.case_reference = c.reference "
        f"LEFT JOIN ({remedies} FROM {_read(snapshot, 'recommendations')} {own}) r ON r.case_reference = c.reference"
    )


def _read(snapshot: SnapshotFiles, table: str) -> str:
    """A file of the snapshot as SQL reads it; its folder is named by our own settings and a hash."""
    quoted = str(snapshot.table(table)).replace("'", "''")
    return f"read_parquet('{quoted}')"


def _rows(query: str, given: dict[str, object]) -> list[dict[str, Any]]:
    with _database().cursor() as connection:
        found = connection.execute(query, given)
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One empty database a process, for it takes longer to make than to ask; each question has a cursor of its own."""
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _case(row: dict[str, Any], *, counts: bool) -> CaseBehind:
    return CaseBehind(
        reference=row["reference"],
        subject=row["subject"],
        received_on=row["received_on"],
        decided_on=row["decided_on"],
        outcome=row["outcome"] or "",
        satisfactory_remedy=bool(row["satisfactory_remedy"]),
        recorded_on=row["recorded_on"],
        result=row["result"] or "",
        remedies=tuple(_remedies(row["remedies"] or ())),
        counts=counts,
        due_on=row.get("due_on"),
        answered_on=row.get("answered_on"),
    )


def _remedies(rows: Sequence[dict[str, Any]]) -> list[Remedy]:
    return [
        Remedy(one["number"], one["category"], one["due"], one["completed_on"], one["result"] or "") for one in rows
    ]
