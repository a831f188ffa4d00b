"""The site in a browser as it is served: a process of its own, which keeps pages in front of Django."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
PAGES = [
    "/",
    "/search/?name=christchurch",
    "/authorities/E07000107/",
    "/authorities/E07000107/letter/",
    "/authorities/E07000107/",
    "/decisions/?words=noise&outcome=upheld",
    "/decisions/21%20000%20001/",
    "/downloads/",
    "/national/",
]


def test_no_page_breaks_its_own_policy(chromium, served_site):
    context = chromium.new_context()
    tab = context.new_page()
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: said.append(request.url) if not request.url.startswith(served_site) else None)
    for path in PAGES:
        tab.goto(served_site + path)
    context.close()
    assert not said


def test_the_keyboard_alone_finds_an_authority(chromium, served_site):
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(served_site + "/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("dartford")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/find/?q=dartford")
    assert tab.get_by_role("link", name="Dartford Borough Council").count() == 1
    context.close()
