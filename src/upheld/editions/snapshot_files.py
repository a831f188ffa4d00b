"""The Parquet files of a snapshot: their columns, and how equal rows come to give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_IN_A_GROUP = 122_880

TEXT, DAY, WHOLE, TRUTH = "string", "date32", "int32", "bool"

COLUMNS: dict[str, dict[str, str]] = {
    "cases": {
        "reference": TEXT,
        "subject": TEXT,
        "outcome": TEXT,
        "satisfactory_remedy": TRUTH,
        "received_on": DAY,
        "decided_on": DAY,
        "received_by": TEXT,
        "decided_by": TEXT,
    },
    "compliance": {"case_reference": TEXT, "recorded_on": DAY, "result": TEXT, "counted_for": TEXT},
    "recommendations": {
        "case_reference": TEXT,
        "number": WHOLE,
        "category": TEXT,
        "due_on": DAY,
        "extended_to": DAY,
        "completed_on": DAY,
        "result": TEXT,
        "decided_on": DAY,
        "decided_by": TEXT,
        "recorded_on": DAY,
        "counted_for": TEXT,
    },
    "enquiries": {
        "case_reference": TEXT,
        "sent_on": DAY,
        "due_on": DAY,
        "answered_on": DAY,
        "counted_for": TEXT,
    },
    "handovers": {
        "case_reference": TEXT,
        "handed_on": DAY,
        "handed_from": TEXT,
        "handed_to": TEXT,
        "decided_on": DAY,
    },
}
"""Every table of a snapshot, in the order they are hashed, and its columns. None tells of a person."""

KEYS: dict[str, tuple[str, ...]] = {
    "cases": ("reference",),
    "compliance": ("case_reference",),
    "recommendations": ("case_reference", "number"),
    "enquiries": ("case_reference", "sent_on"),
    "handovers": ("case_reference", "handed_on"),
}
"""What each table is sorted by."""

ADDED: dict[str, dict[str, str]] = {
    "code_assessments": {
        "authority": TEXT,
        "assessed_on": DAY,
        "section": TEXT,
        "met": TEXT,
        "commentary": TEXT,
    },
    "case_assessments": {
        "case_reference": TEXT,
        "clause": TEXT,
        "assessed_on": DAY,
        "met": TEXT,
        "counted_for": TEXT,
    },
    "self_assessments": {
        "authority": TEXT,
        "year": WHOLE,
        "clause": TEXT,
        "complies": TRUTH,
        "explanation": TEXT,
    },
    "self_assessment_statements": {
        "authority": TEXT,
        "year": WHOLE,
        "response": TEXT,
        "considered_on": DAY,
        "submitted_on": DAY,
    },
}
"""Tables that snapshots of earlier versions lack, hashed after the others. One without rows has no file, so that a
register that holds nothing of them has the same hash as before. Their texts are those that are published."""

ADDED_KEYS: dict[str, tuple[str, ...]] = {
    "code_assessments": ("authority", "assessed_on", "section"),
    "case_assessments": ("case_reference", "clause"),
    "self_assessments": ("authority", "year", "clause"),
    "self_assessment_statements": ("authority", "year"),
}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = {TEXT: pa.string(), DAY: pa.date32(), WHOLE: pa.int32(), TRUTH: pa.bool_()}
    return pa.schema([(name, types[of]) for name, of in (COLUMNS | ADDED)[table].items()])


def write_file(rows: Iterable[pa.RecordBatch], columns: pa.Schema, path: Path) -> None:
    """Write sorted rows beside a path, then put them in its place: no half-written file is ever there.

    The bytes depend on the rows and on pyarrow's version: groups have a fixed size however the rows come, and neither
    a clock nor Arrow's own metadata goes in. No more than a group or two are in memory.
    """
    from pyarrow import parquet

    aside = path.with_name(f".{path.name}.part")
    with parquet.ParquetWriter(aside, columns, compression="zstd", store_schema=False) as writer:
        for group in _groups(rows, columns):
            writer.write_table(group, row_group_size=ROWS_IN_A_GROUP)
    aside.replace(path)


def _groups(rows: Iterable[pa.RecordBatch], columns: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of one group each, the last one with what is left; one without rows where there are none."""
    import pyarrow as pa

    waiting = columns.empty_table()
    for batch in rows:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(columns)])
        while waiting.num_rows > ROWS_IN_A_GROUP:
            yield waiting.slice(0, ROWS_IN_A_GROUP).combine_chunks()
            waiting = waiting.slice(ROWS_IN_A_GROUP)
    yield waiting.combine_chunks()
