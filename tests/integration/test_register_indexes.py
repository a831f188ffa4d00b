"""The register's indexes are those that plans use; see docs/explanation/indexes.md."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.support.builders import make_authority
from tests.support.extracts import small_scheme
from upheld.casework.watching.behind import cases_behind
from upheld.casework.watching.streams import Kind, Stream
from upheld.register import queries
from upheld.register.models import Case
from upheld.vocabulary.authorities import AuthorityDirectory


def keep_cases(number: int, **more: object) -> None:
    """Cases of the first days of 2022, one in a thousand with a public report."""
    Case.objects.bulk_create(
        Case(
            reference=f"{one:06d}",
            authority=f"A{one % 50}",
            subject="Repairs",
            received_on=date(2022, 1, 1 + one % 28),
            public_report_on=None if one % 1000 else date(2022, 3, 1),
            **more,
        )
        for one in range(number)
    )


def plan(statement: str) -> str:
    """How PostgreSQL or SQLite would answer."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(f"{explain} {statement}")
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.usefixtures("either_register")
def test_reports_are_found_by_their_index():
    keep_cases(5000)
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, given, *rest: (asked.append(sql), run(sql, given, *rest))[1]):
        assert len(queries.public_reports(date(2022, 1, 1), date(2022, 12, 31))) == 5
    [statement] = asked
    assert "register_case_reports" in plan(statement.replace("%s", "'2022-03-01'"))


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql_register")
def test_no_index_is_kept_for_how_texts_begin():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'register\\_%'")
        found = [definition for (definition,) in cursor.fetchall()]
    assert len(found) > 10
    assert not [one for one in found if "pattern_ops" in one]


@pytest.mark.usefixtures("register")
def test_behind_a_drift_no_more_is_read_than_an_authority_and_its_kin():
    """Also a case received before the authority began that it names: it counts for the one before."""
    directory = AuthorityDirectory(
        [
            make_authority("north", end=date(2021, 3, 31), successors=["merged"]),
            make_authority("merged", start=date(2021, 4, 1), end=date(2023, 3, 31), successors=["later"]),
            make_authority("later", start=date(2023, 4, 1)),
            make_authority("A1"),
        ]
    )
    keep_cases(100)
    for authority in ("north", "merged", "later"):
        Case.objects.create(reference=authority, authority=authority, subject="Repairs", received_on=date(2022, 1, 2))
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, given, *rest: (asked.append(sql), run(sql, given, *rest))[1]):
        found = cases_behind(small_scheme(), directory, Stream(Kind.RECEIVED, "merged", ""), ["2022-01"])
    assert [one.reference for one in found] == ["later", "merged", "north"]
    assert [one for one in asked if '"authority" IN' in one]
