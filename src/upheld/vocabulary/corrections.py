"""What an extract says of authorities: bodies that the scheme does not list, or corrections to those it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Protocol

from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population, renamed

BETWEEN_SUCCESSORS = ";"
OTHER_SEPARATOR = "|"
OF_THE_EXTRACT = "casework extract"


class Entry(Protocol):
    """One body as an extract has it. ``successors`` are ids with `BETWEEN_SUCCESSORS`; a blank says nothing."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def population(self) -> int | None: ...
    @property
    def start_on(self) -> date | None: ...
    @property
    def end_on(self) -> date | None: ...
    @property
    def successors(self) -> str: ...


def separated(successors: str) -> list[str]:
    """The successors of a cell as people write them, with semicolons or upright bars between."""
    return [one for one in map(str.strip, successors.replace(OTHER_SEPARATOR, BETWEEN_SUCCESSORS).split(";")) if one]


def later(directory: AuthorityDirectory, authority: str) -> set[str]:
    """All that came after an authority: its successors, theirs, and so on."""
    found: set[str] = set()
    waiting = [authority]
    while waiting:
        one = waiting.pop()
        successors = directory[one].successors if one in directory.by_id else ()
        waiting += [after for after in successors if after not in found]
        found.update(successors)
    return found


def corrected(listed: AuthorityDirectory, entries: Iterable[Entry]) -> AuthorityDirectory:
    """A directory with entries put in: one whose code is an authority's corrects it, any other is a new body."""
    by_code = {dated.text.upper(): one for one in listed for dated in one.codes}
    changes = {}
    for entry in entries:
        known = by_code.get(entry.code.upper())
        changed = _correct(known, entry) if known else _added(entry)
        changes[changed.id] = changed
    return listed.with_changes(changes)


def _added(entry: Entry) -> Authority:
    """A new body; its id is its code."""
    return Authority(
        id=entry.code,
        kind=entry.kind,
        codes=(Dated(entry.code),),
        official_names=(Dated(entry.name),),
        region=entry.region,
        start_on=entry.start_on,
        end_on=entry.end_on,
        successors=_successors(entry),
        populations=_populations(entry),
    )


def _correct(known: Authority, entry: Entry) -> Authority:
    """A listed authority with what the entry says; a blank says nothing."""
    named_so = entry.name in {dated.text for dated in known.official_names}
    return replace(
        known if named_so else renamed(known, entry.name),
        kind=entry.kind,
        region=entry.region or known.region,
        start_on=entry.start_on or known.start_on,
        end_on=entry.end_on or known.end_on,
        successors=_successors(entry) or known.successors,
        populations=_populations(entry) or known.populations,
    )


def _successors(entry: Entry) -> tuple[str, ...]:
    return tuple(one for one in entry.successors.split(BETWEEN_SUCCESSORS) if one)


def _populations(entry: Entry) -> tuple[Population, ...]:
    """The extract says how many residents, not when they were estimated: it holds on every day."""
    if entry.population is None:
        return ()
    return (Population(entry.population, date.min, date.min, OF_THE_EXTRACT),)
