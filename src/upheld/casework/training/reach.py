"""Whose people came to a workshop: by what attendance says, as the day of the workshop has it. Pure.

People are of the authority that they came from, also where it ended later: they are not given to its successor. Only
where it had ended before the workshop are they its successor's, if it has just one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory

NOBODY = ""
"""People of no authority."""


def people_by_authority(directory: AuthorityDirectory, held_on: date, came: Mapping[str, int]) -> dict[str, int]:
    """Authority → how many of its people came to the workshop of a day, from how many are on record; none has 0.

    Those of no authority (`NOBODY`), and those of one that had ended and was divided, are there under `NOBODY`: they
    count in the total.
    """
    found: dict[str, int] = {}
    for authority, people in came.items():
        if people:
            owner = _owner(directory, authority, held_on)
            found[owner] = found.get(owner, 0) + people
    return found


def _owner(directory: AuthorityDirectory, authority: str, held_on: date) -> str:
    if authority == NOBODY:
        return NOBODY
    try:
        return responsible(directory, authority, held_on)
    except (NoSingleSuccessor, NotYetBegun):
        return NOBODY
