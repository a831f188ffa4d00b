"""The register's tables as columns, a stretch of rows at a time, through Django's connection, whichever database it is.

A Python object a cell would take most of the time (and making Arrow arrays of objects imports pandas), so
the database writes each row as a line of CSV and pyarrow reads the lines. No more than one stretch is in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_A_TIME = 20_000
LONG_ROWS_AT_A_TIME = 4_000
STRETCH = 32 * 2**20
BLOCK = 8 * 2**20  # longer than any row may be: a text has at most 200,000 characters


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads see the same rows. PostgreSQL has to be asked to."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def long_read() -> Iterator[None]:
    """What reads many rows that nobody has to stand still for.

    PostgreSQL hands rows out bit by bit only within a transaction. SQLite does anyway, and a transaction of its would
    keep everybody from writing meanwhile.
    """
    if connection.vendor == "postgresql":
        with one_moment():
            yield
    else:
        yield


def schema(model: type[models.Model], names: Sequence[str]) -> pa.Schema:
    """The Arrow schema of a model's fields, by the names of their columns in the database."""
    import pyarrow as pa

    return pa.schema([(field.column, _type(field)) for field in _fields(model, names)])


def stretches(model: type[models.Model], names: Sequence[str]) -> Iterator[pa.Table]:
    """All rows of a table, some of its fields by their names or their columns', in no order.

    Within `one_moment` or `long_read`.
    """
    fields, columns = _fields(model, names), schema(model, names)
    at_a_time = LONG_ROWS_AT_A_TIME if any(isinstance(one, models.TextField) for one in fields) else ROWS_AT_A_TIME
    with connection.chunked_cursor() as cursor:  # any other would have all rows of PostgreSQL at once
        cursor.execute(_query(model, fields))
        yield from _gathered(_parsed("\n".join(line for (line,) in rows), columns) for rows in _some(cursor, at_a_time))


def _some(cursor: Any, at_a_time: int) -> Iterator[list[tuple[str]]]:
    while rows := cursor.fetchmany(at_a_time):
        yield rows


def _gathered(stretches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in fewer and larger stretches: who takes them pays for each."""
    import pyarrow as pa

    held: list[pa.Table] = []
    for one in stretches:
        held.append(one)
        if sum(part.nbytes for part in held) >= STRETCH:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


def _fields(model: type[models.Model], names: Sequence[str]) -> list[models.Field[Any, Any]]:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    return [by_column[name] if name in by_column else model._meta.get_field(name) for name in names]


def _query(model: type[models.Model], fields: list[models.Field[Any, Any]]) -> str:
    """Rows as lines of CSV, in SQL that SQLite and PostgreSQL both speak."""
    quote = connection.ops.quote_name
    line = " || ',' || ".join(_cell(field, quote(field.column)) for field in fields)
    return f"SELECT {line} FROM {quote(model._meta.db_table)}"  # noqa: S608


def _cell(field: models.Field[Any, Any], column: str) -> str:
    """A cell of CSV; text is always in quotes, so that what is not in quotes and empty is null."""
    if isinstance(field, models.BooleanField):
        return f"CASE WHEN {column} THEN 'true' ELSE 'false' END"
    if isinstance(field, models.DateField | models.IntegerField):
        return f"coalesce(CAST({column} AS TEXT), '')"
    return f"""'"' || replace({column}, '"', '""') || '"'"""


def _type(field: models.Field[Any, Any]) -> pa.DataType:
    import pyarrow as pa

    if isinstance(field, models.BooleanField):
        return pa.bool_()
    if isinstance(field, models.DateField):
        return pa.date32()
    return pa.int32() if isinstance(field, models.IntegerField) else pa.string()


def _parsed(lines: str, columns: pa.Schema) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    return csv.read_csv(
        pa.py_buffer(lines.encode()),
        csv.ReadOptions(column_names=columns.names, block_size=BLOCK),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=columns, strings_can_be_null=False, true_values=["true"], false_values=["false"]
        ),
    )
