"""What somebody with bad intentions tries at the desk and the portal, and gets nothing by."""

from __future__ import annotations

import logging

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpResponse
from django.test import override_settings

from tests.support.addresses import OWN, every
from tests.support.desk import PASSWORD, account, signed_in
from tests.support.signing_in import browser, code, set_up_app, sign_in, with_password
from upheld.access import guard, inviting
from upheld.access.models import Account
from upheld.access.permissions import STAFF, Post, Role
from upheld.desk import edition_views

pytestmark = pytest.mark.usefixtures("register", "_quiet_cache")
ADDRESSES = every()
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example",
    " https://evil.example/",
    "\thttps://evil.example/",
    "/%09/evil.example/",
    "https://localhost@evil.example/",
    "https://localhost.evil.example/",
    "https://evil.example#@localhost/",
    "https://evil.example\\@localhost/",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://localhost/",
    "https://127.0.0.1/",
    "//127.0.0.1/",
]


@pytest.fixture
def _quiet_cache():
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield


def everywhere(monkeypatch) -> object:
    """Somebody to whom everything is open, where a view that is reached says so."""
    monkeypatch.setattr(guard, "shown", lambda *_, **__: HttpResponse(status=299))
    return signed_in("eve", *STAFF, (Role.LINK_OFFICER, OWN), (Role.READER, OWN))


@pytest.mark.parametrize("one", ADDRESSES, ids=lambda one: one.route)
def test_nothing_is_taken_from_a_form_of_another_site(one, monkeypatch):
    client = everywhere(monkeypatch)
    client.handler.enforce_csrf_checks = True
    answer = client.post(one.example(), {"code": "1"}, headers={"origin": "https://evil.example"})
    assert answer.status_code in (403, 405), one.route


def test_without_the_check_of_forms_one_would_be_taken(monkeypatch):
    taken = [one for one in ADDRESSES if everywhere(monkeypatch).post(one.example()).status_code == 299]
    assert len(taken) > 10


@pytest.mark.parametrize("one", ADDRESSES, ids=lambda one: one.route)
def test_every_answer_forbids_framing_keeping_and_strange_scripts(one, monkeypatch):
    for client in (browser(), everywhere(monkeypatch)):
        answer = client.get(one.example())
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "'unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        kept = answer.headers["Cache-Control"]
        assert "no-store" in kept or one.route.startswith("assets/") or answer.status_code == 299, one.route


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_led_elsewhere(where):
    with_password("fay", (Role.LINK_OFFICER, OWN))
    fay = browser()
    to = [sign_in(fay, "fay", next=where).headers["Location"]]
    to.append(fay.get("/account/login/", {"next": where}).headers["Location"])
    to.append(fay.post("/account/reauthenticate/", {"password": PASSWORD, "next": where}).headers["Location"])
    fresh = signed_in("gus", (Role.LINK_OFFICER, OWN))
    _, answer = set_up_app(fresh, next=where)
    to.append(answer.headers["Location"])
    to.append(fay.post("/account/logout/", {"next": where}).headers["Location"])
    assert all(one.startswith("/") and not one.startswith(("//", "/\\")) for one in to), to


def test_somebody_is_led_to_where_they_wanted_to_go():
    with_password("fay", (Role.LINK_OFFICER, OWN))
    assert sign_in(browser(), "fay", next=f"/portal/{OWN}/").headers["Location"] == f"/portal/{OWN}/"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a b"])
