"""Signing in: password, second factor, recovery codes, new passwords; and how long it lasts."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from tests.support.desk import PASSWORD, account, signed_in
from tests.support.signing_in import browser, code, set_up_app, sign_in, with_password
from upheld.access import account_actions, sessions
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role

pytestmark = pytest.mark.usefixtures("register", "_one_cache")
DARTFORD = "E07000107"
CODE = re.compile(r"<li><code>(\d+)</code></li>")
NEW = "quite another lot of words"


@pytest.fixture
def _one_cache():
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ):
        cache.clear()
        yield
        cache.clear()


def test_staff_set_up_a_second_factor_before_the_desk_opens():
    with_password("ana", Role.ANALYST)
    ana = browser()
    assert sign_in(ana, "ana").headers["Location"] == "/"
    assert ana.get("/desk/").headers["Location"].startswith("/account/second-factor/?")
    assert "The desk opens to those" in ana.get("/account/second-factor/").content.decode()
    _, answer = set_up_app(ana)
    assert answer.headers["Location"] == "/account/second-factor/recovery-codes/"
    assert ana.get("/desk/").status_code == 200
    codes = CODE.findall(ana.get(answer.headers["Location"]).content.decode())
    assert len(codes) == 10
    assert not CODE.findall(ana.get(answer.headers["Location"]).content.decode()), "shown once"


def test_the_second_factor_is_asked_for_and_a_recovery_code_works_once():
    with_password("ana", Role.ANALYST)
    ana = browser()
    sign_in(ana, "ana")
    secret, answer = set_up_app(ana)
    codes = CODE.findall(ana.get(answer.headers["Location"]).content.decode())
    for given, status in (("000000", 200), (codes[0], 302), (codes[0], 200)):
        again = browser()
        assert sign_in(again, "ana").headers["Location"] == "/account/second-factor/authenticate/"
        assert again.get("/desk/").status_code == 302
        assert again.post("/account/second-factor/authenticate/", {"code": given}).status_code == status
        assert again.get("/desk/").status_code == (200 if status == 302 else 302)
    assert secret not in repr(list(AuditEntry.objects.values_list()))


def test_the_same_code_does_not_work_twice():
    with_password("ana", Role.ANALYST)
    ana = browser()
    sign_in(ana, "ana")
    secret, _ = set_up_app(ana)
    now = code(secret)
    for status in (302, 200):
        again = browser()
        sign_in(again, "ana")
        assert again.post("/account/second-factor/authenticate/", {"code": now}).status_code == status


def test_without_the_app_the_desk_closes_in_this_very_session():
    with_password("ana", Role.ANALYST)
    ana = browser()
    sign_in(ana, "ana")
    set_up_app(ana)
    assert ana.post("/account/second-factor/app/deactivate/").status_code == 302
    assert ana.get("/desk/").status_code == 302


def test_an_authority_s_people_need_none():
    with_password("fay", (Role.LINK_OFFICER, DARTFORD))
    fay = browser()
    sign_in(fay, "fay")
    assert fay.get("/").headers["Location"] == f"/portal/{DARTFORD}/"


@pytest.mark.parametrize("login", ["ana", "nobody", "ana@office.example", "nobody@office.example"])
def test_a_wrong_password_tells_nothing_and_too_many_are_stopped(login):
    with_password("ana", Role.ANALYST)
    told = []
    for _ in range(7):
        answer = sign_in(browser(), login, "not the password")
        found = re.search(r"govuk-error-summary__list\">\s*<li>(.*?)</li>", answer.content.decode())
        told.append(found.group(1))
    assert len(set(told)) == 2, told
    assert "Too many" in told[-1]
    assert "Too many" in sign_in(browser(), login).content.decode(), "also with the right password"


def test_a_stopped_account_tells_the_same_as_one_that_is_not_there():
    with_password("ana", Role.ANALYST)
    pages = []
    for login in ("ana", "nob"):
        cache.clear()
        for _ in range(6):
            answer = sign_in(browser(), login, "not the password")
        pages.append(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert pages[0] == pages[1]


def test_a_deactivated_account_is_out_at_once_and_does_not_come_in():
    who = with_password("ana", Role.ANALYST)
    ana = browser()
    sign_in(ana, "ana")
    assert ana.get("/account/second-factor/").status_code == 200
    account_actions.set_active(who, False, by="mia")
    assert ana.get("/account/second-factor/").status_code == 302
    assert sign_in(browser(), "ana").headers["Location"] == "/account/inactive/"
    who.refresh_from_db()
    account_actions.set_active(who, True, by="mia")
    assert ana.get("/account/second-factor/").status_code == 302, "an old session stays ended"


def test_a_session_is_another_after_signing_in():
    with_password("fay", (Role.LINK_OFFICER, DARTFORD))
    planted = browser()
    planted.get("/account/login/")
    planted.cookies["session"] = "a" * 32
    planted.cookies["__Host-session"] = "a" * 32
    sign_in(planted, "fay")
    assert planted.cookies["__Host-session"].value not in ("", "a" * 32)
    thief = browser()
    thief.cookies["__Host-session"] = "a" * 32
    assert thief.get("/account/second-factor/").status_code == 302


def test_a_password_is_changed_here_and_ended_everywhere_else():
    with_password("fay", (Role.LINK_OFFICER, DARTFORD))
    here, there = browser(), browser()
    sign_in(here, "fay")
    sign_in(there, "fay")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/account/password/change/", form).status_code == 302
    assert here.get("/account/second-factor/").status_code == 200
    assert there.get("/account/second-factor/").status_code == 302
    assert account("fay").password.startswith("argon2$")


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once():
    with_password("fay", (Role.LINK_OFFICER, DARTFORD))
    there = browser()
    sign_in(there, "fay")
    fay = browser()
    for address in ("fay@office.example", "nobody@office.example"):
        answer = fay.post("/account/password/reset/", {"email": address})
        assert answer.headers["Location"] == "/account/password/reset/done/"
    assert [one.to for one in mail.outbox] == [["fay@office.example"]]
    link = re.search(r"https://localhost(/account/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    form = fay.get(link).headers["Location"]
    assert fay.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert there.get("/account/second-factor/").status_code == 302
    assert "This link is not valid" in browser().get(link, follow=True).content.decode()
    assert sign_in(browser(), "fay", NEW).status_code == 302


def test_everywhere_means_everywhere():
    with_password("fay", (Role.LINK_OFFICER, DARTFORD))
    here, there = browser(), browser()
    sign_in(here, "fay")
    sign_in(there, "fay")
    assert here.post("/account/everywhere/").status_code == 302
    assert [one.get("/account/second-factor/").status_code for one in (here, there)] == [302, 302]


@pytest.mark.parametrize(
    "post, minutes, stays",
    [
        (Role.ANALYST, 29, True),
        (Role.ANALYST, 31, False),
        ((Role.READER, DARTFORD), 31, True),
        ((Role.READER, DARTFORD), 481, False),
    ],
)
def test_how_long_one_stays_signed_in(monkeypatch, post, minutes, stays):
    client = signed_in("eve", post)
    assert client.get("/account/second-factor/").status_code == 200
    later = time.time() + minutes * 60
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert (client.get("/account/second-factor/").status_code == 200) == stays


def test_a_page_that_looks_again_by_itself_is_nobody_at_work(monkeypatch):
    client, now = signed_in("eve", Role.ANALYST), time.time()
    for minutes in range(1, 30):
        monkeypatch.setattr(sessions.time, "time", lambda at=now + minutes * 60: at)
        assert client.get("/account/second-factor/", headers={"sec-fetch-dest": "empty"}).status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 31 * 60)
    assert client.get("/account/second-factor/", headers={"sec-fetch-dest": "empty"}).status_code == 302


def test_who_keeps_asking_is_still_out_after_a_working_day(monkeypatch):
    client, now = signed_in("eve", Role.ANALYST), time.time()
    answers = []
    for minutes in range(0, 480, 20):
        monkeypatch.setattr(sessions.time, "time", lambda at=now + minutes * 60: at)
        answers.append(client.get("/account/second-factor/").status_code)
    assert answers == [200] * 24
    monkeypatch.setattr(sessions.time, "time", lambda: now + 481 * 60)
    assert client.get("/account/second-factor/").status_code == 302
