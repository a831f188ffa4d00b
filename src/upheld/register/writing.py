"""Reading and writing the register's tables as sets: many rows a statement, on SQLite and on PostgreSQL.

Objects are made for none of them: a million rows through Django's objects take four times as long as their plain
writing. Rows are tuples in the order of the columns that are named; days are ISO texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

from upheld.register import models as register

Rows = list[tuple[Any, ...]]
AT_ONCE = 50_000


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


def rows_as_text(name: str, columns: Sequence[str], where: str = "", value: str = "") -> Iterator[Rows]:
    """All rows of a table, some thousands at a time, every value a text or None; in no order.

    With ``where`` only those whose column of that name holds ``value``.
    """
    only = f" WHERE {connection.ops.quote_name(where)} = %s" if where else ""
    texts = ", ".join(f"CAST({connection.ops.quote_name(column)} AS TEXT)" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {texts} FROM {_table(name)}{only}", [value] if where else None)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def insert(name: str, columns: Sequence[str], batches: Iterable[Rows]) -> None:
    """Add rows that are not there yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_table(name)} ({_columns(columns)}) FROM STDIN") as copy:
                for rows in batches:
                    for row in rows:
                        copy.write_row(row)
            return
        places = ", ".join(["?"] * len(columns))
        for rows in batches:
            sql = f"INSERT INTO {_table(name)} ({_columns(columns)}) VALUES ({places})"
            cursor.connection.executemany(sql, rows)


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
