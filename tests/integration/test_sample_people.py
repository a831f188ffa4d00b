"""Sample people, for made-up cases only; and the first administrator."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.support.signing_in import browser, code, sign_in
from upheld.access.models import Account
from upheld.console import sample_people
from upheld.register.models import Origin
from upheld.vocabulary.problems import Refused

DARTFORD = "E07000107"


@pytest.fixture
def _one_cache():
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        cache.clear()
        yield


@pytest.mark.usefixtures("register", "_one_cache")
def test_each_comes_in_by_what_is_printed(tmp_path):
    sample_people.make(DARTFORD)
    sample_people.make(DARTFORD)
    printed = "\n".join(sample_people.told(tmp_path, "Dartford"))
    for one in sample_people.PEOPLE:
        client = browser()
        sign_in(client, one.name, sample_people.PASSWORD)
        assert one.name in printed
        if one.at_an_authority:
            assert client.get("/").headers["Location"] == f"/portal/{DARTFORD}/"
            continue
        assert one.secret in printed
        client.post("/account/second-factor/authenticate/", {"code": code(one.secret)})
        assert client.get("/desk/").status_code == 200, one.name
    assert Account.objects.count() == len(sample_people.PEOPLE)


@pytest.mark.usefixtures("register")
def test_not_where_cases_are_real():
    with pytest.raises(Refused, match="made-up"):
        sample_people._only_with_made_up_cases()
    Origin.objects.create(name="sample", value="yes")
    sample_people._only_with_made_up_cases()


def test_the_command_invites_and_sample_people_are_refused_for_an_empty_register(tmp_path):
    def desk(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "upheld.console", "desk", *words], capture_output=True, text=True, timeout=120
        )

    scheme = ("--scheme", "local-government-england")
    done = desk("invite", str(tmp_path), "mia", "mia@office.example", *scheme)
    assert done.returncode == 0 and done.stdout.startswith("http://localhost:8001/account/invitation/"), done.stderr
    for words in (("sample", str(tmp_path)), ("code", str(tmp_path), "ana")):
        refused = desk(*words, *scheme)
        assert refused.returncode == 2 and "made-up" in refused.stderr, refused.stderr
    wrong = desk("invite", str(tmp_path), "mia", "not an address", *scheme)
    assert wrong.returncode == 2 and "not an address" not in wrong.stderr