def test_another_host_s_name_is_not_answered(host):
    answer = browser(HTTP_HOST=host).post("/account/password/reset/", {"email": "fay@office.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_cookies_are_for_this_host_alone_and_no_script():
    with_password("fay", (Role.LINK_OFFICER, OWN))
    fay = browser()
    fay.get("/account/login/")
    sign_in(fay, "fay")
    fay.get("/account/second-factor/")
    assert set(fay.cookies) == {"__Host-session", "__Host-csrf"} | ({"messages"} & set(fay.cookies))
    for one in fay.cookies.values():
        assert one["secure"] and one["httponly"] and one["samesite"] == "Lax" and one["path"] == "/", one.key
        assert not one["domain"], one.key


def planted(name: str = "__Host-session"):
    """A browser in which somebody has put the key of a session of their own, which the desk knows; and that key."""
    store = SessionStore()
    store["of"] = "the thief"
    store.create()
    victim = browser()
    victim.cookies[name] = store.session_key
    return victim, store.session_key


def is_in(key: str) -> bool:
    thief = browser()
    thief.cookies["__Host-session"] = key
    return thief.get("/account/second-factor/").status_code == 200


def test_a_session_that_somebody_planted_is_nobody_s_after_signing_in():
    with_password("fay", (Role.LINK_OFFICER, OWN))
    victim, key = planted()
    sign_in(victim, "fay")
    assert victim.get("/account/second-factor/").status_code == 200
    assert victim.cookies["__Host-session"].value != key
    assert not is_in(key)


def test_nor_between_the_password_and_the_second_factor():
    with_password("ana", Role.ANALYST)
    first = browser()
    sign_in(first, "ana")
    secret, _ = set_up_app(first)
    cache.clear()  # the code was used a moment ago
    victim, key = planted()
    assert sign_in(victim, "ana").headers["Location"] == "/account/second-factor/authenticate/"
    assert not is_in(key)
    victim.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert victim.get("/desk/").status_code == 200
    assert not is_in(key)


def test_nor_by_taking_up_an_invitation():
    _, link = inviting.invite("fay", "fay@council.example", [Post(Role.LINK_OFFICER, OWN)], by="mia")
    victim, key = planted()
    answer = victim.post(f"/account/invitation/{link}/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    assert victim.get(f"/portal/{OWN}/").status_code == 200
    assert victim.cookies["__Host-session"].value != key
    assert not is_in(key)


def test_another_s_passkey_is_like_none():
    gil, fay = account("gil", (Role.READER, OWN)), signed_in("fay", (Role.LINK_OFFICER, OWN))
    his = Authenticator.objects.create(user=gil, type=Authenticator.Type.WEBAUTHN, data={"name": "his"})
    for what in ("remove", "edit"):
        answers = [
            fay.post(f"/account/second-factor/keys/{pk}/{what}/", {"name": "hers"}) for pk in (his.pk, his.pk + 999)
        ]
        assert {one.status_code for one in answers} == {404}
    his.refresh_from_db()
    assert his.data["name"] == "his"


def test_more_fields_at_one_s_own_account_make_nobody_more():
    with_password("fay", (Role.READER, OWN))
    fay = browser()
    more = {"is_superuser": "1", "is_staff": "1", "role": "administrator", "email": "x@evil.example", "username": "x"}
    sign_in(fay, "fay", **more)
    new = "quite another lot of words"
    fay.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new, **more})
    one = Account.objects.get()
    assert (one.username, one.email, one.is_superuser, one.is_staff) == ("fay", "fay@office.example", False, False)
    assert list(one.posts.values_list("role", flat=True)) == ["reader"]


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "login/code/", "phone/change/", "social/", "3rdparty/"]
)
def test_what_nobody_needs_is_not_there(path):
    assert signed_in("ana", Role.ANALYST).get(f"/account/{path}").status_code == 404


def test_a_fault_tells_nothing_of_anybody(monkeypatch, caplog):
    ana = signed_in("ana", Role.ANALYST)
    ana.raise_request_exception = False

    def fails(*_):
        raise RuntimeError("no such row for fay.smith@council.example")

    monkeypatch.setattr(edition_views, "every", fails)
    with caplog.at_level(logging.INFO):
        answer = ana.get("/desk/", {"q": "secret"})
    assert answer.status_code == 500
    assert b"fay.smith" not in answer.content and b"Traceback" not in answer.content
    assert "RuntimeError at test_attacks_on_the_desk.py" in caplog.text, "where it failed is told"
    assert account("ana").email not in caplog.text
    assert "fay.smith" not in caplog.text and "secret" not in caplog.text


def test_a_link_that_lets_somebody_in_is_in_no_log(monkeypatch, caplog):
    client = browser(raise_request_exception=False)

    def fails(_):
        raise RuntimeError

    monkeypatch.setattr("upheld.access.inviting.standing", fails)
    assert client.get("/account/invitation/a-secret-link/").status_code == 500
    assert "RuntimeError" in caplog.text and "a-secret-link" not in caplog.text
