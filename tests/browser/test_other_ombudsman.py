"""Another ombudsman's site, made of its scheme's folder alone: in Welsh, and in English where that comes first."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tests.browser.conftest import CHROMIUM, answering
from tests.integration.test_website_other_scheme import figures, scheme  # noqa: F401  # fixtures
from upheld.publication import open_data
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework
from upheld.publication.bundle.contents import EditionFacts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
RELEASED = date(2023, 6, 1)


@pytest.fixture(scope="module", params=["cy", "en"])
def site(request, scheme, figures, tmp_path_factory):  # noqa: F811
    """The first language, the words in it, and the address."""
    folder = tmp_path_factory.mktemp(request.param)
    first = scheme.model_copy(update={"languages": sorted(scheme.languages, key=lambda one: one != request.param)})
    open_data.write(first, first.authorities, figures, folder, sample=False, released_on=RELEASED, workbook=False)
    parts = [YearPart(figures, EditionFacts(1, "", "", RELEASED), folder, folder)]
    write_bundle(first, first.authorities, parts, folder, sample=False, preview=False, casework=PublicCasework())
    with answering(folder / "bundle") as address:
        yield request.param, first.words, address


@pytest.fixture
def tab(chromium, site):
    context = chromium.new_context(base_url=site[2], viewport={"width": 320, "height": 640}, bypass_csp=True)
    tab = context.new_page()
    tab.goto("/")
    yield tab
    context.close()


def clean(tab, language):
    """The page says which language it is in, has no finding of axe and scrolls one way."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab).response["violations"]
    assert not found, json.dumps([(one["id"], [node["target"] for node in one["nodes"]]) for one in found])
    assert tab.evaluate("document.documentElement.lang") == language
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_ombudsman_finds_its_own_words_from_the_front_page_to_the_data(tab, site):
    language, words, _ = site
    said = words.site
    clean(tab, language)
    assert tab.get_by_role("heading", level=1).inner_text() == said.front.title()
    tab.get_by_role("searchbox").first.fill("Llwyn Bedw")
    tab.get_by_role("button", name=said.search.button, exact=True).click()
    clean(tab, language)
    tab.get_by_role("link", name=re.compile("Bedw a Derw")).first.click()
    clean(tab, language)
    assert tab.get_by_role("heading", level=1).inner_text() == "Cartrefi Bedw a Derw"
    title = words.terms.measures["maladministration_rate"].title
    assert tab.get_by_role("region", name=title, exact=True).is_visible()
    for name in (said.everywhere.downloads, said.everywhere.method, said.everywhere.accessibility):
        tab.get_by_role("link", name=name, exact=True).first.click()
        clean(tab, language)


def test_what_is_withheld_is_on_no_face_of_the_site(tab, site):
    _, words, _ = site
    tab.goto("/authorities/L001/")
    title = words.terms.measures["maladministration_rate"].title
    panel = tab.get_by_role("region", name=title, exact=True).inner_text()
    assert words.terms.withheld in panel
    assert not re.search(r"\b3\b", panel)
