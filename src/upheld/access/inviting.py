"""Inviting people: an account is offered to an address, and made by whoever has the link that was sent there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.access.models import Account, Invitation, PostHeld
from upheld.access.permissions import Post, Role

SALT = "upheld.access.invitation"
VALID_DAYS = 7


class InvitationRefused(Exception):
    """It can't be done; says why, in words for whoever tried."""


@transaction.atomic
def invite(name: str, email: str, posts: Iterable[Post], *, by: str) -> tuple[Invitation, str]:
    """Offer an account of a name to an address; returns the invitation with the secret part of its link.

    Raises `InvitationRefused` where the name or the address has an account.
    """
    if Account.objects.filter(username__iexact=name).exists():
        raise InvitationRefused(f"There is an account {name} already.")
    if Account.objects.filter(email__iexact=email).exists():
        raise InvitationRefused("This address has an account already: give that one the post.")
    now, secret = timezone.now(), secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        name=name,
        email=email,
        posts=[[post.role, post.authority] for post in posts],
        secret=_hashed(secret),
        by=by,
        made_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    record("invite", name, by=by, posts=made.posts)
    return made, _link(made, secret)


@transaction.atomic
def renew(invitation: Invitation, *, by: str) -> str:
    """A new link for an invitation that is not used; the old one works no more. Raises `InvitationRefused`."""
    secret = secrets.token_urlsafe(32)
    later = timezone.now() + timedelta(days=VALID_DAYS)
    if not _open(invitation.pk).update(secret=_hashed(secret), expires_at=later):
        raise InvitationRefused("This invitation was used or withdrawn.")
    record("invite again", invitation.name, by=by)
    return _link(invitation, secret)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: str) -> None:
    """Take an invitation back. Raises `InvitationRefused` where it was used."""
    if not _open(invitation.pk).update(withdrawn_at=timezone.now()):
        raise InvitationRefused("This invitation was used or withdrawn.")
    record("withdraw an invitation", invitation.name, by=by)


def standing(link: str) -> Invitation | None:
    """The invitation that a link is of; None where it is not valid (any more), whatever the reason."""
    try:
        pk, secret = signing.loads(link, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return _open(pk).filter(secret=_hashed(str(secret)), expires_at__gt=timezone.now()).first()


def accept(link: str, password: str) -> Account:
    """Make the account. Of several who do this with one link at the same moment one succeeds.

    The password is hashed before, so that nobody waits for it. Raises `InvitationRefused` for all others.
    """
    invitation = standing(link)
    if invitation is None:
        raise InvitationRefused("This invitation is not valid any more.")
    account = Account(username=invitation.name, email=invitation.email)
    account.set_password(password)
    try:
        with transaction.atomic():
            if not _open(invitation.pk).filter(secret=invitation.secret).update(used_at=timezone.now()):
                raise InvitationRefused("This invitation was used just now.")
            _make(account, invitation)
    except IntegrityError:
        raise InvitationRefused("There is an account of this name by now. Ask to be invited again.") from None
    return account


def _make(account: Account, invitation: Invitation) -> None:
    from allauth.account.models import EmailAddress

    account.save(force_insert=True)
    # The link came back from the address, so it is theirs: allauth finds accounts for single sign-on by this.
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    for role, authority in invitation.posts:
        post = Post(Role(role), authority)
        PostHeld.objects.create(account=account, role=post.role, authority=post.authority)
    record(
        "accept an invitation", account.username, by=account.username, posts=invitation.posts, invited_by=invitation.by
    )


def _open(pk: int):  # type: ignore[no-untyped-def]
    return Invitation.objects.filter(pk=pk, used_at=None, withdrawn_at=None)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _link(invitation: Invitation, secret: str) -> str:
    return signing.dumps([invitation.pk, secret], salt=SALT)
