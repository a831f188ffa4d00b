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
AS_THE_EVENT = -1  # in ``named_in``: names are meant as at the event's own day


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


def questions(tables: Mapping[str, ir.Table], spans: Spans, outcomes: frozenset[str]) -> dict[str, Question]:
    """By what they ask: ``decided`` (with one of the outcomes), and ``complied`` and ``enquired`` where there are such
    tables.
    """
    cases = tables["cases"]
    asked = {"decided": _decided(cases.filter(cases.outcome.isin(sorted(outcomes))), spans)}
    if "compliance" in tables:
        asked["complied"] = _complied(tables["compliance"], cases, spans)
    if "enquiries" in tables:
        asked["enquired"] = _enquired(tables["enquiries"], cases, spans)
    return asked


def everybody(cases: ir.Table, spans: Spans) -> dict[str, Question]:
    """Whom all cases name: as at their decision, whatever their outcome; as at their receipt, while they are open."""
    decided = cases.filter(cases.decided_on.notnull())
    still_open = cases.filter(cases.decided_on.isnull())
    return {
        day: Question("cases", "reference", day, _named(of_these, day, spans), ())
        for of_these, day in ((decided, "decided_on"), (still_open, "received_on"))
    }


def _named(cases: ir.Table, day: str, spans: Spans) -> ir.Table:
    return cases.mutate(named_in=as_the_event(), period=spans.named.of(cases[day]))


def as_the_event() -> ir.IntegerValue:
    """`AS_THE_EVENT` as a column."""
    import ibis

    return ibis.literal(AS_THE_EVENT, "int32")


def _decided(cases: ir.Table, spans: Spans) -> Question:
    dated = _dated(cases, "decided_on", spans)
    remedy = dated.satisfactory_remedy.fill_null(False)
    events = dated.mutate(named_in=as_the_event(), satisfactory_remedy=remedy)
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
