"""What people do: ask, confirm, change, stop. Nothing here sends: mails are rows until the next pass."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from upheld.publication.subscriptions.following import Followed, What
from upheld.publication.subscriptions.limits import OF_ALL, TO_ONE_ADDRESS, take
from upheld.publication.subscriptions.models import Follower, Limit, Mail, Request, Subscription
from upheld.publication.subscriptions.reading import held, top
from upheld.publication.subscriptions.tokens import secret

UNCONFIRMED = timedelta(days=3)
"""How long a link that confirms is good, and what was not confirmed is kept."""
MAILS_KEPT = timedelta(days=60)
"""How long it is on record which things a follower was told of: longer than any of their subscriptions waits."""
MOST_FOLLOWED = 50


@dataclass(frozen=True)
class Wish:
    """What a form asks for: to tell an address, in a language, of something, weekly or at once."""

    email: str
    followed: Followed
    weekly: bool
    language: str


def plain(email: str) -> str:
    """By what two addresses are the same."""
    return email.strip().lower()


@transaction.atomic
def ask(wish: Wish, now: datetime) -> bool:
    """Plan the mail that asks to confirm. Whoever asked must not be told whether: an address may be one too many.

    The link's secret is made when the mail goes (`tokens`), so that no row here makes one.
    """
    if not (take(TO_ONE_ADDRESS, plain(wish.email), now) and take(OF_ALL, "", now)):
        return False
    request = Request.objects.create(
        email=wish.email,
        plain=plain(wish.email),
        kind=wish.followed.kind,
        value=wish.followed.value,
        weekly=wish.weekly,
        language=wish.language,
        asked_at=now,
        expires_at=now + UNCONFIRMED,
    )
    Mail.objects.create(request=request, name=uuid.uuid4().hex, planned_at=now, changed_at=now)
    return True


class TooMuch(Exception):
    """An address follows as much as one can; what was asked for stands until it is over."""


def confirm(request: Request, now: datetime) -> Follower | None:
    """Begin to tell somebody; the request is gone then. None where it was confirmed already. Raises `TooMuch`."""
    with held():
        if not Request.objects.filter(pk=request.pk).delete()[0]:
            return None
        of_now = {"email": request.email, "key": secret(), "language": request.language, "confirmed_at": now}
        Follower.objects.bulk_create([Follower(plain=request.plain, **of_now)], ignore_conflicts=True)
        follower = Follower.objects.select_for_update().get(plain=request.plain)
        what = {"kind": request.kind, "value": request.value}
        known = follower.subscriptions.filter(**what)
        if not known.update(weekly=request.weekly):
            if follower.subscriptions.count() >= MOST_FOLLOWED:
                raise TooMuch
            since = {"weekly": request.weekly, "confirmed_at": now, "cursor": top()}
            Subscription.objects.create(follower=follower, **what, **since)
    return follower


def change(follower: Follower, subscription: int, *, weekly: bool) -> bool:
    """Tell somebody weekly or at once; False where they do not follow it any more."""
    return bool(follower.subscriptions.filter(pk=subscription).update(weekly=weekly))


def stop(follower: Follower, subscription: int) -> bool:
    """Stop one thing. Whether anything is left; where nothing is, the address is deleted.

    A mail that is planned and of this thing alone does not go any more.
    """
    with held():
        locked = Follower.objects.select_for_update().filter(pk=follower.pk).first()
        if locked is None:
            return False
        for one in locked.subscriptions.filter(pk=subscription):
            _leave_out(locked, Followed(What(one.kind), one.value))
            one.delete()
        if locked.subscriptions.exists():
            return True
        locked.delete()
        return False


def _leave_out(follower: Follower, stopped: Followed) -> None:
    """Drop what is planned for a follower because of one thing alone."""
    for mail in follower.mails.filter(state="planned"):
        if mail.because == [[stopped.kind, stopped.value]]:
            mail.delete()


def stop_all(follower: Follower) -> None:
    """Delete an address, and everything with it: what it follows, and mails that were or were not sent."""
    with held():
        for locked in Follower.objects.select_for_update().filter(pk=follower.pk):
            locked.delete()


def tidy(now: datetime) -> None:
    """Delete what was not confirmed, limits that are over, and mails that nobody has to look at any more."""
    Request.objects.filter(expires_at__lte=now).delete()
    Limit.objects.filter(until__lte=now).delete()
    done = Mail.objects.filter(changed_at__lt=now - MAILS_KEPT)
    done.exclude(state__in=("planned", "intended", "doubtful")).delete()
