"""What check rounds say of an edition that is to be approved: every query of it has been decided."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.editions.blocking import must_hold
from upheld.editions.check_round.models import Query
from upheld.editions.check_round.words import QueryState
from upheld.editions.models import Edition
from upheld.editions.states import State


@must_hold((State.CHECK_CLOSED, State.APPROVED))
def every_query_is_decided(edition: Edition) -> Iterator[str]:
    """Whether no query waits for a decision."""
    left = Query.objects.filter(round__edition=edition, state=QueryState.OPEN).count()
    if left:
        yield f"{left:,} {'query waits' if left == 1 else 'queries wait'} for a decision"
