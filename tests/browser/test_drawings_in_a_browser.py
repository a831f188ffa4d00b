"""Pictures for other sites: in whatever typeface a reader's machine has, nothing written in them is cut off."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
DRAWINGS = (
    "/embed/E07000107.svg",
    "/embed/E06000058.svg",
    "/authorities/E06000058/2022/charts/uphold_rate.svg",
    "/authorities/E06000058/2022/charts/uphold_rate/years.svg",
    "/national/2022/district/funnel.svg",
)
CUT_OFF = """() => {
    const frame = document.documentElement.getBoundingClientRect();
    const inside = (box) => box.left >= frame.left && box.right <= frame.right && box.bottom <= frame.bottom;
    return [...document.querySelectorAll("text")]
        .filter((one) => !inside(one.getBoundingClientRect())).map((one) => one.textContent)
}"""


@pytest.mark.parametrize("typeface", ["", "DejaVu Sans, Verdana, sans-serif"], ids=["own", "wide"])
def test_nothing_written_in_a_drawing_is_cut_off(chromium, whole_site, typeface):
    tab = chromium.new_page(viewport={"width": 1280, "height": 1200})
    for path in DRAWINGS:
        assert tab.goto(whole_site + path).status == 200
        if typeface:
            tab.evaluate("(typeface) => document.documentElement.setAttribute('font-family', typeface)", typeface)
        assert tab.locator("text").count() > 5
        assert tab.evaluate(CUT_OFF) == [], path
    tab.close()
