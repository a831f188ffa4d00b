"""The links of mails. They are signed, so that nobody can make one; what they are for is part of the signature."""

from __future__ import annotations

import hashlib
import secrets

from django.core import signing

from upheld.publication.subscriptions.models import Follower, Request

CONFIRM, MANAGE = "upheld.subscriptions.confirm", "upheld.subscriptions.manage"


def secret() -> str:
    """A new secret, for a row that a link leads to."""
    return secrets.token_urlsafe(16)


def hashed(told: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(told.encode()).hexdigest()


def confirming(request: Request, told: str) -> str:
    """The link's end that confirms a request, once."""
    return signing.dumps([request.pk, told], salt=CONFIRM)


def managing(follower: Follower) -> str:
    """The link's end of the page of all that somebody follows; good until they stop all of it."""
    return signing.dumps([follower.pk, follower.key], salt=MANAGE)


def is_ours(token: str) -> bool:
    """Whether a link's end was signed here as one of a follower, who may have stopped since."""
    return _read(token, MANAGE) is not None


def request_of(token: str, max_age: int) -> Request | None:
    """The request that a link confirms; None where it is used, too old (``max_age`` in seconds), or not ours."""
    told = _read(token, CONFIRM, max_age)
    return Request.objects.filter(pk=told[0], secret=hashed(told[1])).first() if told else None


def follower_of(token: str) -> Follower | None:
    """Whose page a link leads to; None where there is nobody any more, or the link is not ours."""
    told = _read(token, MANAGE)
    return Follower.objects.filter(pk=told[0], key=told[1]).first() if told else None


def _read(token: str, salt: str, max_age: int | None = None) -> tuple[int, str] | None:
    try:
        number, told = signing.loads(token, salt=salt, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(number), str(told)
