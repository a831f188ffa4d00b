"""Every kind of page in each of its states: axe, one-way scrolling, nothing from elsewhere, nothing that moves."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from tests.browser.conftest import CHROMIUM, in_its_typeface

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
STATES = {
    "front": "/",
    "front by figure and boundaries": "/?colour=rate&shape=boundaries",
    "front by public reports": "/?colour=reported",
    "front, another year": "/?year=2021&tier=upper&sort=rate&order=down",
    "front narrowed down": "/?kind=unitary&measure=compliance_rate",
    "front with nobody": "/?name=nowhere",
    "found by name": "/find/?q=dart",
    "found by former name": "/find/?q=christchurch",
    "found by postcode": "/find/?q=DA1+1AA",
    "probably found by postcode": "/find/?q=DA1+0AA",
    "found by postcode of nobody": "/find/?q=DA1+1LL",
    "found by a postcode that is not there": "/find/?q=ZZ9+9ZZ",
    "not found": "/find/?q=zzzz",
    "list": "/authorities/",
    "authority of many": "/authorities/E07000107/",
    "authority of five": "/authorities/E06000014/",
    "authority of two": "/authorities/E06000058/",
    "authority of none": "/authorities/E07000199/",
    "authority of no group": "/authorities/E26000001/",
    "authority that ended": "/authorities/E07000048/",
    "authority in another year": "/authorities/E07000107/2021/",
    "letter": "/authorities/E07000107/letter/",
    "comparison": "/authorities/E07000107/compare/",
    "comparison with its group": "/authorities/E07000107/compare/?with=group",
    "comparison with its region": "/authorities/E07000107/compare/?with=region",
    "comparison with neighbours": "/authorities/E07000107/compare/?with=nearest&year=2021",
    "comparison with chosen ones": "/authorities/E07000107/compare/?with=E06000014,E07000026&order=rate",
    "comparison with nobody": "/authorities/E07000107/compare/?with=chosen&names=Nowhere",
    "own card": "/authorities/E07000107/embed/",
    "national picture": "/national/",
    "national picture of another year": "/national/2021/",
    "kind": "/national/2022/district/",
    "decisions": "/decisions/",
    "decisions, further on": "/decisions/?page=2",
    "decisions by word": "/decisions/?words=noise",
    "decisions narrowed down": "/decisions/?words=bins&outcome=referred_back&subject=Other",
    "no decisions": "/decisions/?words=zzzz",
    "decisions of an authority": "/authorities/E07000107/decisions/",
    "decision": "/decisions/21%20000%20100/",
    "withdrawn decision": "/decisions/21%20000%20200/",
    "data": "/downloads/",
    "dictionary": "/downloads/dictionary/",
    "API": "/api/",
    "method": "/method/",
    "glossary": "/glossary/",
    "who answers": "/contact/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "no such page": "/nothing",
}
STATUS = {"withdrawn decision": 410, "no such page": 404}
WIDTHS = {"desktop": 1280, "phone": 375, "narrowest": 320}
ENLARGED = 640
"""What 200 % zoom leaves of a window of 1280 px; 400 % leaves the narrowest."""
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((one) => (window.shifted += one.value)))
    .observe({ type: "layout-shift", buffered: true });
"""
TOLD = "document.fonts.ready.then(() => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 50))))"
"""What moved within a frame is told after it."""


