"""The national picture and comparing in a browser: dots and choices are reached by the keyboard."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
COMPARE = "/authorities/E07000107/compare/"


def test_a_dot_is_reached_by_its_name_and_leads_to_its_authority(chromium, whole_site):
    tab = chromium.new_page()
    tab.goto(f"{whole_site}/national/2022/district/")
    dot = tab.get_by_role("link", name="Dartford: 61% (61 of 100), in line")
    assert dot.count() == 1
    dot.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/authorities/E07000107/")
    tab.close()


def test_others_are_chosen_by_the_keyboard_alone(chromium, whole_site):
    tab = chromium.new_page(java_script_enabled=False)
    tab.goto(whole_site + COMPARE)
    tab.get_by_label("Councils of your choice").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.type("york")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/compare/?with=E06000014&measure=uphold_rate&year=2022")
    assert tab.get_by_role("table").get_by_role("link").count() == 2
    tab.close()
