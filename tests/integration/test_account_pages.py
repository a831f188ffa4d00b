"""Every page of signing in and of people is one of ours, and has nothing that the policy for scripts forbids."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.support.desk import account, signed_in
from tests.support.signing_in import browser, set_up_app, sign_in, with_password
from upheld.access import inviting
from upheld.access.permissions import Post, Role

pytestmark = pytest.mark.usefixtures("register", "_one_cache")
FORBIDDEN = ("onclick=", "<style", "style=", "javascript:")
OUTSIDE = ["login/", "password/reset/", "password/reset/done/", "password/reset/key/1-a-b/", "password/reset/key/done/"]
OUTSIDE += ["inactive/", "sso/cancelled/"]
INSIDE = ["logout/", "reauthenticate/", "password/change/", "second-factor/", "second-factor/reauthenticate/"]
INSIDE += [f"second-factor/{one}/" for one in ("recovery-codes/generate", "keys", "keys/add")]


@pytest.fixture
def _one_cache():
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield


def test_no_page_has_anything_that_the_policy_for_scripts_forbids():
    link = inviting.invite("gil", "gil@council.example", [Post(Role.ANALYST)], by="mia")[1]
    outside = [browser().get(f"/account/{one}", follow=True) for one in [*OUTSIDE, f"invitation/{link}/"]]
    with_password("ana", Role.ANALYST)
    ana = browser()
    sign_in(ana, "ana")
    empty = ana.get("/account/second-factor/app/activate/")
    _, answer = set_up_app(ana)
    codes = ana.get(answer.headers["Location"])
    inside = [ana.get(f"/account/{one}") for one in [*INSIDE, "second-factor/app/deactivate/"]]
    mia = signed_in("mia", Role.ADMINISTRATOR)
    desk = [mia.get(f"/desk/{one}") for one in ("people/", f"people/{account('ana').pk}/", "people/erase/", "trail/")]
    for page in (*outside, empty, codes, *inside, *desk):
        text = page.content.decode()
        assert page.status_code == 200 and text.startswith("<!doctype html>"), page.request["PATH_INFO"]
        assert "<h1" in text and "<title></title>" not in text, page.request["PATH_INFO"]
        found = [one for one in FORBIDDEN if one in text.replace('autocomplete="', "")]
        assert not found, (page.request["PATH_INFO"], found)
