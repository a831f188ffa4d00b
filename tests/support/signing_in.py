"""Signing in as people do: by forms, with the code that an app would show."""

from __future__ import annotations

import re
import time

from django.test import Client

from tests.support.desk import PASSWORD, account
from upheld.access.models import Account
from upheld.access.permissions import Role

HOST = {"HTTP_HOST": "localhost", "headers": {"x-forwarded-proto": "https"}}
SECRET = re.compile(r'<code class="secret">([A-Z2-7]+)</code>')


def browser(**more: object) -> Client:
    """A browser that nobody has signed in with."""
    return Client(**{**HOST, **more})


def with_password(name: str, *posts: tuple[Role, str] | Role) -> Account:
    """Somebody whose password is `PASSWORD`."""
    who = account(name, *posts)
    who.set_password(PASSWORD)
    who.save()
    return who


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: object):
    """Post the form; returns the answer."""
    return client.post("/account/login/", {"login": name, "password": password, **more})


def code(secret: str, seconds: float | None = None) -> str:
    """What an app shows for a secret (RFC 6238)."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int((seconds or time.time()) // 30)))


def set_up_app(client: Client, **more: object) -> tuple[str, object]:
    """Set up an app with codes; returns its secret and the answer."""
    page = client.get("/account/second-factor/app/activate/")
    secret = SECRET.search(page.content.decode()).group(1)
    return secret, client.post("/account/second-factor/app/activate/", {"code": code(secret), **more})
