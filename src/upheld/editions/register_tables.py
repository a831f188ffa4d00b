"""What a snapshot needs of the register, read a stretch of rows at a time, whichever database it is.

Nothing that names or describes a person is asked for; texts are those alone that authorities and the office publish
about the complaint handling code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from upheld.register.columns import one_moment, schema, stretches
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
    import duckdb

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


def put_into(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``register_<name>`` of every table as the register holds it at one moment, columns named as there."""
    with one_moment():
        for name, (model, fields) in READ.items():
            connection.register("stretch", schema(model, fields).empty_table())
            connection.execute(f"CREATE TABLE register_{name} AS SELECT * FROM stretch")  # noqa: S608
            for stretch in stretches(model, fields):
                connection.register("stretch", stretch)
                connection.execute(f"INSERT INTO register_{name} SELECT * FROM stretch")  # noqa: S608
            connection.unregister("stretch")
