"""People at the desk and the portal, signed in: a browser without a screen for each."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from upheld.access.models import Account, PostHeld
from upheld.access.permissions import STAFF, Role

PASSWORD = "correct horse battery staple"
SECOND_FACTOR = [
    {"method": "password", "at": 0, "username": ""},
    {"method": "mfa", "at": 0, "id": 1, "type": "totp"},
]


def account(name: str, *posts: tuple[Role, str] | Role) -> Account:
    """Somebody with posts: a role at the ombudsman, or (a role, an authority's id)."""
    made, new = Account.objects.get_or_create(username=name, defaults={"email": f"{name}@office.example"})
    if new:
        made.set_unusable_password()  # hashing is slow, and these come in by `signed_in`
        made.save()
    for post in posts:
        role, authority = post if isinstance(post, tuple) else (post, "")
        PostHeld.objects.get_or_create(account=made, role=role, authority=authority)
    return made


def signed_in(name: str, *posts: tuple[Role, str] | Role, second_factor: bool | None = None) -> Client:
    """A client that somebody has signed in with; staff with a second factor, unless told otherwise."""
    who = account(name, *posts)
    client = Client(HTTP_HOST="localhost", headers={"x-forwarded-proto": "https"})
    client.force_login(who, settings.AUTHENTICATION_BACKENDS[0])
    roles = set(who.posts.values_list("role", flat=True))
    if second_factor if second_factor is not None else bool(roles & STAFF):
        session = client.session
        session["account_authentication_methods"] = SECOND_FACTOR
        session["account_authentication_methods_user"] = str(who.pk)
        session.save()
    return client