@pytest.fixture(scope="module", params=WIDTHS)
def tab(request, chromium):
    context = chromium.new_context(viewport={"width": WIDTHS[request.param], "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_the_page_scrolls_one_way(tab, whole_site, name):
    from axe_playwright_python.sync_playwright import Axe

    answer = tab.goto(whole_site + STATES[name])
    assert answer.status == STATUS.get(name, 200)
    found = Axe().run(tab).response["violations"]
    assert not found, json.dumps([(one["id"], [node["target"] for node in one["nodes"]]) for one in found])
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_enlarged_to_200_percent_the_page_scrolls_one_way(chromium, whole_site):
    tab = chromium.new_page(viewport={"width": ENLARGED, "height": 450})
    for name, path in STATES.items():
        tab.goto(whole_site + path)
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    tab.close()


NARROW = ("comparison", "comparison with neighbours", "kind", "data", "dictionary", "decisions", "authority of many")


def test_on_a_phone_no_figure_and_no_file_stands_beyond_the_edge(chromium, whole_site):
    """Whoever does not know that a table goes on to the side sees all of it."""
    tab = chromium.new_page(viewport={"width": WIDTHS["narrowest"], "height": 640})
    wide = """(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel)"""
    for name in NARROW:
        in_its_typeface(tab, whole_site + STATES[name])
        assert tab.locator(".scroll").evaluate_all(wide) == [], name
    tab.close()


@pytest.mark.parametrize("name", ["national picture", "authority of many"])
def test_on_a_phone_the_code_tells_each_column_beside_its_number(chromium, whole_site, name):
    """No clause is cut off, and no number stands without its word; where there is room the words stand above alone."""
    tab = chromium.new_page(viewport={"width": 390, "height": 844})
    tab.goto(whole_site + STATES[name])
    table = tab.locator("table.stacked")
    words, cells = table.locator("td .of"), table.locator("td").count()
    assert cells > 50
    assert words.filter(visible=True).count() == cells
    assert table.evaluate("(one) => one.getBoundingClientRect().right <= 390 && one.scrollWidth <= one.clientWidth + 1")
    assert table.get_by_role("columnheader").count() == table.locator("thead th").count()
    assert table.get_by_role("row").count() == table.locator("tr").count()
    tab.set_viewport_size({"width": 1100, "height": 900})
    assert words.filter(visible=True).count() == 0
    tab.close()


def test_on_a_phone_all_of_what_helps_with_the_map_is_read(chromium, whole_site):
    tab = chromium.new_page(viewport={"width": WIDTHS["narrowest"], "height": 640})
    tab.goto(whole_site)
    line = tab.locator(".pointed")
    assert "arrow keys" in line.inner_text()
    assert line.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    tab.close()


def test_nothing_moves_comes_from_elsewhere_breaks_the_policy_or_is_kept(chromium, whole_site):
    context = chromium.new_context(viewport={"width": 1280, "height": 1600})
    context.add_init_script(SHIFTS)
    tab, said = context.new_page(), []
    tab.on("console", lambda message: said.append(message.text) if "status of 4" not in message.text else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda one: said.append(one.url) if not one.url.startswith(whole_site) else None)
    for name, path in STATES.items():
        tab.goto(whole_site + path)
        assert tab.evaluate("window.shifted") == 0, name
        assert tab.evaluate("localStorage.length + sessionStorage.length") == 0, name
    assert not said
    assert not context.cookies()
    context.close()


def test_where_the_typeface_comes_late_nothing_moves_and_the_page_scrolls_one_way(chromium, whole_site):
    """On a slow line words are there before their typeface: it must not push anything from under a finger."""
    context = chromium.new_context(viewport={"width": WIDTHS["narrowest"], "height": 1600})
    context.add_init_script(SHIFTS)
    late = []

    def hold(route):
        late.append(route.request.url)
        time.sleep(0.2)
        route.continue_()

    context.route("**/*.woff2", hold)
    tab, moved = context.new_page(), {}
    for name, path in STATES.items():
        tab.goto(whole_site + path)
        tab.evaluate(TOLD)
        moved[name] = tab.evaluate("window.shifted")
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    assert len(late) > len(STATES)
    assert {name: by for name, by in moved.items() if by} == {}
    context.close()


def test_headings_go_down_a_step_at_a_time_and_tell_the_page(chromium, whole_site):
    tab = chromium.new_page()
    for name, path in STATES.items():
        tab.goto(whole_site + path)
        levels = tab.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => +one.tagName[1])")
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)
        assert tab.locator("h1").inner_text().split()[0] in tab.title(), name
    tab.close()


@pytest.mark.parametrize("name", ["front", "authority of many", "decisions", "decision", "data", "comparison"])
def test_the_keyboard_reaches_everything_and_is_always_seen(chromium, whole_site, name):
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(whole_site + STATES[name])
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    seen = 0
    for _ in range(400):
        looks = tab.evaluate("""() => {
            const one = document.activeElement
            if (one === document.body) return null
            const style = getComputedStyle(one)
            const ring = one.closest('svg')?.querySelector('.ring.focused .dark')
            const shape = ring ?? (one.closest('svg') ? one.querySelector('use, path, circle') ?? one : one)
            const drawn = getComputedStyle(shape)
            return [style.outlineStyle, style.boxShadow, drawn.outlineStyle, drawn.strokeWidth, one.tagName]
        }""")
        if looks is None:
            break
        outline, shadow, drawn, stroke, tag = looks
        assert outline != "none" or shadow != "none" or drawn != "none" or stroke != "1px", (name, tag)
        seen += 1
        tab.keyboard.press("Tab")
    assert 5 < seen < 400, seen
    tab.close()


@pytest.mark.parametrize("width", WIDTHS.values())
def test_on_paper_there_are_no_menus(chromium, whole_site, width):
    tab = chromium.new_page(viewport={"width": width, "height": 900})
    tab.emulate_media(media="print")
    for name in ("authority of many", "decision", "data", "front", "letter", "decisions", "decisions, further on"):
        tab.goto(whole_site + STATES[name])
        assert not tab.get_by_role("navigation").filter(visible=True).count(), name
        assert not tab.locator(".no-print").filter(visible=True).count(), name
        assert tab.locator("h1").is_visible()
    tab.close()


def test_signs_of_a_key_are_printed_in_their_colours(chromium, whole_site):
    tab = chromium.new_page()
    tab.goto(whole_site + STATES["kind"])
    tab.emulate_media(media="print")
    adjusted = """(all) => all.map((one) => getComputedStyle(one, "::before").printColorAdjust)"""
    assert set(tab.locator(".funnel-key li").evaluate_all(adjusted)) == {"exact"}
    tab.close()
