"""The front page in a real browser: the map, by keyboard and without scripts."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM, answering
from tests.support import made_map, small_bundle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    bundle = small_bundle.write(small_bundle.ingredients(folder / "made"), folder / "out")
    with made_map.drawn(), answering(bundle) as address:
        yield address


@pytest.fixture
def tab(chromium, request):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, **getattr(request, "param", {}))
    yield context.new_page()
    context.close()


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
