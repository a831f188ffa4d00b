"""What work at the desk says of an edition that is to be approved: its figures are not just being drawn again."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.desk import jobs
from upheld.editions.blocking import must_hold
from upheld.editions.models import Edition
from upheld.editions.states import State


@must_hold((State.DRAFT, State.APPROVED), (State.CHECK_CLOSED, State.APPROVED))
def figures_are_drawn(edition: Edition) -> Iterator[str]:
    """Whether the last drawing that was asked for has ended well: the register may have changed since."""
    last = next(iter(jobs.of(edition, "redraw")), None)
    if last and not last.ended_at:
        yield "the figures are to be drawn again, because the register has changed"
    elif last and last.failed:
        yield f"the figures could not be drawn again: {last.told}"
