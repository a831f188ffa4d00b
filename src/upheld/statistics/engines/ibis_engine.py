"""The quick engine: Ibis expressions, on DuckDB unless told otherwise.

Each question reads and groups its table of events once, to a small table; all that is asked is then pooled
from those in Python (`small_tables`), because engines scan a subquery that two questions share twice.
The expressions keep to what every backend of Ibis has, so that the same ones run on a cluster.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.statistics.counting import CountPlan, CountRow, SnapshotFiles
from upheld.statistics.engines.backends import Backend, connected
from upheld.statistics.engines.small_tables import SmallTables, count_rows, ends_of
from upheld.vocabulary.words import Result
from upheld.vocabulary.year import Year

if TYPE_CHECKING:
    import ibis.expr.types as ir

# What is asked of each table; an engine that has to be sent its rows is sent no more.
COLUMNS = {
    "cases": (
        "subject",
        "outcome",
        "satisfactory_remedy",
        "received_on",
        "decided_on",
        "received_by",
        "decided_by",
    ),
    "compliance": ("recorded_on", "result", "counted_for"),
    "recommendations": (
        "category",
        "due_on",
        "extended_to",
        "completed_on",
        "result",
        "decided_on",
        "decided_by",
        "recorded_on",
        "counted_for",
    ),
    "enquiries": ("due_on", "answered_on", "counted_for"),
    "handovers": ("handed_on", "handed_from", "handed_to", "decided_on"),
}
TABLES = tuple(COLUMNS)


@dataclass(frozen=True)
class IbisEngine:
    """Counts by Ibis on a backend; None is a DuckDB of its own, in memory, for each count."""

    backend: Backend | None = None

    def count(self, snapshot: SnapshotFiles, plan: CountPlan) -> list[CountRow]:
        """Count a snapshot; rows come in no order."""
        if not plan.years:
            return []
        with no_search_for_cycles(), _connected(self.backend) as backend:
            tables = {name: backend.parquet([str(snapshot.table(name))], wanted) for name, wanted in COLUMNS.items()}
            questions = small_expressions(tables, plan)
            small = SmallTables(lambda name: backend.rows(questions[name]), frozenset(plan.years))
            return count_rows(small, plan)


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Python would search the rows made here for cycles, again and again, for half the time that they take."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def start() -> None:
    """Import what counting needs (most of a second): for a thread, while something else waits for a disk."""
    import ibis.backends.duckdb  # noqa: F401
    import pyarrow.parquet  # noqa: F401


@contextmanager
def _connected(given: Backend | None) -> Iterator[Backend]:
    if given is not None:
        yield given
        return
    with connected() as own:
        yield own


def small_expressions(tables: Mapping[str, ir.Table], plan: CountPlan) -> dict[str, ir.Table]:
    """One expression for each small table, its columns in the order of its parts; the questions as they are wanted."""
    first, last = Year(min(plan.years), plan.year_end), Year(max(plan.years), plan.year_end)
    cases, compliance, recommendations, enquiries, handovers = (tables[name] for name in TABLES)

    def dated(table: ir.Table, day: str) -> ir.Table:
        """Events from the first day of the first counted year to the last of the last, with their year."""
        inside = table.filter(table[day] >= first.start, table[day] <= last.end)
        return inside.mutate(year=year_of(inside[day], first, last))

    recorded = dated(recommendations, "recorded_on")
    return {
        "decided": _grouped(
            dated(cases, "decided_on"), "decided_by", "year", "outcome", "satisfactory_remedy", "subject"
        ),
        "complied": _grouped(dated(compliance, "recorded_on"), "counted_for", "year", "result"),
        "enquired": _enquired(dated(enquiries, "due_on")),
        "received": _grouped(dated(cases, "received_on"), "received_by", "year", "subject"),
        "open": _open(cases, plan),
        "handed": _handed(handovers, plan),
        "remedies": _grouped(dated(recommendations, "decided_on"), "decided_by", "year", "category"),
        "days_late": _days_late(recorded),
    }


def year_of(day: ir.DateValue, first: Year, last: Year) -> ir.IntegerValue:
    """The year that a day from the first to the last is in: the first, and one more for each that has begun since.

    Only days are compared. The parts of a day are whole numbers of other sizes in other engines: 100 times a month
    is too much for some, without an error.
    """
    import ibis

    year: ir.IntegerValue = ibis.literal(first.ending, "int32")
    for ending in range(first.ending + 1, last.ending + 1):
        year = year + (day >= Year(ending, first.year_end).start).cast("int32")
    return year


def _grouped(table: ir.Table, *columns: str) -> ir.Table:
    return table.group_by(*columns).aggregate(n=table.count())


def _open(cases: ir.Table, plan: CountPlan) -> ir.Table:
    """How many cases were open when each of those years ended: a column a year."""
    counted = {}
    for year in ends_of(plan.years):
        end = Year(year, plan.year_end).end
        is_open = (cases.received_on <= end) & (cases.decided_on.isnull() | (cases.decided_on > end))
        counted[f"open_{year}"] = cases.count(where=is_open)
    return cases.group_by("received_by").aggregate(**counted)


def _handed(handovers: ir.Table, plan: CountPlan) -> ir.Table:
    """Handovers alike in day and authorities: how many, and of how many the case was open when each year ended."""
    counted = {"n": handovers.count()}
    for year in ends_of(plan.years):
        is_open = handovers.decided_on.isnull() | (handovers.decided_on > Year(year, plan.year_end).end)
        counted[f"open_{year}"] = handovers.count(where=is_open)
    return handovers.group_by("handed_on", "handed_from", "handed_to").aggregate(**counted)


def _enquired(due: ir.Table) -> ir.Table:
    late = due.answered_on.isnull() | (due.answered_on > due.due_on)
    return _grouped(due.mutate(answered_late=late), "counted_for", "year", "answered_late")


def _days_late(recorded: ir.Table) -> ir.Table:
    late = recorded.filter(recorded.result == Result.LATE.value)
    days = late.mutate(days=late.completed_on.delta(late.extended_to.coalesce(late.due_on), unit="day"))
    return _grouped(days.filter(days.days > 0), "counted_for", "year", "days")
