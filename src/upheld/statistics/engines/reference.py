"""The reference engine: plain Python over every row, once a question, with no optimisation on purpose.

It is the definitions of `upheld.statistics.definitions` and a loop, so that a reader can judge it and it can
judge the engines that are quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from upheld.statistics.counting import Breakdown, CountPlan, CountRow, SnapshotFiles
from upheld.statistics.definitions import (
    EVENTS,
    IN_BASE,
    IS_COUNTED,
    Event,
    days_late,
    is_investigation,
    is_open_at_end,
    is_upheld,
    was_handed_within,
)
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.words import DatedBy
from upheld.vocabulary.year import Year


class ReferenceEngine:
    """Counts by asking each event each question."""

    def count(self, snapshot: SnapshotFiles, plan: CountPlan) -> list[CountRow]:
        """Count a snapshot; rows come in order."""
        counting = _Counting(snapshot, plan)
        for measure in plan.measures:
            counting.measure(measure)
        for breakdown in plan.breakdowns:
            _BREAKDOWNS[breakdown](counting)
        return counting.rows()


@dataclass
class _Counting:
    """One count of one snapshot."""

    snapshot: SnapshotFiles
    plan: CountPlan
    found: dict[tuple[str, int, str, str], list[int]] = field(default_factory=dict)

    def add(self, authority: str, year: int, item: str, key: str, count: bool = True, base: bool = False) -> None:
        """Add an event to a cell, as counted, as in the base, as both, or as neither."""
        cell = self.found.setdefault((authority, year, item, key), [0, 0])
        cell[0] += count
        cell[1] += base

    def rows(self) -> list[CountRow]:
        """All cells that hold anything."""
        return sorted(CountRow(*cell, count, base) for cell, (count, base) in self.found.items() if count or base)

    def events(self, table: str, day: str) -> Iterator[tuple[Event, int]]:
        """Events of a table that some day of a counted year holds, each with its year."""
        for event in _read(self.snapshot, table):
            if event[day] is not None:
                year = self.plan.year_end.year_of(event[day]).ending
                if year in self.plan.years:
                    yield event, year

    def measure(self, measure: Measure) -> None:
        """Count one measure."""
        events, plan = EVENTS[measure.dated_by], self.plan
        for event, year in self.events(events.table, events.day):
            count, base = IS_COUNTED[measure.counted](event, plan), IN_BASE[measure.base](event, plan)
            self.add(event[events.authority], year, measure.id, "", count, base)

    def by_key(self, item: Breakdown, dated_by: DatedBy, key: str) -> None:
        """Count events by what a column says."""
        events = EVENTS[dated_by]
        for event, year in self.events(events.table, events.day):
            self.add(event[events.authority], year, item, event[key])

    def upheld_by_subject(self) -> None:
        """Upheld of investigations, by subject."""
        for case, year in self.events("cases", "decided_on"):
            count, base = is_upheld(case, self.plan), is_investigation(case, self.plan)
            self.add(case["decided_by"], year, Breakdown.UPHELD_BY_SUBJECT, case["subject"], count, base)

    def remedies(self) -> None:
        """Recommendations of cases decided in the year, by category."""
        for one, year in self.events("recommendations", "decided_on"):
            self.add(one["decided_by"], year, Breakdown.REMEDIES, one["category"])

    def days_late(self) -> None:
        """Recommendations done late, by whole days, in the year of their case's compliance outcome."""
        for one, year in self.events("recommendations", "recorded_on"):
            days = days_late(one)
            if days is not None:
                self.add(one["counted_for"], year, Breakdown.DAYS_LATE, str(days))

    def brought_forward(self) -> None:
        """Cases open when the year before ended, for who holds them the next morning; and those taken over later."""
        for year in self.years():
            for case in _read(self.snapshot, "cases"):
                if is_open_at_end(case, year.previous().end):
                    self.held(self.holder(case, year.start), year, Breakdown.BROUGHT_FORWARD)
            for handover in self.handed_within(year):
                self.held(handover["handed_to"], year, Breakdown.BROUGHT_FORWARD)

    def carried_forward(self) -> None:
        """Cases open when the year ended, for who holds them then; and those handed over before."""
        for year in self.years():
            for case in _read(self.snapshot, "cases"):
                if is_open_at_end(case, year.end):
                    self.held(self.holder(case, year.end), year, Breakdown.CARRIED_FORWARD)
            for handover in self.handed_within(year):
                self.held(handover["handed_from"], year, Breakdown.CARRIED_FORWARD)

    def years(self) -> list[Year]:
        """The counted years."""
        return [Year(ending, self.plan.year_end) for ending in self.plan.years]

    def holder(self, case: Event, day: date) -> str:
        """Who holds an open case on a day: the last that it was handed to, or who received it."""
        handed = [one for one in _read(self.snapshot, "handovers") if one["case_reference"] == case["reference"]]
        before = [one for one in handed if one["handed_on"] <= day]
        last = max(before, key=lambda one: one["handed_on"], default=None)
        holder: str = last["handed_to"] if last else case["received_by"]
        return holder

    def handed_within(self, year: Year) -> list[Event]:
        """Handovers after the year's first day and by its last."""
        return [one for one in _read(self.snapshot, "handovers") if was_handed_within(one, year)]

    def held(self, authority: str, year: Year, item: Breakdown) -> None:
        """Add a case to a cell of who holds it, if somebody does."""
        if authority:
            self.add(authority, year.ending, item, "")


_BREAKDOWNS: dict[Breakdown, Callable[[_Counting], None]] = {
    Breakdown.DECIDED: lambda counting: counting.by_key(Breakdown.DECIDED, DatedBy.DECISION, "outcome"),
    Breakdown.RECEIVED: lambda counting: counting.by_key(Breakdown.RECEIVED, DatedBy.RECEIPT, "subject"),
    Breakdown.COMPLIANCE: lambda counting: counting.by_key(Breakdown.COMPLIANCE, DatedBy.COMPLIANCE_OUTCOME, "result"),
    Breakdown.UPHELD_BY_SUBJECT: _Counting.upheld_by_subject,
    Breakdown.REMEDIES: _Counting.remedies,
    Breakdown.DAYS_LATE: _Counting.days_late,
    Breakdown.BROUGHT_FORWARD: _Counting.brought_forward,
    Breakdown.CARRIED_FORWARD: _Counting.carried_forward,
}


def _read(snapshot: SnapshotFiles, table: str) -> list[dict[str, Any]]:
    """Every row of a table, read again each time it is asked for."""
    from pyarrow.parquet import read_table

    rows: list[dict[str, Any]] = read_table(snapshot.table(table)).to_pylist()
    return rows
