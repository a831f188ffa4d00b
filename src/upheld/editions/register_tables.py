"""What a snapshot needs of the register, read as columns through Django's connection, whichever database it is.

A Python object a cell would take most of the time (and making Arrow arrays of objects imports pandas), so
the database writes each row as a line of CSV and pyarrow reads the lines. Nothing that names or describes a
person is asked for; texts are those alone that authorities and the office publish about the complaint handling code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

from upheld.register.models import (
    Case,
    CaseAssessment,
    CodeAssessment,
    Compliance,
    Enquiry,
    Recommendation,
    SelfAssessment,
    SelfAssessmentStatement,
)

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
    "code_assessments": (CodeAssessment, ("authority", "assessed_on", "section", "met", "commentary")),
    "case_assessments": (CaseAssessment, ("case", "clause", "assessed_on", "met")),
    "self_assessments": (SelfAssessment, ("authority", "year", "clause", "complies", "explanation")),
    "self_assessment_statements": (
        SelfAssessmentStatement,
        ("authority", "year", "response", "considered_on", "submitted_on"),
    ),
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
    schema = pa.schema([(field.column, _type(field)) for field in fields])
    with connection.cursor() as cursor:
        cursor.execute(_query(model, fields))
        parts = [_parsed(lines, schema) for lines in _batches(cursor)]
    return pa.concat_tables(parts) if parts else schema.empty_table()


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


def _batches(cursor: Any) -> Iterator[str]:
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield "\n".join(line for (line,) in rows)


def _parsed(lines: str, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv

    return csv.read_csv(
        pa.py_buffer(lines.encode()),
        csv.ReadOptions(column_names=schema.names),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=schema, strings_can_be_null=False, true_values=["true"], false_values=["false"]
        ),
    )
