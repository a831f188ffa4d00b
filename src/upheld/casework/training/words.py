"""The words of training: how a session is held, where it and a booking stand, what people are asked afterwards."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """How a session is held; the words are those of an extract's workshops."""

    ONLINE = "online"
    IN_PERSON = "in_person"


class SessionState(StrEnum):
    """Where a session stands. "full" is not kept: it is told from the bookings, so that the two never disagree."""

    PLANNED = "planned"
    OPEN = "open"
    FULL = "full"
    HELD = "held"
    CANCELLED = "cancelled"


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.PLANNED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
    SessionState.OPEN: frozenset({SessionState.HELD, SessionState.CANCELLED}),
    SessionState.HELD: frozenset({SessionState.HELD}),
    SessionState.CANCELLED: frozenset(),
}
"""What a session may become. Held again: attendance that was recorded wrong is put right."""


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    WAITING = "waiting"
    CANCELLED = "cancelled"


LIVE = (BookingState.BOOKED, BookingState.WAITING)
QUESTIONS = {
    "useful": "How useful is it for your work?",
    "clear": "How clear was it?",
    "again": "How likely are you to recommend it?",
}
"""What people are asked, each answered from 1 (not at all) to 5 (very)."""
