"""Every kind of page in a real browser: axe finds nothing, and nothing sticks out at any width."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support import small_bundle, small_year

CHROMIUM = Path(os.environ.get("UPHELD_CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
QUIETLY = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
PAGES = [
    "/",
    "/search/?name=dartfrod",
    "/search/?name=christchurch",
    "/search/?name=zzzz",
    "/authorities/",
    "/authorities/E07000107/",
    "/authorities/E06000058/",
    "/authorities/E07000199/",
    "/authorities/E26000001/",
    "/authorities/E07000048/",
    "/authorities/E07000107/decisions/",
    "/decisions/?words=noise&outcome=upheld",
    "/decisions/?words=zzzz",
    "/decisions/21%20000%20001/",
    "/decisions/21%20000%20002/",
    "/downloads/",
    "/downloads/dictionary/",
    "/api/",
    "/national/",
    "/method/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/nothing",
]
WIDTHS = {"desktop": 1280, "narrowest": 320}
SERVE = """
import sys
from pathlib import Path
from upheld.publication.website.serving import serve
serve(Path(sys.argv[1]), port=int(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The site as it is served, in a process of its own."""
    out = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), out, number=2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    command = [sys.executable, "-c", SERVE, str(out / "bundle"), str(port)]
    with subprocess.Popen(command, cwd=small_year.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        told = server.stdout.readline().strip()
        assert told == f"http://127.0.0.1:{port}/"
        wait_for(told)
        yield told.rstrip("/")
        server.terminate()
        server.wait(timeout=10)


def wait_for(address):
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=WIDTHS)
def tab(request, browser):
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(tab, address, path):
    from axe_playwright_python.sync_playwright import Axe

    tab.goto(address + path)
    found = Axe().run(tab).response["violations"]
    assert not found, json.dumps([(one["id"], one["help"], [node["target"] for node in one["nodes"]]) for one in found])
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_no_page_breaks_its_own_policy(browser, address):
    context = browser.new_context()
    tab = context.new_page()
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: said.append(request.url) if not request.url.startswith(address) else None)
    for path in [*PAGES[:-1], "/authorities/E07000107/letter/"]:
        tab.goto(address + path)
    context.close()
    assert not said


def test_the_keyboard_alone_finds_an_authority(browser, address):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(address + "/")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("dartford")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/find/?q=dartford")
    assert tab.get_by_role("link", name="Dartford Borough Council").count() == 1
    context.close()
