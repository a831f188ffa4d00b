"""Passkeys: set up, given as the second factor, and signed in with; and those that fit nobody."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import override_settings

from tests.support.passkey import Passkey
from tests.support.signing_in import browser, sign_in, with_password
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role

pytestmark = pytest.mark.usefixtures("register", "_one_cache")
OPTIONS = re.compile(r'<script id="js_data" type="application/json">(.*?)</script>', re.DOTALL)
ADD, LOGIN = "/account/second-factor/keys/add/", "/account/second-factor/keys/login/"
SECOND = "/account/second-factor/authenticate/"


@pytest.fixture
def _one_cache():
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield
        cache.clear()


def asked(page, what: str) -> dict:
    """What a page asks a passkey to do."""
    return json.loads(OPTIONS.search(page.content.decode()).group(1))[what]


def set_up(client, key: Passkey, **more: object):
    """Set a passkey up; returns the answer."""
    options = asked(client.get(ADD), "creation_options")
    return client.post(ADD, {"name": "the blue one", "credential": key.made(options), "passwordless": "on", **more})


def ana_with(key: Passkey):
    who = with_password("ana", Role.ANALYST)
    client = browser()
    sign_in(client, "ana")
    assert set_up(client, key).status_code == 302
    return who, client


def come_in(key: Passkey):
    """Sign in with a passkey alone."""
    client = browser()
    options = client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"}).json()["request_options"]
    client.post(LOGIN, {"credential": key.used(options)})
    return client


def test_set_up_it_opens_the_desk_and_is_asked_for_from_then_on():
    key = Passkey()
    _, ana = ana_with(key)
    assert ana.get("/desk/").status_code == 200
    kinds = [one.detail["kind"] for one in AuditEntry.objects.filter(action="set up a second factor", by="ana")]
    assert sorted(kinds) == ["recovery_codes", "webauthn"]
    again = browser()
    assert sign_in(again, "ana").headers["Location"] == SECOND
    assert again.get("/desk/").status_code == 302
    again.post(SECOND, {"credential": key.used(asked(again.get(SECOND), "request_options"))})
    assert again.get("/desk/").status_code == 200


def test_alone_it_lets_in():
    key = Passkey()
    who, _ = ana_with(key)
    assert come_in(key).get("/desk/").status_code == 200
    who.is_active = False
    who.save()
    assert come_in(key).get("/account/second-factor/").status_code == 302, "a closed account stays closed"


@pytest.mark.parametrize("which", ["another key", "another page", "another host", "an old answer"])
def test_what_fits_nobody_lets_nobody_in(which):
    key = Passkey()
    ana_with(key)
    false = Passkey()
    false.handle, false.id = key.handle, key.id
    if which == "another page":
        false.key, false.origin = key.key, "https://evil.example"
    if which == "another host":
        false.key, false.host = key.key, "evil.example"
    client = browser()
    options = client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"}).json()["request_options"]
    given = false.used(options)
    if which == "an old answer":
        given = key.used(options)
        client.post("/account/logout/")
        client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"})
    client.post(LOGIN, {"credential": given})
    assert client.get("/account/second-factor/").status_code == 302


NO_ANSWERS = [
    "",
    "{}",
    "[]",
    "null",
    '{"id": "x"}',
    '{"id": "x", "rawId": "x", "response": {"userHandle": "AAAA"}}',
    "\0",
]


@pytest.mark.parametrize("wrong", NO_ANSWERS)
@pytest.mark.parametrize("where", [LOGIN, ADD, SECOND])
def test_what_is_no_answer_is_refused_without_a_fault(wrong, where):
    _, client = ana_with(Passkey())
    if where != ADD:
        client = browser()
        sign_in(client, "ana") if where == SECOND else None
    client.get(where, headers={"x-requested-with": "XMLHttpRequest"})
    assert client.post(where, {"credential": wrong}).status_code in (200, 302, 400)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    if where != ADD:
        assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("cut", ["authenticatorData", "clientDataJSON", "signature"])
def test_half_an_answer_is_refused_without_a_fault(cut):
    key = Passkey()
    ana_with(key)
    client = browser()
    options = client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"}).json()["request_options"]
    given = json.loads(key.used(options))
    given["response"][cut] = given["response"][cut][:5]
    assert client.post(LOGIN, {"credential": json.dumps(given)}).status_code in (200, 302, 400)
    assert client.get("/account/second-factor/").status_code == 302
