"""What an authority does: book places, change how many or who comes, cancel. Never are more booked than there are.

Each holds the session's row, so that two who want the last place come one after the other. Who may is for the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.training import waiting
from upheld.casework.training.happening import tell
from upheld.casework.training.models import Booking, Comer, Session
from upheld.casework.training.sessions import free, held
from upheld.casework.training.words import LIVE, BookingState

MOST_AT_ONCE = 50


def addresses_of(written: str) -> list[str]:
    """The e-mail addresses in a text, one a line or with commas between, each once. Raises `Refusal` for others."""
    found = [one.lower() for one in re.split(r"[\s,;]+", written) if one]
    wrong = sum(not _is_address(one) for one in found)
    if wrong:
        what = "One of the addresses is" if wrong == 1 else f"{wrong} of the addresses are"
        raise Refusal(f"{what} not one that mail can be sent to. Write one a line, such as name@office.example.")
    return list(dict.fromkeys(found))


def _is_address(one: str) -> bool:
    try:
        validate_email(one)
    except ValidationError:
        return False
    return one.isascii() and len(one) <= 254


@transaction.atomic
def book(pk: int, authority: str, places: int, emails: Sequence[str], *, now: datetime, by: str) -> Booking:
    """Book places for an authority, or change its booking. Where too few are free, it waits for all of them.

    One that is booked already keeps its places where more cannot be had. Raises `Refusal`.
    """
    session = held(pk)
    _check(session, places, emails, now)
    booking = Booking.objects.filter(session=session, authority=authority).first()
    if booking and booking.state in LIVE:
        _change(session, booking, places)
        booking.by = by
    else:
        booking = _begun(session, authority, places, booking, now=now, by=by)
    booking.save()
    _write_down(booking, emails, now)
    record("book training", f"{session.code}: {authority}", by=by, places=places, state=booking.state)
    waiting.move_up(session, now=now, by=by)
    booking.refresh_from_db()
    tell(session, by)
    return booking


def _check(session: Session, places: int, emails: Sequence[str], now: datetime) -> None:
    wrong = []
    if not session.is_open(now):
        wrong.append("This session can no longer be booked.")
    if not 1 <= places <= min(MOST_AT_ONCE, session.places):
        wrong.append(f"Say how many places you need, from 1 to {min(MOST_AT_ONCE, session.places)}.")
    if not emails:
        wrong.append("Give the address of at least one person who comes, so that they can be told how to join.")
    elif len(emails) > places:
        wrong.append("There are more addresses than places.")
    if wrong:
        raise Refusal(*wrong)


def _change(session: Session, booking: Booking, places: int) -> None:
    if booking.state == BookingState.BOOKED and places - booking.places > free(session):
        left = free(session)
        raise Refusal(f"Only {left} more {'place is' if left == 1 else 'places are'} free. Your booking is unchanged.")
    booking.places = places


def _begun(session: Session, authority: str, places: int, before: Booking | None, *, now: datetime, by: str) -> Booking:
    """A booking that begins now; where one was cancelled before, it goes on in its row, for calendars to follow."""
    booking = before or Booking(session=session, authority=authority)
    booking.sequence += bool(before)
    fits = places <= free(session)
    booking.places, booking.by, booking.asked_at, booking.cancelled_by = places, by, now, ""
    booking.state = BookingState.BOOKED if fits else BookingState.WAITING
    booking.booked_at = now if fits else None
    return booking


def _write_down(booking: Booking, emails: Sequence[str], now: datetime) -> None:
    """Who comes now; whoever no longer does stays on record, to be told so."""
    coming = booking.comers.filter(is_coming=True)
    if coming.exclude(email__in=emails).update(is_coming=False):
        booking.sequence += 1
        booking.save(update_fields=["sequence"])
    known = set(coming.values_list("email", flat=True))
    new = [one for one in emails if one not in known]
    Comer.objects.bulk_create([Comer(booking=booking, email=one, since=now) for one in new])


@transaction.atomic
def cancel(pk: int, authority: str, *, now: datetime, by: str) -> Booking:
    """Cancel an authority's booking; its places go to those who wait. Raises `Refusal` where there is none, or late."""
    session = held(pk)
    booking = Booking.objects.filter(session=session, authority=authority, state__in=LIVE).first()
    if booking is None:
        raise Refusal("There is no booking to cancel.")
    if not session.is_open(now):
        raise Refusal("This session has begun or is over: the booking stays as it is.")
    booking.state, booking.cancelled_by = BookingState.CANCELLED, by
    booking.sequence += 1
    booking.save(update_fields=["state", "cancelled_by", "sequence"])
    booking.comers.update(is_coming=False)
    record("cancel booking", f"{session.code}: {authority}", by=by)
    waiting.move_up(session, now=now, by=by)
    tell(session, by)
    return booking
