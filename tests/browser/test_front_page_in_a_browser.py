"""The front page in a real browser: the map, by keyboard and without scripts."""

from __future__ import annotations

import io

import pytest
from PIL import Image

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


AREA = "svg.areas a[href='/authorities/E07000199/']"
SCRIPTS = [{"java_script_enabled": True}, {"java_script_enabled": False}]
SHAPES = ("hexagons", "boundaries")


def picture(tab):
    """The map without what stands around it."""
    shot = tab.locator("svg.areas").screenshot(animations="disabled", caret="hide")
    return Image.open(io.BytesIO(shot)).convert("RGB")


def light(dot):
    """The relative luminance of WCAG 2."""
    parts = [one / 255 for one in dot]
    parts = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def plainly_changed(before, after):
    """How many dots differ by a contrast of 3 to 1 at least."""
    pairs = zip(before.get_flattened_data(), after.get_flattened_data(), strict=True)
    lights = [sorted((light(one), light(other))) for one, other in pairs if one != other]
    return sum((lighter + 0.05) / (darker + 0.05) >= 3 for darker, lighter in lights)


def small(tab):
    """Make the map so small that an area is a few dots wide, as a borough is on a map of a country."""
    tab.evaluate("document.querySelector('svg.areas').style.height = '50px'")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("tab", SCRIPTS, indirect=True)
def test_the_area_that_has_the_focus_is_plainly_marked(tab, address, shape):
    tab.goto(f"{address}/?shape={shape}")
    before = picture(tab)
    tab.keyboard.press("Tab")
    tab.locator(AREA).focus()
    box = tab.locator(AREA).bounding_box()
    # Two dots all around is what the guidelines ask at their highest level.
    assert plainly_changed(before, picture(tab)) >= (box["width"] + box["height"]) * 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("tab", SCRIPTS, indirect=True)
def test_the_area_that_is_pointed_at_is_marked(tab, address, shape):
    tab.goto(f"{address}/?shape={shape}")
    tab.locator("svg.areas").scroll_into_view_if_needed()
    before = picture(tab)
    tab.locator(AREA).hover()
    assert plainly_changed(before, picture(tab)) > 20


@pytest.mark.parametrize("shape", SHAPES)
def test_a_ring_does_not_hide_a_small_area(tab, address, shape):
    tab.goto(f"{address}/?shape={shape}")
    small(tab)
    before = picture(tab)
    tab.keyboard.press("Tab")
    tab.locator(AREA).focus()
    after, box, whole = picture(tab), tab.locator(AREA).bounding_box(), tab.locator("svg.areas").bounding_box()
    middle = [round(box[at] + box[size] / 2 - whole[at]) for at, size in (("x", "width"), ("y", "height"))]
    assert box["width"] < 16
    assert light(before.getpixel(middle)) == pytest.approx(light(after.getpixel(middle)), abs=0.05)
    assert plainly_changed(before, after) > 20


def test_a_slider_goes_through_the_years_by_the_keyboard_and_keeps_the_rest(tab, whole_site):
    tab.goto(f"{whole_site}/?measure=compliance_rate")
    slider = tab.get_by_role("slider", name="Go to year")
    assert (slider.get_attribute("aria-valuetext"), slider.get_attribute("max")) == ("2021-22", "1")
    slider.focus()
    tab.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == "2020-21"
    tab.wait_for_url("**/?measure=compliance_rate&year=2021#by-year")
    assert "2020-21" in tab.locator("#map-heading").inner_text()
    tab.wait_for_function("document.activeElement.getAttribute('aria-valuetext') === '2020-21'")
    tab.keyboard.press("End")
    tab.wait_for_url("**/?measure=compliance_rate&year=2022#by-year")
    tab.go_back()
    assert tab.get_by_role("slider").input_value() == "0"


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
