"""Reading and writing the register's tables as sets: many rows a statement, on SQLite and on PostgreSQL.

Objects are made for none of them: a million rows through Django's objects take four times as long as their plain
writing. Rows are tuples in the order of the columns that are named; days are ISO texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

from upheld.register import models as register

Rows = list[tuple[Any, ...]]
AT_ONCE = 50_000
VALUES_AT_ONCE = 5_000


def model(name: str) -> type[models.Model]:
    """A table of the register by its model's name."""
    found: type[models.Model] = getattr(register, name)
    return found


def _table(name: str) -> str:
    return connection.ops.quote_name(model(name)._meta.db_table)


def _columns(names: Sequence[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def holds_rows(name: str) -> bool:
    """Whether a table holds any row."""
    return model(name)._default_manager.exists()


def count(name: str) -> int:
    """How many rows a table holds."""
    return model(name)._default_manager.count()


def rows_as_text(
    name: str, columns: Sequence[str], where: str = "", values: Sequence[str] | None = None
) -> Iterator[Rows]:
    """All rows of a table, some thousands at a time, every value a text or None; in no order.

    With ``where`` only those whose column of that name holds one of some ``values``. Large tables are read without
    it by `columns.stretches`.
    """
    texts = ", ".join(f"CAST({connection.ops.quote_name(column)} AS TEXT)" for column in columns)
    every = f"SELECT {texts} FROM {_table(name)}"
    with connection.cursor() as cursor:
        for only, given in _one_of(where, values):
            cursor.execute(every + only, given)
            while rows := cursor.fetchmany(AT_ONCE):
                yield rows


def _one_of(where: str, values: Sequence[str] | None) -> Iterator[tuple[str, list[Any] | None]]:
    """Conditions with their parameters: some thousand values each, whatever number there is of them."""
    if values is None:
        yield "", None
        return
    column = connection.ops.quote_name(where)
    postgresql = connection.vendor == "postgresql"
    for first in range(0, len(values), VALUES_AT_ONCE):
        some = list(values[first : first + VALUES_AT_ONCE])
        if postgresql:
            yield f" WHERE {column} = ANY(%s)", [some]
        else:
            yield f" WHERE {column} IN (SELECT value FROM json_each(%s))", [json.dumps(some)]


def insert(name: str, columns: Sequence[str], batches: Iterable[Rows]) -> None:
    """Add rows that are not there yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(_copy(name, columns)) as copy:
                for rows in batches:
                    for row in rows:
                        copy.write_row(row)
            return
        places = ", ".join(["?"] * len(columns))
        for rows in batches:
            sql = f"INSERT INTO {_table(name)} ({_columns(columns)}) VALUES ({places})"
            cursor.connection.executemany(sql, rows)


def insert_lines(name: str, columns: Sequence[str], lines: Iterable[bytes]) -> None:
    """Add rows that are not there yet to a table of PostgreSQL: whole lines of CSV, some thousands at a time.

    Texts are in quotes; what is not in quotes and empty is null.
    """
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"{_copy(name, columns)} (FORMAT csv)") as copy,
    ):
        for some in lines:
            copy.write(some)


def _copy(name: str, columns: Sequence[str]) -> str:
    return f"COPY {_table(name)} ({_columns(columns)}) FROM STDIN"


def update(name: str, key: Sequence[str], columns: Sequence[str], batches: Iterable[Rows]) -> None:
    """Change rows that are there: each row holds the values of ``columns``, then those of ``key``."""
    place = "?" if connection.vendor == "sqlite" else "%s"
    setting = ", ".join(f"{connection.ops.quote_name(column)} = {place}" for column in columns)
    where = " AND ".join(f"{connection.ops.quote_name(column)} = {place}" for column in key)
    sql = f"UPDATE {_table(name)} SET {setting} WHERE {where}"
    with connection.cursor() as cursor:
        for rows in batches:
            if connection.vendor == "sqlite":
                cursor.connection.executemany(sql, rows)
            else:
                cursor.executemany(sql, rows)


def lock() -> None:
    """Let no other intake write until this transaction ends. SQLite's transactions have the whole file already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {_table('Origin')} IN EXCLUSIVE MODE")
