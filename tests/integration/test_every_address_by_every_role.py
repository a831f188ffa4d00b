"""Every address by everybody: shown to those whom the table of permissions names, and to nobody else."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.addresses import OTHER, OWN, UNKNOWN, Address, every
from tests.support.desk import account, signed_in
from upheld.access import guard
from upheld.access.permissions import AT_AN_AUTHORITY, GRANTED, STAFF, Role

pytestmark = pytest.mark.usefixtures("register")
ADDRESSES = every()
GUARDED = [one for one in ADDRESSES if one.action]
IDS = [one.route for one in GUARDED]
HOST = {"HTTP_HOST": "localhost", "headers": {"x-forwarded-proto": "https"}}
SIGN_IN, SECOND_FACTOR = "/account/login/", "/account/second-factor/"


REACHED = 299
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')  # masked anew for each page, whatever page it is


@pytest.fixture(autouse=True)
def _views_only_say_that_they_were_reached(monkeypatch):
    """The door is what is tested: what is behind it needs no rows then, and changes none."""
    monkeypatch.setattr(guard, "shown", lambda *_, **__: HttpResponse(status=REACHED))


def answer(client: Client, path: str) -> HttpResponse:
    """The answer by GET, or by POST where the view takes nothing else."""
    got = client.get(path)
    return client.post(path) if got.status_code == 405 else got


def reached(client: Client, path: str) -> bool:
    return answer(client, path).status_code == REACHED


def leads_to(client: Client, path: str) -> str:
    return answer(client, path).headers.get("Location", "").partition("?")[0]


def test_every_view_says_whom_it_is_for():
    assert [one.route for one in ADDRESSES if one.needs is None] == []
    assert GUARDED


def test_what_is_an_authority_s_own_names_whose_it_is():
    for one in GUARDED:
        own = GRANTED[one.action] <= AT_AN_AUTHORITY
        assert one.needs[1] == own, one.route
        assert ("<str:authority>" in one.route) >= own, one.route


@pytest.mark.parametrize("one", GUARDED, ids=IDS)
def test_nobody_is_sent_to_sign_in(one: Address):
    assert leads_to(Client(**HOST), one.example()) == SIGN_IN


@pytest.mark.parametrize("role", Role)
def test_exactly_as_granted(role: Role):
    client = signed_in("eve", (role, OWN) if role in AT_AN_AUTHORITY else role)
    for one in GUARDED:
        granted = role in GRANTED[one.action]
        assert answer(client, one.example(OWN)).status_code == (REACHED if granted else 404), one.route
        if one.needs[1]:
            assert answer(client, one.example(OTHER)).status_code == 404, one.route


def test_without_a_post_nothing_is_there():
    client = signed_in("eve", second_factor=True)
    assert {answer(client, one.example()).status_code for one in GUARDED} == {404}


def test_staff_without_a_second_factor_are_led_to_set_one_up():
    client = signed_in("eve", *STAFF, second_factor=False)
    assert {leads_to(client, one.example()) for one in GUARDED} == {SECOND_FACTOR}


@pytest.mark.parametrize("one", GUARDED, ids=IDS)
def test_a_deactivated_account_is_nobody(one: Address):
    client = signed_in("eve", *STAFF, (Role.LINK_OFFICER, OWN))
    who = account("eve")
    who.is_active = False
    who.save()
    assert leads_to(client, one.example()) == SIGN_IN


@pytest.mark.parametrize("one", [one for one in ADDRESSES if one.is_for_the_signed_in], ids=lambda one: one.route)
def test_one_s_own_account_needs_signing_in(one: Address):
    assert leads_to(Client(**HOST), one.example()) == SIGN_IN
    assert reached(signed_in("eve", second_factor=False), one.example())


def test_not_yours_and_not_there_are_one_answer_to_the_byte():
    client = signed_in("fay", (Role.LINK_OFFICER, OWN))
    for one in GUARDED:
        if not one.needs[1]:
            continue
        answers = [answer(client, one.example(which)) for which in (OTHER, UNKNOWN)]
        told = [(a.status_code, sorted(a.headers.items()), TOKEN.sub(b"", a.content)) for a in answers]
        assert told[0] == told[1], one.route
        assert OTHER.encode() not in answers[0].content
