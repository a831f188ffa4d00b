"""Single sign-on: whoever the provider vouches for and we have invited comes in, and nobody else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import override_settings

from tests.support.desk import account, signed_in
from tests.support.openid_provider import CLIENT, SECRET, running
from tests.support.signing_in import browser, code
from upheld.access.models import Account
from upheld.access.permissions import Role
from upheld.config.oidc import single_sign_on

pytestmark = pytest.mark.usefixtures("register")
DARTFORD = "E07000107"
FAY = {"email": "fay@office.example", "email_verified": True}
LOGIN, CALLBACK = "/account/sso/sso/login/", "/account/sso/sso/login/callback/"


@pytest.fixture
def provider():
    with running() as one:
        environment = {"UPHELD_OIDC_ISSUER": one.issuer, "UPHELD_OIDC_CLIENT": CLIENT, "UPHELD_OIDC_SECRET": SECRET}
        with override_settings(
            SOCIALACCOUNT_PROVIDERS=single_sign_on({**environment, "UPHELD_OIDC_NAME": "the office"}),
            CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        ):
            cache.clear()
            yield one


def known(name: str, *posts) -> Account:
    from allauth.account.models import EmailAddress

    who = account(name, *posts)
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    return who


def come_in(provider, client=None, **claims):
    client = client or browser()
    leads = client.post(LOGIN)
    return client, client.get(f"{CALLBACK}?{provider.authorize(leads.headers['Location'], **claims)}")


def is_in(client) -> bool:
    return client.get("/account/second-factor/").status_code == 200


def test_somebody_invited_comes_in(provider):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    assert "Sign in with the office" in browser().get("/account/login/").content.decode()
    policy = browser().get("/account/login/").headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.issuer};" in policy
    client, answer = come_in(provider, **FAY)
    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == f"/portal/{DARTFORD}/"
    assert "/keys" in provider.asked, "the signature was looked at"
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@office.example", "email_verified": True},
        {**FAY, "email_verified": False},
        {"email": FAY["email"]},
        {**FAY, "aud": "somebody else"},
        {**FAY, "iss": "https://evil.example"},
        {**FAY, "exp": 1},
        {},
    ],
)
def test_nobody_else_does(provider, claims):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    client, answer = come_in(provider, **claims)
    assert not is_in(client)
    assert "govuk-heading-l" in answer.content.decode() if answer.status_code == 200 else answer.status_code < 500
    assert Account.objects.count() == 1


def test_a_token_signed_by_somebody_else_is_refused(provider):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client, answer = come_in(provider, **FAY)
    assert not is_in(client)
    assert "Signing in did not work" in answer.content.decode()


def test_without_a_token_nobody_has_vouched(provider):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    provider.vouches = False
    client, answer = come_in(provider, **FAY)
    assert not is_in(client)
    assert "Signing in did not work" in answer.content.decode()
    assert provider.asked.count("/userinfo") == 0, "what is said without a signature is not even asked for"


def test_nobody_ties_another_s_address_there_to_their_account_here(provider):
    from allauth.socialaccount.models import SocialAccount

    client = signed_in("gil", (Role.READER, DARTFORD))
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    leads = client.post(f"{LOGIN}?process=connect").headers["Location"]
    answer = client.get(f"{CALLBACK}?{provider.authorize(leads, email='new@office.example', email_verified=True)}")
    assert answer.status_code == 302
    assert not SocialAccount.objects.exists()


def test_an_answer_to_somebody_else_s_question_is_refused(provider):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    leads = browser().post(LOGIN).headers["Location"]
    victim = browser()
    victim.get(f"{CALLBACK}?{provider.authorize(leads, **FAY)}")
    assert not is_in(victim)


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_nobody_is_led_elsewhere_by_way_of_the_provider(provider, where):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    client = browser()
    leads = client.post(LOGIN, {"next": where}, QUERY_STRING=urlencode({"next": where})).headers["Location"]
    answer = client.get(f"{CALLBACK}?{provider.authorize(leads, **FAY)}")
    assert is_in(client) and answer.headers["Location"] == "/"


def test_a_session_that_somebody_planted_is_nobody_s_after_single_sign_on(provider):
    known("fay", (Role.LINK_OFFICER, DARTFORD))
    store = SessionStore()
    store["of"] = "the thief"
    store.create()
    victim, thief = browser(), browser()
    for one in (victim, thief):
        one.cookies["__Host-session"] = store.session_key
    come_in(provider, victim, **FAY)
    assert is_in(victim) and not is_in(thief)


def test_a_closed_account_stays_closed(provider):
    who = known("fay", (Role.LINK_OFFICER, DARTFORD))
    who.is_active = False
    who.save()
    client, answer = come_in(provider, **FAY)
    assert not is_in(client) and answer.headers["Location"] == "/account/inactive/"


def test_staff_are_asked_for_our_second_factor(provider):
    who, secret = known("fay", Role.ANALYST), generate_totp_secret()
    TOTP.activate(who, secret)
    client, answer = come_in(provider, **FAY)
    assert answer.headers["Location"] == "/account/second-factor/authenticate/"
    assert client.get("/desk/").status_code == 302
    client.post("/account/second-factor/authenticate/", {"code": code(secret)})
    assert client.get("/desk/").status_code == 200


def test_staff_without_a_second_factor_are_led_to_one(provider):
    known("fay", Role.ANALYST)
    client, _ = come_in(provider, **FAY)
    assert client.get("/desk/").headers["Location"].startswith("/account/second-factor/?")


def test_unless_the_provider_asks_for_one_itself(provider):
    who = known("fay", Role.ANALYST)
    TOTP.activate(who, generate_totp_secret())
    with override_settings(UPHELD_OIDC_SECOND_FACTOR=True):
        client, answer = come_in(provider, **FAY)
        assert answer.headers["Location"] == "/"
        assert client.get("/desk/").status_code == 200


def test_without_a_provider_there_is_no_such_address():
    assert browser().get(LOGIN).status_code == 404
    assert browser().get(CALLBACK).status_code == 404
    assert "Sign in with the" not in browser().get("/account/login/").content.decode()


def test_half_a_provider_is_none():
    with pytest.raises(ValueError, match="UPHELD_OIDC_CLIENT"):
        single_sign_on({"UPHELD_OIDC_ISSUER": "https://sso.example"})
    assert single_sign_on({}) == {}
