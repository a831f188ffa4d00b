"""Inviting: a link that works once, for some days, for whom it was sent to; and what is done to accounts after."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from tests.support.desk import account, signed_in
from tests.support.signing_in import browser, sign_in
from upheld.access import account_actions, inviting
from upheld.access.models import Account, AuditEntry, Invitation, PostHeld
from upheld.access.permissions import Post, Role

pytestmark = pytest.mark.usefixtures("either_register", "_mails_kept")
DARTFORD, PASSWORD = "E07000107", "seven quiet lighthouses"
TWICE = {"password1": PASSWORD, "password2": PASSWORD}
ASKED = {"name": "fay", "email": "fay@council.example", "role": "link_officer", "authority": DARTFORD}


@pytest.fixture
def _mails_kept():
    with override_settings(
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    ):
        cache.clear()
        yield


def link_sent() -> str:
    return re.search(r"https://localhost(/account/invitation/\S+/)", mail.outbox[-1].body).group(1)


def invited(*posts: Post) -> str:
    return inviting.invite("fay", "fay@council.example", posts or [Post(Role.LINK_OFFICER, DARTFORD)], by="mia")[1]


def test_from_the_invitation_to_the_portal():
    mia, fay = signed_in("mia", Role.ADMINISTRATOR), browser()
    assert mia.post("/desk/people/invite", ASKED).headers["Location"] == "/desk/people/"
    assert [one.to for one in mail.outbox] == [["fay@council.example"]]
    assert "fay" in mia.get("/desk/people/").content.decode()
    assert "seven" not in fay.get(link_sent()).content.decode()
    assert fay.post(link_sent(), TWICE).headers["Location"] == "/"
    assert fay.get("/").headers["Location"] == f"/portal/{DARTFORD}/"
    assert browser().post(link_sent(), TWICE).status_code == 404
    assert sign_in(browser(), "fay@council.example", PASSWORD).headers["Location"] == "/"
    told = list(AuditEntry.objects.values_list("action", "subject", "by"))
    assert ("invite", "fay", "mia") in told and ("accept an invitation", "fay", "fay") in told
    assert "fay@council.example" not in repr(list(AuditEntry.objects.values_list()))


def test_of_two_at_the_same_moment_one_has_the_account():
    link, came_of_it, together = invited(), [], threading.Barrier(2)

    def take_up() -> None:
        together.wait(30)
        try:
            came_of_it.append(inviting.accept(link, PASSWORD).username)
        except inviting.InvitationRefused as why:
            came_of_it.append(str(why))
        finally:
            connection.close()

    both = [threading.Thread(target=take_up) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(came_of_it) == 2 and came_of_it.count("fay") == 1, came_of_it
    assert Account.objects.filter(username="fay").count() == 1
    assert PostHeld.objects.count() == 1


@pytest.mark.parametrize("what", ["old", "withdrawn", "renewed", "forged", "of another"])
def test_links_that_do_not_work(what):
    link = invited()
    one = Invitation.objects.get()
    if what == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif what == "withdrawn":
        inviting.withdraw(one, by="mia")
    elif what == "renewed":
        inviting.renew(one, by="mia")
    elif what == "forged":
        link = link[:-1] + ("a" if link[-1] != "a" else "b")
    else:
        from django.core import signing

        link = signing.dumps([one.pk, "guessed"], salt=inviting.SALT)
    answer = browser().post(f"/account/invitation/{link}/", TWICE)
    assert answer.status_code == 404 and "not valid" in answer.content.decode()
    assert not Account.objects.exists()


def test_the_newest_link_works():
    invited()
    link = inviting.renew(Invitation.objects.get(), by="mia")
    assert inviting.accept(link, PASSWORD).username == "fay"


@pytest.mark.parametrize("weak", ["short", "password12345", "fay@council.example", "123456789012"])
def test_a_weak_password_is_not_taken(weak):
    answer = browser().post(f"/account/invitation/{invited()}/", {"password1": weak, "password2": weak})
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert not Account.objects.exists()


def test_more_fields_make_nobody_more():
    more = {**TWICE, "is_superuser": "1", "is_staff": "1", "role": "administrator", "username": "boss", "posts": "[]"}
    browser().post(f"/account/invitation/{invited()}/", more)
    fay = Account.objects.get()
    assert (fay.username, fay.is_superuser, fay.is_staff) == ("fay", False, False)
    assert list(fay.posts.values_list("role", "authority")) == [("link_officer", DARTFORD)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "fay@council.example\r\nBcc: all@press.example"},
        {"email": "fay@council.example, all@press.example"},
        {"name": "fay\r\nBcc: all@press.example"},
        {"name": "fay<b>"},
        {"role": "administrator"},
        {"role": "link_officer", "authority": ""},
        {"role": "link_officer", "authority": "E99"},
        {"role": "superuser", "authority": ""},
    ],
)
def test_what_is_no_invitation(wrong):
    signed_in("mia", Role.ADMINISTRATOR).post("/desk/people/invite", {**ASKED, **wrong})
    assert not Invitation.objects.exists() and not mail.outbox


def test_one_address_has_one_account():
    invited_to = account("gil").email
    with pytest.raises(inviting.InvitationRefused, match="address"):
        inviting.invite("other", invited_to.upper(), [], by="mia")
    with pytest.raises(inviting.InvitationRefused, match="GIL"):
        inviting.invite("GIL", "new@council.example", [], by="mia")


def test_nobody_gives_themselves_posts_or_resets_their_own_second_factor():
    mia = signed_in("mia", Role.ADMINISTRATOR)
    own = account("mia").pk
    for what, form in (
        ("give", {"role": "approver"}),
        ("take", {"role": "administrator"}),
        ("active", {"active": "no"}),
        ("second-factor", {}),
    ):
        answer = mia.post(f"/desk/people/{own}/{what}", form, follow=True)
        assert "Somebody else must" in answer.content.decode(), what
    assert list(account("mia").posts.values_list("role", flat=True)) == ["administrator"]
    assert account("mia").is_active


def test_posts_are_given_and_taken_on_the_trail():
    mia, gil = signed_in("mia", Role.ADMINISTRATOR), account("gil")
    mia.post(f"/desk/people/{gil.pk}/give", {"role": "approver", "is_superuser": "1"})
    assert list(gil.posts.values_list("role", flat=True)) == ["approver"]
    gil.refresh_from_db()
    assert not gil.is_superuser
    mia.post(f"/desk/people/{gil.pk}/take", {"role": "approver"})
    assert not gil.posts.exists()
    told = AuditEntry.objects.filter(by="mia", subject="gil").values_list("action", flat=True)
    assert list(told) == ["give a post", "take a post"]


def test_a_post_taken_closes_its_pages_at_once():
    ben = signed_in("ben", Role.ANALYST)
    assert ben.get("/desk/").status_code == 200
    account_actions.take(account("ben"), Post(Role.ANALYST), by="mia")
    assert ben.get("/desk/").status_code == 404


def test_a_reset_second_factor_ends_sessions():
    ben = signed_in("ben", Role.ANALYST)
    signed_in("mia", Role.ADMINISTRATOR).post(f"/desk/people/{account('ben').pk}/second-factor")
    assert ben.get("/desk/").headers["Location"].startswith("/account/login/")
