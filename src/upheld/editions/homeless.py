"""Events that can be counted for no authority.

Intake refuses them; a directory that changes later can make new ones.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import duckdb

MOST_TOLD = 20

# table, key, day, owner
EVENTS = (
    ("cases", "reference", "received_on", "received_by"),
    ("cases", "reference", "decided_on", "decided_by"),
    ("compliance", "case_reference", "recorded_on", "counted_for"),
    ("enquiries", "case_reference", "due_on", "counted_for"),
)


def refuse_homeless(connection: duckdb.DuckDBPyConnection, directory: AuthorityDirectory) -> None:
    """Raise `Refused` with the first such events, in the order of their cases; else do nothing."""
    problems: list[Problem] = []
    total = 0
    for table, key, day, owner in EVENTS:
        homeless = f"FROM {table} WHERE {owner} IS NULL AND {day} IS NOT NULL"
        [(number,)] = connection.execute(f"SELECT count(*) {homeless}").fetchall()
        if not number:
            continue
        total += number
        first = connection.execute(
            f"SELECT {key}, authority, successor, {day} {homeless} ORDER BY {key}, {day} LIMIT {MOST_TOLD}"
        )
        problems += [
            Problem(
                f"register: {table} of case {reference}",
                0,
                day,
                str(on),
                _expected(directory, one, named, on),
            )
            for reference, one, named, on in first.fetchall()
        ]
    if total:
        raise Refused(problems[:MOST_TOLD], total)


def _expected(directory: AuthorityDirectory, authority: str, named: str, day: date) -> str:
    if authority not in directory.by_id:
        return f"a case of an authority that the scheme lists, not of {authority}"
    try:
        responsible(directory, authority, day, named)
    except NoSingleSuccessor as nobody:
        name = directory[nobody.authority].name(nobody.ended_on)
        among = ", ".join(nobody.successors) or "none"
        until = f"a day up to {nobody.ended_on}, the last day of {name}"
        return f"{until}, or a case that names one of its successors: {among}"
    except NotYetBegun as nobody:
        name = directory[nobody.authority].name(nobody.start_on)
        return f"a day from {nobody.start_on}, the first day of {name}"
    raise AssertionError(f"{authority} answers for {day}, but no term says so")
