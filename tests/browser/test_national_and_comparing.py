"""The national picture and comparing in a real browser: axe finds nothing, dots are reached by the keyboard."""

import json
import os
import socket
import subprocess
import sys

import pytest

from tests.browser.test_accessibility import CHROMIUM, QUIETLY, SERVE, WIDTHS, wait_for
from tests.integration.test_website_national import written
from tests.support import small_year

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
COMPARE = "/authorities/E07000107/compare/"
PAGES = [
    "/national/",
    "/national/2021/",
    "/national/2022/district/",
    COMPARE,
    f"{COMPARE}?with=E06000014,E07000026&order=rate",
    f"{COMPARE}?with=chosen&names=Nowhere",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The site as it is served, in a process of its own."""
    bundle = written(tmp_path_factory.mktemp("out"), (2021, 2022))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    command = [sys.executable, "-c", SERVE, str(bundle), str(port)]
    with subprocess.Popen(command, cwd=small_year.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        told = server.stdout.readline().strip()
        wait_for(told)
        yield told.rstrip("/")
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIETLY)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", WIDTHS.values())
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(browser, address, path, width):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(address + path)
    found = Axe().run(tab).response["violations"]
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert not found, json.dumps([(one["id"], one["help"], [node["target"] for node in one["nodes"]]) for one in found])
    assert wide <= 0


def test_a_dot_is_reached_by_its_name_and_leads_to_its_authority(browser, address):
    tab = browser.new_page()
    tab.goto(f"{address}/national/2022/district/")
    dot = tab.get_by_role("link", name="Dartford: 61% (61 of 100), in line")
    assert dot.count() == 1
    dot.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/authorities/E07000107/")
    tab.close()


def test_others_are_chosen_by_the_keyboard_alone(browser, address):
    tab = browser.new_page(java_script_enabled=False)
    tab.goto(address + COMPARE)
    tab.get_by_label("Councils of your choice").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.type("york")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/compare/?with=E06000014&measure=uphold_rate&year=2022")
    assert tab.get_by_role("table").get_by_role("link").count() == 2
    tab.close()
