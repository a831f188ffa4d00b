"""What is kept for the sign-in: counts that nobody can push out, secrets that nobody can read, no machine's address."""

from __future__ import annotations

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from tests.support.signing_in import browser, code, set_up_app, sign_in, with_password
from upheld.access.models import Counter
from upheld.access.permissions import Role

SECOND_FACTOR = "/account/second-factor/authenticate/"


@pytest.mark.usefixtures("either_register")
class TestCounters:
    def test_others_attempts_push_nobody_s_out(self):
        with_password("ana", Role.ANALYST)
        for _ in range(5):
            sign_in(browser(), "ana", "wrong")
        for number in range(700):  # more than Django keeps unless told otherwise
            cache.set(f"somebody else {number}", 1, 300)
        assert "too many" in sign_in(browser(REMOTE_ADDR="192.0.2.7"), "ana").content.decode().lower()

    def test_of_many_at_the_same_moment_one_is_first(self):
        won, gate = [], threading.Barrier(6)

        def add(number: int) -> None:
            gate.wait()
            if cache.add("the same", number):
                won.append(number)
            connection.close()

        threads = [threading.Thread(target=add, args=[number]) for number in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(won) == 1
        assert cache.get("the same") == won[0]

    def test_no_address_of_a_machine_or_a_person_is_kept(self):
        sign_in(browser(REMOTE_ADDR="192.0.2.77"), "fay@office.example", "wrong")
        kept = str(list(Counter.objects.values()))
        assert Counter.objects.exists()
        assert "192.0.2.77" not in kept
        assert "fay" not in kept


@pytest.mark.usefixtures("register")
class TestSecrets:
    def set_up(self) -> tuple[str, list[str]]:
        """A member of staff with an app; its secret, and what the register holds of it."""
        with_password("ana", Role.ANALYST)
        client = browser()
        sign_in(client, "ana")
        secret, _ = set_up_app(client)
        return secret, [str(one.data) for one in Authenticator.objects.all()]

    def test_they_rest_encrypted_and_work(self):
        secret, kept = self.set_up()
        assert kept
        assert not any(secret in one for one in kept)
        assert any(one.instance.type == "totp" for one in map(Authenticator.wrap, Authenticator.objects.all()))
        cache.clear()  # the code was used to set it up
        again = browser()
        sign_in(again, "ana")
        assert again.post(SECOND_FACTOR, {"code": code(secret)}).status_code == 302

    def test_with_another_key_no_code_fits_and_nothing_fails(self):
        secret, _ = self.set_up()
        cache.clear()
        with override_settings(SECRET_KEY="another one"):
            again = browser()
            sign_in(again, "ana")
            for given in (code(secret), code(""), "000000"):
                assert again.post(SECOND_FACTOR, {"code": given}).status_code == 200
            assert again.get("/desk/").status_code == 302

    def test_a_former_key_goes_on_working(self, settings):
        secret, _ = self.set_up()
        cache.clear()
        with override_settings(SECRET_KEY="another one", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            again = browser()
            sign_in(again, "ana")
            assert again.post(SECOND_FACTOR, {"code": code(secret)}).status_code == 302
