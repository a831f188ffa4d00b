"""Two people approve an edition's figures, and neither is the one who froze them.

An approval is of just the figures that were looked at: once the draft is drawn again with others, it is void.
"""

from __future__ import annotations

from collections.abc import Iterator

from upheld.editions.blocking import must_hold
from upheld.editions.models import Approval, Edition
from upheld.editions.states import State

NEEDED = 2


def person_of(by: str) -> str:
    """Who did it, from what a trail says: ``command review, run by ana`` and ``ana`` are the same ana."""
    return by.rpartition("run by ")[2]


def approvals_of(edition: Edition) -> list[Approval]:
    """Those that count: of the figures as they are, by people who did not freeze them (or alone, with a reason)."""
    found: dict[str, Approval] = {}
    for one in edition.approvals.filter(figures_hash=edition.figures_hash).order_by("pk"):
        if one.alone or one.person != edition.frozen_by:
            found.setdefault(one.person, one)
    return list(found.values())


@must_hold((State.DRAFT, State.APPROVED), (State.CHECK_CLOSED, State.APPROVED))
def two_people(edition: Edition) -> Iterator[str]:
    """Whether enough people approve."""
    given = approvals_of(edition)
    if any(one.alone for one in given):
        return
    missing = NEEDED - len(given)
    if missing > 0:
        people = "one more person" if missing == 1 else "two people"
        yield f"{people} must approve these figures, other than {edition.frozen_by}, who froze them"
