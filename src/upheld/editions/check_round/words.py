"""The words of a check round: what can be asked about a case, and what becomes of it, as a table."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """What of a case an authority asks about."""

    AUTHORITY = "authority"
    OUTCOME = "outcome"
    DATE = "date"
    SUBJECT = "subject"
    REMEDY = "remedy"
    MISSING = "missing"


class QueryState(StrEnum):
    """Where a query stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    PARTLY = "partly accepted"
    NOT_ACCEPTED = "not accepted"
    WITHDRAWN = "taken back"


DECISIONS = (QueryState.ACCEPTED, QueryState.PARTLY, QueryState.NOT_ACCEPTED)
"""What staff may decide."""
CHANGE = (QueryState.ACCEPTED, QueryState.PARTLY)
"""Decisions that change the register."""
MOVES: dict[QueryState, frozenset[QueryState]] = {
    QueryState.OPEN: frozenset({*DECISIONS, QueryState.WITHDRAWN}),
    **{one: frozenset() for one in (*DECISIONS, QueryState.WITHDRAWN)},
}
"""A query is decided once, or withdrawn by who asked. Whoever disagrees asks again, until the deadline."""
