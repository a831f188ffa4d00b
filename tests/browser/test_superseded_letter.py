"""A letter of a superseded edition says so on paper too: a print is what is passed on."""

from __future__ import annotations

import pytest

from tests.browser.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
SUPERSEDED, IN_FORCE = "/authorities/E07000107/2022/edition-1/letter/", "/authorities/E07000107/letter/"


def shown_on_paper(chromium, address):
    """The sentence and the links of a letter's bar that are printed; whether the bar is printed at all."""
    tab = chromium.new_page()
    tab.goto(address)
    bar = tab.locator("nav.to-site")
    assert bar.get_by_role("link").filter(visible=True).count() > 0, "on the screen its links are there"
    tab.emulate_media(media="print")
    found = bar.is_visible(), bar.inner_text(), bar.get_by_role("link").filter(visible=True).count()
    tab.close()
    return found


def test_a_superseded_letter_is_printed_with_the_sentence_that_says_so(chromium, served_site):
    is_printed, told, links = shown_on_paper(chromium, served_site + SUPERSEDED)
    assert is_printed
    assert told.strip().startswith("Superseded. Edition 2 took the place of edition 1 on 1 September 2022.")
    assert "A case was entered twice." in told
    assert links == 0


def test_a_letter_in_force_is_printed_as_it_was_sent(chromium, served_site):
    is_printed, _, links = shown_on_paper(chromium, served_site + IN_FORCE)
    assert (is_printed, links) == (False, 0)
