"""Whose case: which authority an event counts for, across reorganisations.

Rule: an event up to and including an authority's last day is its own; one after it counts for its successor. Where
there are several successors the extract must name which (``cases.successor``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.vocabulary.authorities import AuthorityDirectory


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

    ``authority`` is the id that the case names, ``named_successor`` the id that takes over where there are several.
    Raises `NoSingleSuccessor` or `NotYetBegun` where nobody can be told.
    """
    start_on = directory[authority].start_on
    if start_on and day < start_on:
        return _before(directory, authority, day, start_on)
    while (ended_on := directory[authority].end_on) and day > ended_on:
        successors = directory[authority].successors
        if named_successor in successors:
            authority = named_successor
        elif len(successors) == 1:
            authority = successors[0]
        else:
            raise NoSingleSuccessor(authority, ended_on, successors)
    return authority


def _before(directory: AuthorityDirectory, authority: str, day: date, start_on: date) -> str:
    predecessors = tuple(one.id for one in directory.predecessors(authority) if one.lives(day))
    if len(predecessors) != 1:
        raise NotYetBegun(authority, start_on, predecessors)
    return predecessors[0]


@dataclass(frozen=True, order=True)
class Term:
    """A span of days in which one authority answers for what a case names; None is open."""

    authority: str
    named_successor: str
    first: date | None
    last: date | None
    responsible: str
