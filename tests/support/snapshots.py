"""Writes small tables as a snapshot that engines read: rows as dicts, missing keys filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from upheld.statistics.counting import SnapshotFiles

Row = dict[str, Any]

# The column's type, and what a row that does not name it holds.
TABLES: dict[str, dict[str, tuple[str, Any]]] = {
    "cases": {
        "reference": ("text", None),
        "subject": ("text", "Housing"),
        "outcome": ("text", None),
        "satisfactory_remedy": ("bool", False),
        "received_on": ("day", date(2021, 6, 1)),
        "decided_on": ("day", None),
        "received_by": ("text", None),
        "decided_by": ("text", None),
    },
    "compliance": {
        "case_reference": ("text", None),
        "recorded_on": ("day", date(2021, 11, 1)),
        "result": ("text", "on_time"),
        "counted_for": ("text", None),
    },
    "recommendations": {
        "case_reference": ("text", None),
        "number": ("number", 1),
        "category": ("text", "apology"),
        "due_on": ("day", date(2021, 9, 1)),
        "extended_to": ("day", None),
        "completed_on": ("day", None),
        "result": ("text", None),
        "decided_on": ("day", None),
        "decided_by": ("text", None),
        "recorded_on": ("day", None),
        "counted_for": ("text", None),
    },
    "enquiries": {
        "case_reference": ("text", None),
        "sent_on": ("day", date(2021, 8, 1)),
        "due_on": ("day", date(2021, 9, 1)),
        "answered_on": ("day", None),
        "counted_for": ("text", None),
    },
    "handovers": {
        "case_reference": ("text", None),
        "handed_on": ("day", None),
        "handed_from": ("text", None),
        "handed_to": ("text", None),
        "decided_on": ("day", None),
    },
}


def write_snapshot(
    folder: Path,
    cases: Sequence[Row] = (),
    compliance: Sequence[Row] = (),
    recommendations: Sequence[Row] = (),
    enquiries: Sequence[Row] = (),
    handovers: Sequence[Row] = (),
) -> SnapshotFiles:
    """A folder of Parquet files, each sorted by its key. A key that a table does not have is an error."""
    tables = {
        "cases": cases,
        "compliance": compliance,
        "recommendations": recommendations,
        "enquiries": enquiries,
        "handovers": handovers,
    }
    snapshot = SnapshotFiles(folder)
    for name, rows in tables.items():
        _write(snapshot.table(name), name, rows)
    return snapshot


def _write(path: Path, name: str, rows: Sequence[Row]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "bool": pa.bool_(), "day": pa.date32(), "number": pa.int64()}
    columns = TABLES[name]
    strange = {key for row in rows for key in row} - columns.keys()
    if strange:
        raise KeyError(f"{name} has no column {sorted(strange)[0]}")
    filled = [_filled(name, number, row) for number, row in enumerate(rows)]
    filled.sort(key=lambda row: tuple(str(row[key]) for key in list(columns)[:2]))
    schema = pa.schema([(key, types[kind]) for key, (kind, _) in columns.items()])
    parquet.write_table(pa.Table.from_pylist(filled, schema=schema), path)


def _filled(name: str, number: int, row: Row) -> Row:
    columns = TABLES[name]
    reference = next(iter(columns))
    return {key: row.get(key, default) for key, (_, default) in columns.items()} | {
        reference: row.get(reference, f"{name}-{number:05d}")
    }
