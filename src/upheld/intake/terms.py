"""Events that no authority can take: after an authority's last day with no single successor, or before its first day.

The rule itself is `upheld.statistics.responsibility`. Who takes an event changes only where the calendar of
authorities has an edge, so it is asked once for each authority, named successor and span.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from upheld.intake.checking import Check
from upheld.intake.naming import Calendar
from upheld.intake.workspace import named, quoted
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.corrections import later

HOMELESS = {"authority": "VARCHAR", "successor": "VARCHAR", "span": "INTEGER", "expected": "VARCHAR"}


@dataclass(frozen=True)
class Event:
    """A day that counts, in SQL's ``source``: rows ``t`` with their case ``c``. ``at`` is the row that is told of."""

    table: str
    column: str
    source: str
    at: str = "t"
    day: str = ""

    @property
    def when(self) -> str:
        """The event's day, in SQL."""
        return self.day or f"t.{named(self.column)}"


def _events(check: Check) -> Iterator[Event]:
    if "cases" in check.loaded:
        for column in ("received_on", "decided_on", "public_report_on"):
            yield Event("cases", column, "FROM new_cases c", "c", f"c.{column}")
    for table, column in (("compliance", "recorded_on"), ("enquiries", "due_on")):
        if table in check.loaded:
            yield Event(table, column, f"FROM new_{table} t JOIN after_cases c ON c.reference = t.case_reference")
        if "cases" in check.loaded:
            stored = f"FROM stored_{table} t JOIN new_cases c ON c.reference = t.case_reference"
            yield Event("cases", "authority", stored, "c", f"t.{column}")


def check_terms(check: Check, calendar: Calendar) -> None:
    """Collect a problem for each event that nobody can take, and for each successor that is none."""
    for event in _events(check):
        span = calendar.span(event.when)
        known = f"c.authority IS NOT NULL AND c.successor IS NOT NULL AND {event.when} IS NOT NULL"
        triples = check.workspace.rows(f"SELECT DISTINCT c.authority, c.successor, {span} {event.source} WHERE {known}")
        received = event.column == "received_on"
        homeless = [(*triple, expected) for triple in triples if (expected := _nobody(calendar, *triple, received))]
        if homeless:
            _tell(check, event, span, homeless)
    if "cases" in check.loaded:
        _check_successors(check, calendar.directory)


def _tell(check: Check, event: Event, span: str, homeless: list[tuple[str, str, int, str]]) -> None:
    check.workspace.put("homeless", HOMELESS, [list(column) for column in zip(*homeless, strict=True)])
    source = (
        f"{event.source} JOIN homeless h ON h.authority = c.authority AND h.successor = c.successor AND h.span = {span}"
    )
    check.tell(event.table, event.column, "{}", source, "h.expected", at=event.at)


def _nobody(calendar: Calendar, authority: str, successor: str, span: int, received: bool) -> str:
    """What was expected, where nobody can take an event; "" where somebody can.

    A case may be received before its authority began: casework systems carry open cases over to the new body,
    and such a receipt counts for the body that the case names.
    """
    day = calendar.day_in(span)
    try:
        responsible(calendar.directory, authority, day, successor)
    except NoSingleSuccessor as nobody:
        return after_its_life(calendar.directory, nobody)
    except NotYetBegun as nobody:
        return "" if received else before_its_life(calendar.directory, nobody)
    return ""


def after_its_life(directory: AuthorityDirectory, nobody: NoSingleSuccessor) -> str:
    """What was expected of an event after an authority's last day."""
    name = directory[nobody.authority].name(nobody.ended_on)
    if not nobody.successors:
        return f"a day up to {nobody.ended_on}, the last day of {name}, which has no successor"
    names = ", ".join(_name(directory, one, nobody.ended_on) for one in nobody.successors)
    return (
        f"a day up to {nobody.ended_on}, the last day of {name}; "
        f"or one of its successors named in the case's column successor: {names}"
    )


def before_its_life(directory: AuthorityDirectory, nobody: NotYetBegun) -> str:
    """What was expected of an event before an authority's first day."""
    name = directory[nobody.authority].name(nobody.start_on)
    return f"a day from {nobody.start_on}, the first day of {name}; or the authority that it was then"


def _name(directory: AuthorityDirectory, authority: str, day: date) -> str:
    return directory[authority].name(day) if authority in directory.by_id else authority


def _check_successors(check: Check, directory: AuthorityDirectory) -> None:
    pairs = check.workspace.rows(
        "SELECT DISTINCT authority, successor FROM new_cases WHERE successor <> '' AND authority IS NOT NULL"
    )
    wrong = [pair for pair in pairs if pair[1] not in later(directory, pair[0])]
    for authority, successor in sorted(wrong):
        expected = one_of_its_successors(directory, authority)
        same = f"t.authority = {quoted(authority)} AND t.successor = {quoted(successor)}"
        source = f"FROM new_cases t WHERE {same}"
        check.tell("cases", "successor", expected, source)


def one_of_its_successors(directory: AuthorityDirectory, authority: str) -> str:
    """What was expected of a successor that is none of an authority's."""
    names = sorted(directory[one].name(date.max) for one in later(directory, authority))
    if not names:
        return "a blank; the authority has no successor"
    return f"one of the authority's successors: {', '.join(names)}"
