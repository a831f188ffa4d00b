"""Who groups of events count for, asked once for each name and span, however many events there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from upheld.intake.naming import expected_of
from upheld.intake.straight.groups import Spans
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory, UnknownAuthority
from upheld.vocabulary.corrections import later
from upheld.vocabulary.problems import Problem, Refused

Group = tuple[Any, ...]
MOST_TOLD = 20


@dataclass
class Owners:
    """Finds owners, and keeps what it was told and what could not be told."""

    directory: AuthorityDirectory
    spans: Spans
    problems: set[Problem] = field(default_factory=set)
    _ids: dict[tuple[str, int], str | None] = field(default_factory=dict)
    _found: dict[tuple[str, str, str, int, int], str | None] = field(default_factory=dict)

    def counted(self, table: str, groups: Iterable[Group]) -> Iterator[Group]:
        """Groups as (authority's id, year, what is counted by, n), those alike put together; problems are kept."""
        pooled: Counter[Group] = Counter()
        for written, successor, named_in, period, *counted_by, n in groups:
            year = self._years.get(period)
            if year is None:  # a year between two that are counted
                continue
            owner = self._owner(table, written or "", successor or "", named_in, period)
            if owner is not None:
                pooled[(owner, year, *counted_by)] += n
        return ((*alike, n) for alike, n in pooled.items())

    def refuse(self) -> None:
        """Raise `Refused` where any event counts for nobody: a figure without it would be wrong."""
        if self.problems:
            raise Refused(sorted(self.problems)[:MOST_TOLD], len(self.problems))

    @cached_property
    def _years(self) -> dict[int, int]:
        """The year of each period of events."""
        events = self.spans.events
        days = {number: events.day_in(number) for number in range(1, len(events.edges) + 1)}
        return {number: year.ending for number, day in days.items() for year in self.spans.years if day in year}

    def _owner(self, table: str, written: str, successor: str, named_in: int, period: int) -> str | None:
        key = (table, written, successor, named_in, period)
        if key not in self._found:
            self._found[key] = self._asked(*key)
        return self._found[key]

    def _asked(self, table: str, written: str, successor: str, named_in: int, period: int) -> str | None:
        authority = self._meant("authority", written, named_in)
        named = self._meant("successor", successor, named_in) if successor else ""
        if authority is None or named is None:
            return None
        if named and named not in later(self.directory, authority):
            names = ", ".join(sorted(self.directory[one].name(date.max) for one in later(self.directory, authority)))
            expected = f"one of the successors of {written}: {names}" if names else "a blank; it has no successor"
            return self._tell("cases", "successor", successor, expected)
        day = self.spans.events.day_in(period)
        try:
            return responsible(self.directory, authority, day, named)
        except NoSingleSuccessor as nobody:
            expected = f"the authority of an event up to {nobody.ended_on}, its last day"
            if nobody.successors:
                among = ", ".join(self.directory[one].name(day) for one in nobody.successors)
                expected += f"; or one of its successors in the column successor: {among}"
            return self._tell(table, "authority", written, expected)
        except NotYetBegun as nobody:
            expected = f"the authority of an event from {nobody.start_on}, its first day"
            return self._tell(table, "authority", written, expected)

    def _meant(self, column: str, written: str, named_in: int) -> str | None:
        if (written, named_in) not in self._ids:
            try:
                self._ids[written, named_in] = self.directory.find(written, self.spans.named.day_in(named_in)).id
            except UnknownAuthority:
                self._ids[written, named_in] = None
        found = self._ids[written, named_in]
        if found is None:
            self._tell("cases", column, written, expected_of(self.directory, written))
        return found

    def _tell(self, table: str, column: str, value: str, expected: str) -> None:
        self.problems.add(Problem(table, 0, column, value, expected))
