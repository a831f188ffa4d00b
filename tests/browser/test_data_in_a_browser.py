"""Somebody who does research takes the data away, without a script and by the keyboard alone."""

import csv
import json

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]


@pytest.fixture
def tab(chromium):
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    yield context.new_page()
    context.close()


def follow(tab, name):
    """Go to a link by its name and press Enter."""
    with tab.expect_navigation():
        tab.get_by_role("link", name=name, exact=True).first.focus()
        tab.keyboard.press("Enter")


def test_a_table_is_found_understood_taken_and_cited(tab, served_site):
    tab.goto(served_site + "/")
    follow(tab, "Data")
    assert tab.get_by_role("heading", name="Data", level=1).is_visible()
    with tab.expect_download() as taken:
        tab.locator('a[href="/downloads/decisions.csv"]').focus()
        tab.keyboard.press("Enter")
    with open(taken.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["reference"] for row in rows] == ["21 000 001"]
    cited = tab.locator(".citation").inner_text()
    assert "Made-up sample data" in cited and "edition 2" in cited
    follow(tab, "Data dictionary")
    assert tab.get_by_role("table", name="Columns of the table “Decisions”").is_visible()


def test_the_api_leads_from_its_page_to_an_answer(tab, served_site):
    tab.goto(served_site + "/downloads/")
    follow(tab, "API")
    example = tab.get_by_role("link", name="/api/v1/decisions", exact=True)
    told = json.loads(tab.request.get(served_site + example.get_attribute("href")).text())
    assert [one["reference"] for one in told["data"]] == ["21 000 001"]
