"""From names and codes as people write them to the authorities they mean, as at the day that matters.

Which authority a name means changes only on the days on which some authority or name begins or ends. Between two
such days the answer is the same, so it is asked once for each name and span, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from upheld.intake.collecting import SHOWN_A_FILE, Collector
from upheld.intake.loaded import ROW, Loaded
from upheld.intake.workspace import Workspace, named
from upheld.vocabulary.authorities import AuthorityDirectory, Dated, UnknownAuthority
from upheld.vocabulary.problems import Problem

TODAY = date.max


@dataclass(frozen=True)
class Calendar:
    """The days on which anything about authorities changes, and the spans between them."""

    directory: AuthorityDirectory

    @cached_property
    def edges(self) -> list[date]:
        """First days of spans, in order."""
        found = {edge for one in self.directory for edge in _edges(one.start_on, one.end_on)}
        for one in self.directory:
            for dated in (*one.official_names, *one.short_names, *one.other_names):
                found.update(_edges_of(dated))
        return sorted(found)

    def span(self, day: str) -> str:
        """The number of the span that holds a day, in SQL; the last one where the day is null."""
        # Recent days are the usual ones, so the last span is asked for first.
        cases = (f"WHEN {day} >= DATE '{edge}' THEN {number}" for number, edge in reversed([*enumerate(self.edges, 1)]))
        return f"(CASE WHEN {day} IS NULL THEN {len(self.edges)} {' '.join(cases)} ELSE 0 END)"

    def day_in(self, span: int) -> date:
        """A day of a span."""
        if not self.edges:
            return TODAY
        return self.edges[span - 1] if span else self.edges[0] - timedelta(days=1)


def _edges(first: date | None, last: date | None) -> Iterable[date]:
    if first and first != date.min:
        yield first
    if last and last != date.max:
        yield last + timedelta(days=1)


def _edges_of(dated: Dated) -> Iterable[date]:
    return _edges(dated.from_on, dated.to_on)


@dataclass(frozen=True)
class Naming:
    """One column that names authorities. The rows of ``dated_<table>`` say in ``named_on`` as at which day."""

    table: str
    column: str

    @property
    def found(self) -> str:
        """The table of what was found: written, span, id."""
        return f"who_{self.table}_{self.column}"


def resolve(workspace: Workspace, naming: Naming, calendar: Calendar) -> None:
    """Make the table that says which authority each name means in each span; unknown ones have a null id."""
    written = workspace.rows(
        f"SELECT DISTINCT {named(naming.column)}, {calendar.span('named_on')} FROM dated_{naming.table} "
        f"WHERE {named(naming.column)} <> '' ORDER BY ALL"
    )
    ids = [_meant(calendar.directory, text, calendar.day_in(span)) for text, span in written]
    types = {"written": "VARCHAR", "span": "INTEGER", "id": "VARCHAR"}
    workspace.put(naming.found, types, [[text for text, _ in written], [span for _, span in written], ids])


def _meant(directory: AuthorityDirectory, written: str, day: date) -> str | None:
    try:
        return directory.find(written, day).id
    except UnknownAuthority:
        return None


def joined(naming: Naming, calendar: Calendar) -> str:
    """The join that puts the id beside a row ``t`` of ``dated_<table>``, in SQL."""
    found = naming.found
    return (
        f"LEFT JOIN {found} ON {found}.written = t.{named(naming.column)} "
        f"AND {found}.span = {calendar.span('t.named_on')}"
    )


def tell_unknown(workspace: Workspace, naming: Naming, calendar: Calendar, loaded: Loaded, problems: Collector) -> None:
    """Collect a problem for every row that names no known authority, with the nearest names."""
    unknown = [text for (text,) in workspace.rows(f"SELECT DISTINCT written FROM {naming.found} WHERE id IS NULL")]
    if not unknown:
        return
    nobody = f"{naming.found}.written IS NOT NULL AND {naming.found}.id IS NULL"
    sql = f"FROM dated_{naming.table} t {joined(naming, calendar)} WHERE {nobody}"
    total = workspace.row(f"SELECT count(*) {sql}")[0]
    rows = workspace.rows(f"SELECT {ROW}, {naming.found}.written {sql} ORDER BY {ROW} LIMIT {SHOWN_A_FILE}")
    expected = {text: expected_of(calendar.directory, text) for text in {text for _, text in rows}}
    column = loaded.header.as_written(naming.column)
    found = [Problem(loaded.label, row, column, text, expected[text]) for row, text in rows]
    problems.add_many(loaded.label, found, total)


def expected_of(directory: AuthorityDirectory, written: str) -> str:
    """What was expected of a name that is nobody's."""
    suggestions = directory.nearest(written)
    meant = f"; is {' or '.join(map(repr, suggestions))} meant?" if suggestions else ""
    return f"the code or a known name of an authority{meant}"
