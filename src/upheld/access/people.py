"""Who asks: the person behind a request, with their posts and whether they came in with a second factor."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from upheld.access.models import Account
from upheld.access.permissions import STAFF, Person, Post, Role

NOBODY = Person("")
SINGLE_SIGN_ON = "socialaccount"  # what allauth calls coming in by another service


def person(request: HttpRequest) -> Person:
    """Who asks; `NOBODY` where they have not signed in. Read once for each request."""
    known: Person | None = getattr(request, "_person", None)
    if known is None:
        known = _read(request)
        request._person = known  # type: ignore[attr-defined]
    return known


def _read(request: HttpRequest) -> Person:
    account = request.user
    if not isinstance(account, Account):
        return NOBODY
    posts = frozenset(Post(Role(held.role), held.authority) for held in account.posts.all())
    return Person(account.username, posts, _came_with_second_factor(request, account), account.is_active)


def _came_with_second_factor(request: HttpRequest, account: Account) -> bool:
    """Whether a second factor was given in this very session: one that is merely set up proves nothing."""
    from allauth.account.authentication import get_authentication_records

    enough = {"mfa", SINGLE_SIGN_ON} if settings.UPHELD_OIDC_SECOND_FACTOR else {"mfa"}
    return any(one["method"] in enough for one in get_authentication_records(request, account))


def is_staff(someone: Person) -> bool:
    """Whether somebody holds a post at the ombudsman."""
    return any(post.role in STAFF for post in someone.posts)


def authorities_of(someone: Person) -> list[str]:
    """The ids of the authorities that somebody holds a post at."""
    return sorted({post.authority for post in someone.posts if post.authority})
