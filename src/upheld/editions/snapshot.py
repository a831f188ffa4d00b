"""Freezing the register: the Parquet files of a snapshot, each event counted for whom it counts for.

Owners are worked out by joining events to the spans of `upheld.statistics.responsibility`, all at once.
DuckDB does it, in bounded memory; what is read and written is Arrow, some rows at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.editions import register_tables
from upheld.editions.homeless import refuse_homeless
from upheld.editions.snapshot_files import ADDED, ADDED_KEYS, COLUMNS, KEYS, ROWS_IN_A_GROUP, schema, write_file
from upheld.register.workbench import workbench
from upheld.statistics.counting import SnapshotFiles
from upheld.statistics.responsibility import terms
from upheld.vocabulary.authorities import AuthorityDirectory

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_TERM = {
    "authority": "VARCHAR",
    "named_successor": "VARCHAR",
    "first": "DATE",
    "last": "DATE",
    "responsible": "VARCHAR",
}
_START = {"authority": "VARCHAR", "start_on": "DATE"}
_VIEWS = (
    # A successor that never comes after the authority says nothing: the case is joined as if it named none.
    """
CREATE VIEW pairs AS SELECT DISTINCT authority, named_successor FROM terms
""",
    """
CREATE VIEW named_cases AS
SELECT c.*, coalesce(p.named_successor, '') AS named
FROM register_cases c LEFT JOIN pairs p ON p.authority = c.authority AND p.named_successor = c.successor
""",
    # A receipt before the first day that no single predecessor can take stays with the authority named.
    """
CREATE TABLE cases AS
SELECT c.reference, c.authority, c.successor, c.named, c.subject,
  CASE WHEN c.decided_on IS NOT NULL THEN c.outcome END AS outcome,
  c.satisfactory_remedy, c.received_on, c.decided_on,
  coalesce(r.responsible, CASE WHEN c.received_on < s.start_on THEN c.authority END) AS received_by,
  d.responsible AS decided_by
FROM named_cases c
LEFT JOIN starts s ON s.authority = c.authority
LEFT JOIN terms r ON r.authority = c.authority AND r.named_successor = c.named
  AND c.received_on BETWEEN r.first AND r.last
LEFT JOIN terms d ON d.authority = c.authority AND d.named_successor = c.named
  AND c.decided_on BETWEEN d.first AND d.last
""",
    """
CREATE TABLE compliance AS
SELECT e.case_reference, e.recorded_on, e.result, c.authority, c.successor,
  t.responsible AS counted_for
FROM register_compliance e JOIN cases c ON c.reference = e.case_reference
LEFT JOIN terms t ON t.authority = c.authority AND t.named_successor = c.named
  AND e.recorded_on BETWEEN t.first AND t.last
""",
    """
CREATE VIEW recommendations AS
SELECT e.case_reference, e.number, e.category, e.due_on, e.extended_to,
  e.completed_on, nullif(e.result, '') AS result, c.decided_on, c.decided_by,
  o.recorded_on, o.counted_for
FROM register_recommendations e JOIN cases c ON c.reference = e.case_reference
LEFT JOIN compliance o ON o.case_reference = e.case_reference
""",
    """
CREATE TABLE enquiries AS
SELECT e.case_reference, e.sent_on, e.due_on,
  e.answered_on, c.authority, c.successor, t.responsible AS counted_for
FROM register_enquiries e JOIN cases c ON c.reference = e.case_reference
LEFT JOIN terms t ON t.authority = c.authority AND t.named_successor = c.named
  AND e.due_on BETWEEN t.first AND t.last
""",
    # A span that ends while a case is open hands it to the span that follows; to nobody yet where none does.
    """
CREATE TABLE handovers AS
SELECT c.reference AS case_reference, t.last + 1 AS handed_on, t.responsible AS handed_from,
  coalesce(n.responsible, '') AS handed_to, c.decided_on
