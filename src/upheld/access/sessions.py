"""How long somebody stays signed in: a working day at most, and staff no longer than they are at it.

A session's age counts from signing in, not from its last change. When a session ends early is told in its account:
`Account.sessions_from` is in the hash that every session carries, so that raising it ends them all at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.db.models import F
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from upheld.access.models import Account
from upheld.access.people import is_staff, person

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SEEN_AGAIN_SECONDS = 60
BY_A_SCRIPT = "empty"
"""What browsers call the target of what a page's script asks for: a page that looks again by itself is no person."""
ENDED = "You were signed out because of the time that had passed. Please sign in again."
Answer = Callable[[HttpRequest], HttpResponseBase]


@receiver(user_logged_in)
def begun(request: HttpRequest, **_: object) -> None:
    """Note when somebody signed in."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


def limits(answer: Answer) -> Answer:
    """End a session that is too old, or in which staff have not asked for anything for too long."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, Account):
            if _is_over(request, now := int(time.time())):
                logout(request)
                messages.info(request, ENDED)
            elif now - request.session[SEEN_AT] >= SEEN_AGAIN_SECONDS and not _is_by_a_script(request):
                request.session[SEEN_AT] = now
        return answer(request)

    return respond


def _is_by_a_script(request: HttpRequest) -> bool:
    return request.headers.get("sec-fetch-dest") == BY_A_SCRIPT


def _is_over(request: HttpRequest, now: int) -> bool:
    session = request.session
    if SIGNED_IN_AT not in session or now - session[SIGNED_IN_AT] > settings.SESSION_COOKIE_AGE:
        return True
    return now - session[SEEN_AT] > settings.UPHELD_IDLE_MINUTES * 60 and is_staff(person(request))


def end_all(account: Account) -> None:
    """End every session of an account, wherever it is open."""
    Account.objects.filter(pk=account.pk).update(sessions_from=F("sessions_from") + 1)
    account.refresh_from_db(fields=["sessions_from"])
