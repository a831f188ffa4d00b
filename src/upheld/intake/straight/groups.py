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

WHOSE = ("authority", "successor", "named_in", "period")


@dataclass(frozen=True)
class Spans:
    """``named`` are the periods by which a name is understood, ``events`` those that an event's day falls in."""

    named: Periods
    events: Periods
    years: Sequence[Year]


@dataclass(frozen=True)
class Question:
    """Events of the counted years with whose they are (`WHOSE`), and the columns that they are counted by.

    They also have the ``key`` of their table and the ``day`` that they are dated by.
    """

    table: str
    key: str
    day: str
    events: ir.Table
    counted_by: tuple[str, ...]

    @property
    def groups(self) -> ir.Table:
        """How many events are alike: columns `WHOSE`, what they are counted by, n."""
        return self.events.group_by(*WHOSE, *self.counted_by).aggregate(n=self.events.count())


def questions(tables: Mapping[str, ir.Table], spans: Spans) -> dict[str, Question]:
    """By what they ask: ``decided``, and ``complied`` and ``enquired`` where there are such tables."""
    cases = tables["cases"]
    asked = {"decided": _decided(cases, spans)}
    if "compliance" in tables:
        asked["complied"] = _complied(tables["compliance"], cases, spans)
    if "enquiries" in tables:
        asked["enquired"] = _enquired(tables["enquiries"], cases, spans)
    return asked


def _decided(cases: ir.Table, spans: Spans) -> Question:
    dated = _dated(cases, "decided_on", spans)
    events = dated.mutate(
        named_in=spans.named.of(dated.decided_on), satisfactory_remedy=dated.satisfactory_remedy.fill_null(False)
    )
    return Question("cases", "reference", "decided_on", events, ("outcome", "satisfactory_remedy"))


def _complied(compliance: ir.Table, cases: ir.Table, spans: Spans) -> Question:
    events = _dated(compliance, "recorded_on", spans).select("case_reference", "recorded_on", "period", "result")
    return Question("compliance", "case_reference", "recorded_on", _of_cases(events, cases, spans), ("result",))


def _enquired(enquiries: ir.Table, cases: ir.Table, spans: Spans) -> Question:
    due = _dated(enquiries, "due_on", spans)
    late = due.answered_on.isnull() | (due.answered_on > due.due_on)
    events = due.select("case_reference", "due_on", "period", answered_late=late)
    return Question("enquiries", "case_reference", "due_on", _of_cases(events, cases, spans), ("answered_late",))


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
