"""Courses and their sessions: what is offered, announced, changed, cancelled. Who may is for the caller."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.training import waiting
from upheld.casework.training.happening import tell
from upheld.casework.training.models import Course, Session
from upheld.casework.training.words import LIVE, MOVES, BookingState, Mode, SessionState
from upheld.register.models import Workshop

MOST_PLACES = 1000
TOLD = ("starts_at", "ends_at", "mode", "place", "trainer")
"""What those who come must be told when it changes."""


@dataclass(frozen=True)
class Planned:
    """A session as somebody wants it. Moments are aware; ``places`` counts people."""

    course: Course
    code: str
    starts_at: datetime
    ends_at: datetime
    mode: str
    place: str
    trainer: str
    places: int


@transaction.atomic
def add_course(title: str, purpose: str, *, by: str) -> Course:
    """A new course. Raises `Refusal` where it has no title, or one of the same title is there."""
    title = " ".join(title.split())
    if not title or len(title) > 300:
        raise Refusal("Give the course a title of at most 300 characters.")
    if Course.objects.filter(title=title).exists():
        raise Refusal("There is a course of this title already.")
    course = Course.objects.create(title=title, purpose=purpose.replace("\r\n", "\n").strip()[:4000])
    record("add course", title, by=by)
    return course


@transaction.atomic
def plan_session(wanted: Planned, *, now: datetime, by: str) -> Session:
    """A session that nobody sees yet. Raises `Refusal` with everything that is wrong with it."""
    wrong = _faults(wanted, now)
    if Session.objects.filter(code=wanted.code).exists() or Workshop.objects.filter(code=wanted.code).exists():
        wrong.append("There is a workshop of this code already.")
    if wrong:
        raise Refusal(*wrong)
    try:
        with transaction.atomic():
            session = Session.objects.create(**vars(wanted), uid=str(uuid.uuid4()), changed_at=now)
    except IntegrityError:
        raise Refusal("There is a workshop of this code already.") from None
    record("plan session", session.code, by=by)
    return session


def _faults(wanted: Planned, now: datetime) -> list[str]:
    wrong = []
    if not wanted.code or len(wanted.code) > 60:
        wrong.append("Give the session a code of at most 60 characters.")
    if wanted.starts_at <= now:
        wrong.append("The session must begin in the future.")
    if wanted.ends_at <= wanted.starts_at:
        wrong.append("The session must end after it begins.")
    if wanted.mode not in set(Mode):
        wrong.append("Say whether it is online or in a room.")
    if not wanted.place or len(wanted.place) > 500:
        wrong.append("Say where it is: the room, or the address at which people join.")
    if not 1 <= wanted.places <= MOST_PLACES:
        wrong.append(f"Say how many places there are, from 1 to {MOST_PLACES:,}.")
    return wrong


def held(pk: int) -> Session:
    """A session, held until the transaction ends: whoever books, changes or cancels waits here."""
    return Session.objects.select_for_update().get(pk=pk)


def taken(session: Session) -> int:
    """How many places are booked."""
    booked = session.bookings.filter(state=BookingState.BOOKED)
    return int(booked.aggregate(sum=Sum("places"))["sum"] or 0)


def free(session: Session) -> int:
    """How many places nobody has booked."""
    return max(session.places - taken(session), 0)


def shown_state(session: Session) -> SessionState:
    """Where a session stands, also that it is full."""
    if session.state == SessionState.OPEN and not free(session):
        return SessionState.FULL
    return SessionState(session.state)


def check_move(session: Session, to: SessionState) -> None:
    """Raise `Refusal` where a session cannot become that."""
    if to not in MOVES[SessionState(session.state)]:
        raise Refusal(f"A session that is {session.state} cannot become {to}.")


@transaction.atomic
def announce(pk: int, *, now: datetime, by: str) -> Session:
    """Let authorities see a session and book places. Raises `Refusal` where its time has come already."""
    session = held(pk)
    check_move(session, SessionState.OPEN)
    if session.starts_at <= now:
        raise Refusal("This session should have begun already: change its time first.")
    session.state = SessionState.OPEN
    session.save(update_fields=["state"])
    record("announce session", session.code, by=by)
    tell(session, by)
    return session


@transaction.atomic
def change(pk: int, wanted: Planned, *, now: datetime, by: str) -> Session:
    """Change when, where, how or for how many a session is; those who come are told. Its code stays.

    Raises `Refusal` where it is over, or there would be fewer places than are booked.
    """
    session = held(pk)
    if session.state not in (SessionState.PLANNED, SessionState.OPEN):
        raise Refusal(f"A session that is {session.state} can no longer be changed.")
    if session.starts_at <= now and session.state == SessionState.OPEN:
        raise Refusal("This session has begun: it can no longer be changed.")
    wrong = _faults(wanted, now)
    if wanted.places < taken(session):
        wrong.append(f"{taken(session):,} places are booked: there cannot be fewer.")
    if wrong:
        raise Refusal(*wrong)
    changed = [name for name in (*TOLD, "places", "course") if getattr(session, name) != getattr(wanted, name)]
    for name in changed:
        setattr(session, name, getattr(wanted, name))
    if set(changed) - {"places"}:
        session.sequence += 1
        session.changed_at = now
    session.save()
    record("change session", session.code, by=by, changed=changed)
    waiting.move_up(session, now=now, by=by)
    tell(session, by)
    return session


@transaction.atomic
def cancel(pk: int, reason: str, *, now: datetime, by: str) -> Session:
    """Cancel a session with every booking; those who come are told why. Raises `Refusal` without a reason."""
    session = held(pk)
    check_move(session, SessionState.CANCELLED)
    if not reason.strip():
        raise Refusal("Say why: those who come are told.")
    session.state, session.cancelled_because = SessionState.CANCELLED, reason.strip()[:500]
    session.sequence += 1
    session.changed_at = now
    session.save()
    for booking in session.bookings.filter(state__in=LIVE):
        booking.state, booking.cancelled_by = BookingState.CANCELLED, by
        booking.save(update_fields=["state", "cancelled_by"])
        booking.comers.update(is_coming=False)
    record("cancel session", session.code, by=by)
    tell(session, by)
    return session
