"""What an engine is asked and what it answers. Engines count; nothing else in the system does.

An engine reads a snapshot (`SnapshotFiles`) and returns integers only. Every ratio, average, interval, median
and rounding happens afterwards, in plain Python, so engines can disagree in nothing but a count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.year import YearEnd


class Breakdown(StrEnum):
    """Countings by a key, beside the measures. The key's meaning is in brackets."""

    DECIDED = "decided"  # cases decided in the year [outcome id]
    RECEIVED = "received"  # cases received in the year [subject]
    UPHELD_BY_SUBJECT = "upheld_by_subject"  # count = upheld, base = investigations [subject]
    COMPLIANCE = "compliance"  # compliance outcomes in the year [on_time, late, not_complied]
    DAYS_LATE = "days_late"  # recommendations complied late, by whole days late [days as text]
    REMEDIES = "remedies"  # recommendations of cases decided in the year [category]
    BROUGHT_FORWARD = "brought_forward"  # cases undecided at the year's start, or taken over within it [""]
    CARRIED_FORWARD = "carried_forward"  # cases undecided at the year's end, or handed over within it [""]


class CountRow(NamedTuple):
    """Integers about one authority and year. ``item`` is a measure's id or a `Breakdown`; ``key`` is "" for
    measures.

    ``base`` is 0 where a breakdown has none. Residents are no engine's business: a measure per head comes
    back with base 0 and its population is put in afterwards.
    """

    authority: str
    year: int
    item: str
    key: str
    count: int  # type: ignore[assignment]  # the count, not the tuple's method
    base: int


@dataclass(frozen=True)
class SnapshotFiles:
    """The frozen register: a folder of Parquet files, one a table, each sorted by its key.

    - ``cases.parquet``: reference, subject, outcome (null while open), satisfactory_remedy (bool),
      received_on, decided_on (dates), received_by, decided_by (ids of the authorities that receipt and
      decision count for; decided_by is null while open)
    - ``handovers.parquet``: case_reference, handed_on, handed_from, handed_to, decided_on (of the case): a row for
      each time that an open case came to another authority, by a reorganisation. ``handed_on`` is the first day of
      the one it came to, the case having been received before and not decided before that day. ``handed_to`` is ""
      while nobody can tell which of several successors has it. Whoever holds a case at a year's end carries it
      forward, and whoever holds it the next morning brings it forward
    - ``compliance.parquet``: case_reference, recorded_on, result, counted_for
    - ``recommendations.parquet``: case_reference, number, category, due_on, extended_to, completed_on,
      result, decided_on and decided_by (of its case), recorded_on and counted_for (of its case's compliance
      outcome; null if none)
    - ``enquiries.parquet``: case_reference, sent_on, due_on, answered_on, counted_for

    Beside them, where there are rows, what is known of the complaint handling code, which no engine counts
    (``editions.snapshot_files.ADDED``).
    """

    folder: Path

    def table(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.parquet"


@dataclass(frozen=True)
class CountPlan:
    """What to count: measures and breakdowns, in which years, by which outcomes."""

    measures: Sequence[Measure]
    breakdowns: Sequence[Breakdown]
    years: Sequence[int]
    year_end: YearEnd
    investigations: frozenset[str]
    upheld: frozenset[str]


class Engine(Protocol):
    """One job: integer counts. One method, so that a new engine is one function and can be held against the
    reference.

    `count` returns a row for every (authority, year, item, key) whose count or base is above 0, in any order.
    """

    def count(self, snapshot: SnapshotFiles, plan: CountPlan) -> Iterable[CountRow]:
        """Count a snapshot."""
        ...
