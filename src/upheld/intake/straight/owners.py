"""Who groups of events count for, asked once for each name and span, however many events there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from upheld.intake.naming import expected_of
from upheld.intake.straight.groups import AS_THE_EVENT, Spans
from upheld.intake.terms import after_its_life, before_its_life, one_of_its_successors
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory, UnknownAuthority
from upheld.vocabulary.corrections import later

Group = tuple[Any, ...]


class Whose(NamedTuple):
    """What events say of whose they are: names as written, and the numbers of their periods."""

    authority: str | None
    successor: str | None
    named_in: int
    period: int


class Nobody(NamedTuple):
    """Why events count for nobody: what was expected, in a column of the case, or ("") in the event's day."""

    column: str
    expected: str


@dataclass
class Owners:
    """Finds the owners of one question's groups; ``nobody`` are those that have none, and why."""

    directory: AuthorityDirectory
    spans: Spans
    nobody: dict[Whose, Nobody] = field(default_factory=dict)
    _found: dict[Whose, str] = field(default_factory=dict)

    def counted(self, groups: Iterable[Group]) -> Iterator[Group]:
        """Groups as (authority's id, year, what is counted by, n), those alike put together.

        Whose groups count for nobody is known once all are taken.
        """
        pooled: Counter[Group] = Counter()
        for authority, successor, named_in, period, *counted_by, n in groups:
            year = self._years.get(period)
            if year is None:  # a year between two that are counted
                continue
            owner = self._owner(Whose(authority, successor, named_in, period))
            if owner:
                pooled[(owner, year, *counted_by)] += n
        while pooled:  # each is let go of as it is told: there may be a million
            alike, n = pooled.popitem()
            yield (*alike, n)

    def look(self, groups: Iterable[Group]) -> None:
        """Find the owners of groups of any day, for the sake of those that have none."""
        for *whose, _n in groups:
            self._owner(Whose(*whose))

    @cached_property
    def _years(self) -> dict[int, int]:
        """The year of each period of events."""
        events = self.spans.events
        days = {number: events.day_in(number) for number in range(1, len(events.edges) + 1)}
        return {number: year.ending for number, day in days.items() for year in self.spans.years if day in year}

    def _owner(self, whose: Whose) -> str:
        """The id, or "" where there is none."""
        if whose not in self._found:
            answer = self._asked(whose)
            self._found[whose] = answer if isinstance(answer, str) else ""
            if isinstance(answer, Nobody):
                self.nobody[whose] = answer
        return self._found[whose]

    def _asked(self, whose: Whose) -> str | Nobody:
        day = self.spans.events.day_in(whose.period)
        named_on = day if whose.named_in == AS_THE_EVENT else self.spans.named.day_in(whose.named_in)
        column, written = "authority", whose.authority or ""
        try:
            authority = self.directory.find(written, named_on).id
            column, written = "successor", whose.successor or ""
            successor = self.directory.find(written, named_on).id if written else ""
        except UnknownAuthority:
            return Nobody(column, expected_of(self.directory, written))
        if successor and successor not in later(self.directory, authority):
            return Nobody(column, one_of_its_successors(self.directory, authority))
        try:
            return responsible(self.directory, authority, day, successor)
        except NoSingleSuccessor as nobody:
            return Nobody("", after_its_life(self.directory, nobody))
        except NotYetBegun as nobody:
            return Nobody("", before_its_life(self.directory, nobody))
