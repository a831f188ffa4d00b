"""Few cases read as carefully as many: what is true and plain, never a bare rate in large letters."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
NONE, TWO, MANY = "/authorities/E07000199/", "/authorities/E06000058/", "/authorities/E07000107/"
SIZE = "(one) => parseFloat(getComputedStyle(one).fontSize)"


@pytest.fixture
def tab(chromium, whole_site):
    context = chromium.new_context(base_url=whole_site)
    yield context.new_page()
    context.close()


def uphold(tab, path):
    tab.goto(path)
    return tab.get_by_role("region", name="Uphold rate", exact=True)


def test_a_rate_of_two_is_smaller_than_a_rate_of_many_and_stands_beside_its_counts(tab):
    large = uphold(tab, MANY).locator(".shown").evaluate(SIZE)
    few = uphold(tab, TWO)
    assert few.locator(".shown").evaluate(SIZE) < large
    assert "1 was counted, out of 2 cases" in few.locator(".told").inner_text()
    assert "too few to tell" in few.locator(".verdict").inner_text()


def test_none_is_told_in_words_without_a_rate(tab):
    told = uphold(tab, NONE).locator(".told").inner_text()
    assert told == "no investigations"
