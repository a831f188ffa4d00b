"""Filling empty tables of PostgreSQL with many rows: what guards and finds single rows is made when all are there.

A foreign key asks for its row once a row, an index is sorted into once a row; asked and built over the whole table,
both take a fraction of that. It all is part of the transaction: whatever stops it, the tables are as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from upheld.register.writing import holds_rows, model

MANY = 50_000
MEMORY = "256MB"
"""What PostgreSQL may take to build one index, and as much again for its helper."""

# Keys that others lean on stay, and so does what makes rows single.
_INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND NOT i.indisunique ORDER BY c.relname
"""
_FOREIGN_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY 1
"""


@contextmanager
def filling(names: Iterable[str], rows: int) -> Iterator[None]:
    """Within a transaction: fill those of some tables (by their models' names) that are empty, with many rows in all.

    Others can't read these tables meanwhile; there is nothing in them. Where it is not worth it, nothing is done.
    Afterwards PostgreSQL knows what is in the tables, so that its plans are right from the first question on.
    """
    many = connection.vendor == "postgresql" and rows >= MANY
    tables = [model(name)._meta.db_table for name in names] if many else []
    empty = tables if many and not any(holds_rows(name) for name in names) else []
    with connection.cursor() as cursor:
        again = [statement for table in empty for statement in _set_aside(cursor, table)]
    yield
    with connection.cursor() as cursor:
        if again:
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        for statement in again:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


def _set_aside(cursor: Any, table: str) -> Iterator[str]:
    """Drop a table's foreign keys and indexes; yields the statements that make them again."""
    quoted = connection.ops.quote_name
    for name, definition in _found(cursor, _FOREIGN_KEYS, table):
        cursor.execute(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}")
        yield f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}"
    for name, definition in _found(cursor, _INDEXES, table):
        cursor.execute(f"DROP INDEX {quoted(name)}")
        yield definition


def _found(cursor: Any, query: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(query, [table])
    return list(cursor.fetchall())
