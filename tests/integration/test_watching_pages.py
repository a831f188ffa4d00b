"""Early warning at the desk: the list, one drift with its cases, and what is not there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.integration.test_watching import SCHEME, filled
from tests.support.desk import signed_in
from upheld.access.permissions import Role
from upheld.register.models import Case
from upheld.register.queries import directory

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def ana(monkeypatch):
    monkeypatch.setattr("upheld.desk.watching_views.scheme", lambda: SCHEME)
    monkeypatch.setattr("upheld.desk.watching_views.directory", lambda: directory(SCHEME))
    return signed_in("ana", Role.ANALYST)


def test_a_drift_is_listed_and_leads_to_all_its_cases(ana):
    filled(jump=4)
    page = ana.get("/desk/watching/").content.decode()
    assert "For staff only" in page and "Were nothing drifting at all" in page
    links = [unescape(one) for one in re.findall(r'href="(/desk/watching/drift\?[^"]+)"', page)]
    (link,) = [one for one in links if "authority=A1" in one and "about=Housing" in one]
    behind = ana.get(link).content.decode()
    first = re.search(r"seen (?:in|from) (\d{4}-\d\d)", behind).group(1)
    last = re.search(r"(?:seen in|to) (\d{4}-\d\d), where", behind).group(1)
    wanted = {
        one.reference
        for one in Case.objects.filter(authority="A1", subject="Housing")
        if first <= f"{one.received_on:%Y-%m}" <= last
    }
    listed = behind.partition('id="cases-caption"')[2]
    assert set(re.findall(r'<tr><th scope="row">(\d+)</th>', listed)) == wanted != set()


def test_a_month_that_cannot_be_told_of_is_said_to_be_so(ana):
    filled()
    assert "is not a month such as" in ana.get("/desk/watching/", {"month": "<b>"}).content.decode()
    assert "<b>" not in ana.get("/desk/watching/", {"month": "<b>"}).content.decode()


def test_a_stream_that_does_not_drift_has_no_page(ana):
    filled()
    for given in ({}, {"kind": "none"}, {"kind": "cases received", "authority": "A9"}):
        assert ana.get("/desk/watching/drift", given).status_code == 404
