"""The waiting list: whoever asked first and fits gets a place as soon as there is one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from upheld.access.actions import record
from upheld.casework.training.models import Booking, Session
from upheld.casework.training.words import BookingState, SessionState


def move_up(session: Session, *, now: datetime, by: str) -> list[Booking]:
    """Book whoever waits and fits, in the order in which they asked. The caller holds the session.

    One that needs more places than are free goes on waiting: those behind it who fit are not kept from a free place.
    """
    if session.state != SessionState.OPEN or now >= session.starts_at:
        return []
    booked = session.bookings.filter(state=BookingState.BOOKED)
    left = session.places - int(booked.aggregate(sum=Sum("places"))["sum"] or 0)
    moved = []
    for one in session.bookings.filter(state=BookingState.WAITING).order_by("asked_at", "pk"):
        if one.places <= left:
            left -= one.places
            one.state, one.booked_at = BookingState.BOOKED, now
            one.save(update_fields=["state", "booked_at"])
            record("book from the waiting list", f"{session.code}: {one.authority}", by=by, places=one.places)
            moved.append(one)
    return moved
