"""The questions that an engine is asked: events of the counted years, put together where no answer differs.

Each is one pass over its table. Groups name authorities as the files do; `owners` finds out who they count for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.intake.straight.periods import Periods
from upheld.vocabulary.year import Year

if TYPE_CHECKING:
    import ibis.expr.types as ir

WHOSE = ("authority", "successor", "named_in")


@dataclass(frozen=True)
class Spans:
    """``named`` are the periods by which a name is understood, ``events`` those that an event's day falls in."""

    named: Periods
    events: Periods
    years: Sequence[Year]


def questions(tables: Mapping[str, ir.Table], spans: Spans) -> dict[str, ir.Table]:
    """By what they ask: ``decided``, and ``complied`` and ``enquired`` where there are such tables.

    Columns: authority and successor as written, period of the name, period of the event, what is counted by, n.
    """
    cases = tables["cases"]
    asked = {"decided": _decided(cases, spans)}
    if "compliance" in tables:
        asked["complied"] = _complied(tables["compliance"], cases, spans)
    if "enquiries" in tables:
        asked["enquired"] = _enquired(tables["enquiries"], cases, spans)
    return asked


def _decided(cases: ir.Table, spans: Spans) -> ir.Table:
    events = _dated(cases, "decided_on", spans)
    return _grouped(events.mutate(named_in=spans.named.of(events.decided_on)), "outcome", "satisfactory_remedy")


def _complied(compliance: ir.Table, cases: ir.Table, spans: Spans) -> ir.Table:
    events = _dated(compliance, "recorded_on", spans)
    return _grouped(_of_cases(events.select("case_reference", "period", "result"), cases, spans), "result")


def _enquired(enquiries: ir.Table, cases: ir.Table, spans: Spans) -> ir.Table:
    due = _dated(enquiries, "due_on", spans)
    late = due.answered_on.isnull() | (due.answered_on > due.due_on)
    events = due.select("case_reference", "period", answered_late=late)
    return _grouped(_of_cases(events, cases, spans), "answered_late")


def _dated(table: ir.Table, day: str, spans: Spans) -> ir.Table:
    """Events of the counted years, each with its period."""
    first, last = min(year.start for year in spans.years), max(year.end for year in spans.years)
    inside = table.filter(table[day] >= first, table[day] <= last)
    return inside.mutate(period=spans.events.of(inside[day]))


def _of_cases(events: ir.Table, cases: ir.Table, spans: Spans) -> ir.Table:
    """Events with what their case says of whose it is."""
    named_in = spans.named.of(cases.decided_on.coalesce(cases.received_on))
    whose = cases.select("reference", "authority", "successor", named_in=named_in)
    return events.join(whose, events.case_reference == whose.reference)


def _grouped(events: ir.Table, *counted_by: str) -> ir.Table:
    return events.group_by(*WHOSE, "period", *counted_by).aggregate(n=events.count())
