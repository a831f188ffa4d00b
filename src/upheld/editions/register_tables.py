"""What a snapshot needs of the register, read as columns: on SQLite and PostgreSQL alike, through Django's connection.

Objects would take most of the time, so rows are read bare: days as text, truths as 0 or 1. Nothing that names or
describes a person is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

from upheld.register.models import Case, Compliance, Enquiry, Recommendation

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_A_TIME = 50_000

READ: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "cases": (
        Case,
        (
            "reference",
            "authority",
            "successor",
            "subject",
            "received_on",
            "decided_on",
            "outcome",
            "satisfactory_remedy",
        ),
    ),
    "compliance": (Compliance, ("case", "recorded_on", "result")),
    "recommendations": (
        Recommendation,
        ("case", "number", "category", "due_on", "extended_to", "completed_on", "result"),
    ),
    "enquiries": (Enquiry, ("case", "sent_on", "due_on", "answered_on")),
}


def read() -> dict[str, pa.Table]:
    """Every table as the register holds it at one moment, its columns named as in the database."""
    with _one_moment():
        return {name: _table(model, fields) for name, (model, fields) in READ.items()}


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the same rows. PostgreSQL has to be asked to."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _table(model: type[models.Model], names: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa

    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(_expression(field, quote(field.column)) for field in fields)
    schema = pa.schema([(field.column, _type(field)) for field in fields])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)}")  # noqa: S608
        batches = [
            pa.record_batch([pa.array(values, of.type) for values, of in zip(zip(*rows), schema)], schema=schema)  # noqa: B905
            for rows in _batches(cursor)
        ]
    return pa.Table.from_batches(batches, schema)


def _batches(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while batch := cursor.fetchmany(ROWS_AT_A_TIME):
        yield batch


def _expression(field: models.Field[Any, Any], column: str) -> str:
    """A column as both databases give it quickest and alike; a bare date costs a Python object a cell."""
    if isinstance(field, models.DateField):
        return f"CAST({column} AS TEXT)"
    if isinstance(field, models.BooleanField):
        return f"CASE WHEN {column} THEN 1 ELSE 0 END"
    return column


def _type(field: models.Field[Any, Any]) -> pa.DataType:
    import pyarrow as pa

    return pa.int32() if isinstance(field, (models.IntegerField, models.BooleanField)) else pa.string()
