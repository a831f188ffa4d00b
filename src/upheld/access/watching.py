"""What the library does, on our trail: signing in, passwords, second factors; what a session knows of the latter."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from upheld.access.actions import record
from upheld.access.models import Account

PROVES_ITSELF = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}
"""What can only be set up by using it: whoever did has given a second factor in this session."""


@receiver(user_logged_in)
def came_in(user: Account, **_: Any) -> None:
    """Somebody signed in."""
    record("sign in", user.username, by=user.username)


@receiver([account_signals.password_changed, account_signals.password_set, account_signals.password_reset])
def chose_a_password(user: Account, **_: Any) -> None:
    """Somebody chose another password, by the old one or by a link."""
    record("change a password", user.username, by=user.username)


@receiver(mfa_signals.authenticator_added)
def added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """A second factor was set up, and so given."""
    record("set up a second factor", user.username, by=user.username, kind=authenticator.type)
    if authenticator.type in PROVES_ITSELF:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def removed(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    """A second factor was removed; when none is left, this session has none either."""
    record("remove a second factor", user.username, by=user.username, kind=authenticator.type)
    if not Authenticator.objects.filter(user=user).exists():
        given = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in given if one["method"] != "mfa"]


@receiver(mfa_signals.authenticator_reset)
def renewed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    """New recovery codes were made."""
    record("make new recovery codes", user.username, by=user.username, kind=authenticator.type)