FROM cases c JOIN terms t ON t.authority = c.authority AND t.named_successor = c.named AND t.last >= c.received_on
LEFT JOIN terms n ON n.authority = t.authority AND n.named_successor = t.named_successor AND n.first = t.last + 1
WHERE t.last < DATE '9999-12-31' AND (c.decided_on IS NULL OR c.decided_on > t.last)
""",
    "CREATE VIEW code_assessments AS SELECT * FROM register_code_assessments",
    # An assessment of a day for which nobody can be told counts for the authority that the case names.
    """
CREATE VIEW case_assessments AS
SELECT e.case_reference, e.clause, e.assessed_on, e.met, coalesce(t.responsible, c.authority) AS counted_for
FROM register_case_assessments e JOIN cases c ON c.reference = e.case_reference
LEFT JOIN terms t ON t.authority = c.authority AND t.named_successor = c.named
  AND e.assessed_on BETWEEN t.first AND t.last
""",
    "CREATE VIEW self_assessments AS SELECT * FROM register_self_assessments",
    "CREATE VIEW self_assessment_statements AS SELECT * FROM register_self_assessment_statements",
)


def write(directory: AuthorityDirectory, folder: Path) -> str:
    """Write the snapshot's files into a folder and return the SHA-256 of their bytes, in hexadecimal.

    Registers that hold equal rows, under directories that say the same of them, give equal bytes and so an
    equal hash, whatever database holds the rows and in whatever order (with one version of pyarrow). Killed
    at any point, it can be run again. Raises `Refused` where an event can be counted for no authority.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = SnapshotFiles(folder)
    with _frozen(directory) as connection:
        refuse_homeless(connection, directory)
        for table in COLUMNS:
            write_file(_sorted(connection, table), schema(table), files.table(table))
        for table in ADDED:
            if connection.sql(f"FROM {table} LIMIT 1").fetchall():
                write_file(_sorted(connection, table), schema(table), files.table(table))
    return hash_of(files)


def hash_of(files: SnapshotFiles) -> str:
    """The SHA-256 of a snapshot's files, one after the other, each after its name."""
    digest = hashlib.sha256()
    for table in (*COLUMNS, *(one for one in ADDED if files.table(one).exists())):
        digest.update(f"{table}\n".encode())
        with files.table(table).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


@contextmanager
def _frozen(directory: AuthorityDirectory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds the register's rows with their owners; what does not fit in memory lies on the disk."""
    with workbench("upheld-freeze-") as connection:
        register_tables.put_into(connection)
        _put(connection, "terms", _TERM, _spans(directory))
        _put(connection, "starts", _START, [(one.id, one.start_on) for one in directory if one.start_on])
        for view in _VIEWS:
            connection.execute(view)
        yield connection


def _spans(directory: AuthorityDirectory) -> list[tuple[Any, ...]]:
    """Who answers for each authority when: also for those that neither began nor ended."""
    changing = terms(directory)
    known = {term.authority for term in changing}
    spans = [
        (
            term.authority,
            term.named_successor,
            term.first or date.min,
            term.last or date.max,
            term.responsible,
        )
        for term in changing
    ]
    return spans + [(one.id, "", date.min, date.max, one.id) for one in directory if one.id not in known]


def _put(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], rows: list[tuple[Any, ...]]
) -> None:
    """A table of a few rows; as lists, because one statement a row is slow."""
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    made = ", ".join(f"unnest(${n}::{of}[]) AS {column}" for n, (column, of) in enumerate(columns.items(), 1))
    connection.execute(f"CREATE TABLE {name} AS SELECT {made}", values)


def _sorted(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[pa.RecordBatch]:
    """A table's rows by their key, in the order of bytes: databases sort text in ways of their own."""
    columns, keys = (COLUMNS | ADDED)[table], (KEYS | ADDED_KEYS)[table]
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(keys)}"  # noqa: S608
    yield from connection.sql(query).to_arrow_reader(ROWS_IN_A_GROUP)
