"""Whose case: which authority an event counts for, across reorganisations.

Rule: an event up to and including an authority's last day is its own; one after it counts for its successor.
Where there are several successors the extract must name which (``cases.successor``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from upheld.vocabulary.authorities import Authority, AuthorityDirectory


class NoSingleSuccessor(LookupError):
    """An event after an authority's last day that no single successor can take."""

    def __init__(self, authority: str, ended_on: date, successors: tuple[str, ...]):
        self.authority, self.ended_on, self.successors = authority, ended_on, successors
        super().__init__(authority)


class NotYetBegun(LookupError):
    """An event before an authority's first day that no single predecessor can take."""

    def __init__(self, authority: str, start_on: date, predecessors: tuple[str, ...]):
        self.authority, self.start_on, self.predecessors = authority, start_on, predecessors
        super().__init__(authority)


def responsible(directory: AuthorityDirectory, authority: str, day: date, named_successor: str = "") -> str:
    """The id of the authority that an event of a day counts for.

    ``authority`` is the id that the case names, ``named_successor`` the id that takes over where there are
    several. Raises `NoSingleSuccessor` or `NotYetBegun` where nobody can be told.
    """
    start_on = directory[authority].start_on
    if start_on and day < start_on:
        return _before(directory, authority, day, start_on)
    passed = set()
    while (ended_on := directory[authority].end_on) and day > ended_on:
        successors = directory[authority].successors
        passed.add(authority)
        if named_successor in successors:
            following = named_successor
        elif len(successors) == 1:
            following = successors[0]
        else:
            raise NoSingleSuccessor(authority, ended_on, successors)
        if following in passed:  # a list that says each came after the other would have us walk for ever
            raise NoSingleSuccessor(authority, ended_on, successors)
        authority = following
    return authority


def _before(directory: AuthorityDirectory, authority: str, day: date, start_on: date) -> str:
    predecessors = tuple(one.id for one in directory.predecessors(authority) if one.lives(day))
    if len(predecessors) != 1:
        raise NotYetBegun(authority, start_on, predecessors)
    return predecessors[0]


@dataclass(frozen=True, order=True)
class Term:
    """A span of days, both included, in which one authority answers for what a case names; None is open.

    ``named_successor`` is "" for cases that name none. A day that no term of a pair covers is one on which
    `responsible` raises; an authority without terms neither began nor ended and answers for itself for ever.
    """

    authority: str
    named_successor: str
    first: date | None
    last: date | None
    responsible: str


def terms(directory: AuthorityDirectory) -> list[Term]:
    """`responsible`, as spans that set-based code can join on: for every authority that began or ended.

    Each such authority has terms for "" and for every authority that comes after it, however far down the
    chain; a case that names another is to be joined as if it named none. The terms of a pair follow each
    other in time, never overlap and are as long as they can be.
    """
    changing = [one for one in directory if one.start_on or one.end_on]
    return [
        term
        for authority in changing
        for edges in [_edges(directory, authority)]
        for named in ("", *sorted(_following(directory, authority.id)))
        for term in _joined(_spans(directory, authority.id, named, edges))
    ]


def _following(directory: AuthorityDirectory, authority: str) -> set[str]:
    """Every authority that comes after one, however far down the chain."""
    found: set[str] = set()
    waiting = list(directory[authority].successors)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += directory[one].successors
    return found


def _edges(directory: AuthorityDirectory, authority: Authority) -> list[date]:
    """First days of spans: only the lives of those before and after can change who is responsible."""
    before = directory.predecessors(authority.id) if authority.start_on else []
    after = [directory[one] for one in _following(directory, authority.id)]
    found = {date.min}
    for one in (authority, *before, *after):
        found.update(day for day in (one.start_on, one.end_on and one.end_on + timedelta(days=1)) if day)
    return sorted(found)


def _spans(directory: AuthorityDirectory, authority: str, named: str, edges: list[date]) -> Iterator[Term]:
    following = [first - timedelta(days=1) for first in edges[1:]]
    for first, last in zip(edges, [*following, None], strict=True):
        try:
            found = responsible(directory, authority, first, named)
        except (NoSingleSuccessor, NotYetBegun):
            continue
        yield Term(authority, named, None if first == date.min else first, last, found)


def _joined(spans: Iterator[Term]) -> list[Term]:
    """Neighbours that say the same, made one."""
    found: list[Term] = []
    for span in spans:
        before = found[-1] if found else None
        touching = before and span.first and before.last and before.last + timedelta(days=1) == span.first
        if before and touching and before.responsible == span.responsible:
            found[-1] = replace(before, last=span.last)
        else:
            found.append(span)
    return found
