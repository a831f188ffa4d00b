"""What is done to accounts: posts given and taken, sign-in ended, a second factor reset. Never to one's own."""

from __future__ import annotations

from django.db import transaction

from upheld.access.actions import record
from upheld.access.models import Account, PostHeld
from upheld.access.permissions import Post
from upheld.access.sessions import end_all


class OneselfRefused(Exception):
    """Whoever manages accounts tried it on their own."""


def _check_another(account: Account, by: str) -> None:
    if account.username == by:
        raise OneselfRefused("Somebody else must do this for your own account.")


@transaction.atomic
def give(account: Account, post: Post, *, by: str) -> None:
    """Give a post. Raises `OneselfRefused`."""
    _check_another(account, by)
    _, new = PostHeld.objects.get_or_create(account=account, role=post.role, authority=post.authority)
    if new:
        record("give a post", account.username, by=by, role=post.role, authority=post.authority)


@transaction.atomic
def take(account: Account, post: Post, *, by: str) -> None:
    """Take a post away. Raises `OneselfRefused`."""
    _check_another(account, by)
    gone, _ = PostHeld.objects.filter(account=account, role=post.role, authority=post.authority).delete()
    if gone:
        record("take a post", account.username, by=by, role=post.role, authority=post.authority)


@transaction.atomic
def set_active(account: Account, active: bool, *, by: str) -> None:
    """Let an account sign in, or no longer: then every session of it ends at once. Raises `OneselfRefused`."""
    _check_another(account, by)
    if Account.objects.filter(pk=account.pk, is_active=not active).update(is_active=active):
        end_all(account)
        record("activate an account" if active else "deactivate an account", account.username, by=by)


@transaction.atomic
def reset_second_factor(account: Account, *, by: str) -> None:
    """Forget somebody's app, passkeys and recovery codes, so that they set up new ones. Raises `OneselfRefused`."""
    from allauth.mfa.models import Authenticator

    _check_another(account, by)
    Authenticator.objects.filter(user=account).delete()
    end_all(account)
    record("reset a second factor", account.username, by=by)


@transaction.atomic
def sign_out_everywhere(account: Account, *, by: str) -> None:
    """End every session of an account."""
    end_all(account)
    record("sign out everywhere", account.username, by=by)
