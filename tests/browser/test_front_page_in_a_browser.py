"""The front page in a real browser: by keyboard, without scripts, on a phone, enlarged, and standing still."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.support import made_map, small_bundle
from tests.support.site import serving

CHROMIUM = Path(os.environ.get("UPHELD_CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
QUIETLY = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
STATES = [
    "/",
    "/?colour=rate",
    "/?shape=boundaries",
    "/?tier=upper&sort=rate&order=down",
    "/?kind=unitary&measure=compliance_rate",
    "/?name=nowhere",
    "/find/?q=dart",
]
SHIFTS = """
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifted += one.value)))
    .observe({ type: "layout-shift", buffered: true });
"""


class Quiet(WSGIRequestHandler):
    """Tells nothing of each request."""

    def log_message(self, *_args):
        """Nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    from django.core.handlers.wsgi import WSGIHandler

    folder = tmp_path_factory.mktemp("front")
    bundle = small_bundle.write(small_bundle.ingredients(folder / "made"), folder / "out")
    with serving(bundle), made_map.drawn():
        from django.test.utils import override_settings

        with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
            server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser, request):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **getattr(request, "param", {}))
    yield context.new_page()
    context.close()


# 200 % zoom of a 1280 px window leaves 640 px.
@pytest.mark.parametrize("width", [1280, 640, 320])
@pytest.mark.parametrize("path", STATES)
def test_axe_finds_nothing_and_nothing_sticks_out_in_any_state(browser, address, path, width):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(address + path)
    found = Axe().run(tab).response["violations"]
    assert not found, json.dumps([(one["id"], [node["target"] for node in one["nodes"]]) for one in found])
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_nothing_moves_while_the_page_loads(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 2400})
    context.add_init_script("window.shifted = 0;" + SHIFTS)
    tab = context.new_page()
    for path in STATES:
        tab.goto(address + path, wait_until="networkidle")
        assert tab.evaluate("window.shifted") == 0, path
    context.close()


def test_no_state_breaks_the_policy(tab, address):
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    for path in STATES:
        tab.goto(address + path)
    assert not said


def focused(tab):
    return tab.evaluate("document.activeElement.querySelector('title')?.textContent")


def test_the_map_is_one_tab_stop_and_arrows_go_from_area_to_area(tab, address):
    tab.goto(address + "/")
    assert tab.locator("svg.areas a[tabindex='0']").count() == 1
    tab.locator("svg.areas a[tabindex='0']").focus()
    assert focused(tab) == "Allerdale: no investigations, not compared"
    tab.keyboard.press("ArrowDown")
    assert focused(tab) == "Yörk: 86%, in line"
    tab.keyboard.press("ArrowDown")
    assert focused(tab) == "BCP: 0%, too few to tell"
    tab.keyboard.press("ArrowLeft")
    assert focused(tab) == "Small Place: withheld, withheld"
    tab.keyboard.press("ArrowRight")
    assert focused(tab) == "BCP: 0%, too few to tell"
    assert tab.locator(".pointed").text_content() == "BCP: 0%, too few to tell"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/authorities/E06000058/")


def test_the_map_comes_closer_and_goes_back(tab, address):
    tab.goto(address + "/")
    whole = tab.locator("svg.areas").get_attribute("viewBox")
    tab.get_by_role("button", name="Closer").click()
    assert tab.locator("svg.areas").get_attribute("viewBox") != whole
    tab.get_by_role("button", name="Whole map").click()
    assert [float(one) for one in tab.locator("svg.areas").get_attribute("viewBox").split()] == [
        float(one) for one in whole.split()
    ]


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_everything_can_be_asked_for(tab, address):
    tab.goto(address + "/")
    tab.get_by_label("Figure", exact=True).select_option("compliance_rate")
    tab.get_by_label("Kind of council").select_option("unitary")
    tab.get_by_role("button", name="Show").click()
    tab.get_by_role("link", name="Plain figure").click()
    tab.get_by_role("link", name="Boundaries").click()
    tab.get_by_role("link", name="Counties and single-tier councils").click()
    for word in ("measure=compliance_rate", "kind=unitary", "colour=rate", "shape=boundaries", "tier=upper"):
        assert word in tab.url
    tab.locator("svg.areas").get_by_role("link", name="Yörk").click()
    assert tab.url.endswith("/authorities/E06000014/")


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_a_name_finds_its_page(tab, address):
    tab.goto(address + "/")
    tab.get_by_role("searchbox").fill("dartford")
    tab.get_by_role("button", name="Find").click()
    tab.get_by_role("link", name="Dartford Borough Council").click()
    assert tab.url.endswith("/authorities/E07000107/")


def test_the_table_sorts_by_keyboard_alone(tab, address):
    tab.goto(address + "/")
    tab.locator("#table thead a").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/?order=down#table")
    assert tab.locator("#table thead th").first.get_attribute("aria-sort") == "descending"
