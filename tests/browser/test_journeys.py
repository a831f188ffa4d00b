"""What each kind of user came for, done in a browser as they would: by what is written on the pages.

Everything is found by its role and its name, as a screen reader tells them. No address is typed but the first.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest

from tests.browser.conftest import CHROMIUM, CORRECTED, FIGURES_HASH

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
ATOM = "{http://www.w3.org/2005/Atom}"
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def tab(chromium, whole_site, request):
    """A page of somebody who has just opened the site; a parameter gives their browser's settings."""
    settings = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(base_url=whole_site, **settings)
    tab = context.new_page()
    tab.goto("/")
    yield tab
    context.close()


def follow(tab, *names):
    """Click on links by their names, one after the other, each on the page that the one before led to."""
    for name in names:
        with tab.expect_navigation():
            tab.get_by_role("link", name=name, exact=True).first.click()


def find(tab, written):
    """Write into the first search box and press Enter."""
    tab.get_by_role("searchbox").first.fill(written)
    with tab.expect_navigation(url="**/find/?*"):
        tab.keyboard.press("Enter")


def dartford(tab):
    """Go to Dartford's page by its name."""
    find(tab, "dartford")
    follow(tab, "Dartford Borough Council")


def downloaded(tab, link):
    """The bytes behind a link that saves a file."""
    with tab.expect_download() as taken:
        link.click()
    with open(taken.value.path(), "rb") as file:
        return file.read()


def target(tab, link):
    """What lies behind a link that a reader's other programs open: its type and its bytes."""
    answer = tab.request.get(link.get_attribute("href"))
    assert answer.status == 200
    return answer.headers["content-type"].partition(";")[0], answer.body()


def headings(tab):
    return tab.get_by_role("heading").all_inner_texts()


def tab_to(tab, name, most=120):
    """Press Tab until the focus is on what has this name. Every step on the way is seen."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        told = tab.evaluate("""() => {
            const one = document.activeElement
            const style = getComputedStyle(one)
            const shape = getComputedStyle((one.closest("svg") && one.querySelector("use, path, circle")) || one)
            const seen = style.outlineStyle !== "none" || style.boxShadow !== "none" || shape.strokeWidth !== "1px"
            return [one.ariaLabel || one.labels?.[0]?.innerText || one.textContent.trim(), seen]
        }""")
        assert told[1], f"nobody sees that the focus is on {told[0]}"
        if told[0] == name:
            return
    raise AssertionError(f"the keyboard does not come to {name}")


# An analyst of the ombudsman: do the figures stand up, and are these the files that were released?


def test_an_analyst_recounts_a_figure_from_the_file_and_proves_which_edition_it_is(tab):
    dartford(tab)
    panel = tab.get_by_role("region", name="Uphold rate", exact=True)
    assert "61 were counted, out of 100 cases." in panel.inner_text()
    assert "from 51% to 70%" in panel.inner_text()
    assert FIGURES_HASH in tab.get_by_role("region", name="Cite this page").inner_text()
    follow(tab, "Data")
    assert FIGURES_HASH in tab.get_by_role("main").inner_text()
    table = tab.get_by_role("table", name="Files of figures for 2021-22")
    rows = csv.DictReader(
        io.StringIO(downloaded(tab, table.get_by_role("link", name=re.compile("^CSV of the table “Figures”"))).decode())
    )
    (own,) = [row for row in rows if row["authority_code"] == "E07000107" and row["measure"] == "uphold_rate"]
    assert (own["count"], own["base"]) == ("61", "100")
    follow(tab, "How figures are made")
    assert {"Formulas and thresholds", "Rounding", "What the comparison says"} <= set(headings(tab))


def test_an_analyst_takes_everything_and_its_hash_is_the_one_that_is_told(tab):
    follow(tab, "Data")
    link = tab.get_by_role("link", name=re.compile(r"^All files \(ZIP"))
    everything = downloaded(tab, link)
    assert hashlib.sha256(everything).hexdigest() in tab.get_by_role("main").inner_text()
    names = [name.rpartition("/")[2] for name in zipfile.ZipFile(io.BytesIO(everything)).namelist()]
    assert {"figures.csv", "figures.parquet", "dictionary.csv"} <= set(names)


# Publication staff: is the correction told everywhere that it should be?


def test_publication_staff_see_a_correction_told_on_every_face(tab):
    what, why = CORRECTED.what, CORRECTED.why
    assert f"Edition 2, 27 July 2022. {what} {why}" in tab.get_by_role("main").inner_text()
    dartford(tab)
    told = f"Figures for 2021-22, edition 2, 27 July 2022. {what} {why}"
    assert tab.get_by_role("listitem").filter(has_text=told).count() == 1
    follow(tab, "Data", "Editions and what they changed")
    revisions = tab.get_by_role("table", name="Editions of the figures for 2021-22")
    first = revisions.get_by_role("row").nth(1)
    assert first.get_by_role("rowheader").inner_text() == "2"
    assert first.get_by_role("cell").nth(1).inner_text() == f"{what} {why}"
    assert revisions.get_by_role("row").nth(2).get_by_role("cell").nth(1).inner_text() == "First edition."
    kind, feed = target(tab, tab.get_by_role("link", name="Feed of corrections (Atom)"))
    assert kind == "application/atom+xml"
    (entry,) = ElementTree.fromstring(feed).iter(f"{ATOM}entry")
    assert f"{what} {why}" in "".join(entry.itertext())


def test_publication_staff_see_that_a_withdrawn_decision_is_gone_and_why(tab, whole_site):
    answer = tab.goto("/decisions/21%20000%20200/")
    assert answer.status == 410
    assert "withdrawn on 6 May 2022" in tab.get_by_role("main").inner_text()
    follow(tab, "Decisions")
    tab.get_by_role("searchbox").fill("21 000 200")
    tab.get_by_role("button", name="Search").click()
    assert not tab.get_by_role("link", name=re.compile("21 000 200")).count()


# An authority's link officer: our letter, the cases behind each figure, what we still owe.


def test_a_link_officer_finds_the_letter_the_decisions_behind_it_and_what_is_due(tab):
    dartford(tab)
    letter = tab.get_by_role("region", name="Annual review letter")
    kind, pdf = target(tab, letter.get_by_role("link", name=re.compile("^Read the letter as a PDF")))
    assert kind == "application/pdf" and pdf.startswith(b"%PDF-")
    letter.get_by_role("link", name="Read the letter as a web page").click()
    assert "Dear Ms Example" in tab.locator("body").inner_text()
    tab.go_back()
    assert "still to be done or checked" in tab.get_by_role("main").inner_text()
    follow(tab, "Service improvements agreed")
    owed = tab.get_by_role("listitem").filter(has_text="was due by 1 May 2022; not yet confirmed as done")
    owed.get_by_role("link", name="decision 21 000 100").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Noise from a <bakery>"
    follow(tab, "All decisions about Dartford Borough Council")
    assert "16 decisions" in tab.get_by_role("heading", level=2).first.inner_text()


def test_a_link_officer_finds_the_letters_of_earlier_years(tab):
    dartford(tab)
    follow(tab, "Letters of all years", "Letter of 2020-21 as a web page")
    assert tab.url.endswith("/authorities/E07000107/2021/letter/")


# A councillor: what does it mean, what changed, whom are we like?


def test_a_councillor_reads_what_it_means_and_what_changed(tab):
    dartford(tab)
    short = tab.get_by_role("region", name="In short").inner_text()
    assert "We found that the council had done something wrong in 61 of them." in short
    assert "no larger than chance alone often makes it" in short
    years = tab.get_by_role("table", name="Uphold rate, year by year")
    assert [row.inner_text().split() for row in years.get_by_role("row").all()[1:]] == [
        ["2020-21", "60%", "60", "of", "100", "55%"],
        ["2021-22", "61%", "61", "of", "100", "55%"],
    ]
    read = tab.get_by_role("main").inner_text()
    assert "In 2020-21 the service was closed for three months." in read
    by_subject = read.rpartition("What complaints were about")[2].partition("Doing what was agreed")[0]
    assert "would be expected if each subject's cases were upheld as often" in by_subject
    tab.get_by_role("navigation", name="What the words mean").get_by_role("link", name="Upheld").click()
    assert tab.url.endswith("/glossary/#upheld")


def test_a_councillor_compares_with_nearest_neighbours_and_hands_the_address_on(tab, chromium):
    dartford(tab)
    follow(tab, "Compare with others →")
    tab.get_by_role("radio", name=re.compile("^Its nearest neighbours")).check()
    tab.get_by_label("Order").select_option("rate")
    tab.get_by_role("button", name="Compare").click()
    follow(tab, "The address of this page holds your choice. Whoever has it sees the same.")
    compared = tab.get_by_role("table").inner_text()
    assert "Dartford (this one)" in compared and "Allerdale" in compared
    other = chromium.new_page(**NO_SCRIPTS)
    other.goto(tab.url)
    assert other.get_by_role("table").inner_text() == compared
    assert other.get_by_role("radio", name=re.compile("^Its nearest neighbours")).is_checked()
    other.close()


# A resident: by name, by a name that is no more, on a phone, by the keyboard, by ear.


@pytest.mark.parametrize("tab", [{}, NO_SCRIPTS, PHONE], ids=["desk", "no scripts", "phone"], indirect=True)
def test_a_resident_finds_the_council_by_name(tab):
    find(tab, "dartfrod")
    tab.get_by_role("link", name="Dartford").first.click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Dartford Borough Council"
    assert tab.get_by_role("region", name="In short").is_visible()


@pytest.mark.parametrize("tab", [{}, NO_SCRIPTS, PHONE], ids=["desk", "no scripts", "phone"], indirect=True)
def test_a_resident_finds_the_council_by_postcode(tab):
    find(tab, "da1 0aa")
    assert "DA1 0AA is probably in the area of:" in tab.get_by_role("main").inner_text()
    find(tab, "DA11AA")
    assert "DA1 1AA is in the area of:" in tab.get_by_role("main").inner_text()
    follow(tab, "Dartford Borough Council")
    assert tab.get_by_role("heading", level=1).inner_text() == "Dartford Borough Council"


@pytest.mark.parametrize("tab", [NO_SCRIPTS, PHONE], ids=["no scripts", "phone"], indirect=True)
def test_a_resident_finds_the_council_that_followed_a_former_one(tab):
    find(tab, "christchurch")
    follow(tab, "Christchurch Borough Council")
    assert "count for Bournemouth, Christchurch & Poole Council." in tab.get_by_role("main").inner_text()
    follow(tab, "Bournemouth, Christchurch & Poole Council")
    assert tab.get_by_role("heading", level=1).inner_text() == "Bournemouth, Christchurch & Poole Council"


def test_a_resident_reads_of_a_council_without_cases_that_there_is_nothing_to_tell(tab):
    find(tab, "small")
    tab.get_by_role("main").get_by_role("link", name=re.compile("^Small ")).click()
    panel = tab.get_by_role("region", name="Uphold rate", exact=True)
    assert "no investigations" in panel.inner_text()
    assert "%" not in panel.get_by_role("paragraph").first.inner_text()


def test_a_resident_goes_from_the_front_page_to_a_decision_by_the_keyboard_alone(tab):
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    tab_to(tab, "Postcode or name of the council")
    tab.keyboard.type("dartford")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/find/?q=dartford")
    tab_to(tab, "Dartford Borough Council")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/authorities/E07000107/")
    tab_to(tab, "Decisions")
    tab_to(tab, "Noise from a <bakery>")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/decisions/21%20000%20100/")


def test_a_resident_hears_where_things_are(tab):
    from playwright.sync_api import expect

    expect(tab.locator("body")).to_match_aria_snapshot("""
        - link "Skip to main content"
        - region "made-up sample data"
        - banner:
          - link "Town complaints"
          - navigation "Main":
            - list
        - main:
          - heading "How councils answer complaints" [level=1]
          - search:
            - searchbox "Postcode or name of the council"
            - button "Find"
        - contentinfo:
          - navigation "This site"
    """)
    dartford(tab)
    expect(tab.get_by_role("region", name="Uphold rate", exact=True)).to_match_aria_snapshot("""
        - heading "Uphold rate" [level=3]
        - paragraph: 61%
        - paragraph: 61 were counted, out of 100 cases.
        - 'img "Chart. Dartford: 61%, with a range from 51% to 70%. Average of district councils: 55%."'
    """)


# A reporter, a researcher: search, narrow down, cite, take all of it, ask by program.


@pytest.mark.parametrize("tab", [{}, NO_SCRIPTS], ids=["scripts", "no scripts"], indirect=True)
def test_a_reporter_narrows_a_search_down_and_cites_a_decision(tab):
    follow(tab, "Decisions")
    tab.get_by_role("searchbox").fill("bins")
    tab.get_by_role("button", name="Search").click()
    before = tab.get_by_role("heading", level=2).first.inner_text()
    assert before.startswith("46 decisions")
    narrow = tab.get_by_role("region", name="Narrow down")
    narrow.get_by_role("link", name=re.compile("^Referred back")).click()
    narrow.get_by_role("link", name=re.compile("^Yörk City Council")).click()
    count = int(tab.get_by_role("heading", level=2).first.inner_text().split()[0])
    assert 0 < count < 46
    assert {"words=bins", "outcome=referred_back"} <= set(tab.url.partition("?")[2].split("&"))
    hit = (
        tab.get_by_role("listitem").filter(has_text="Referred back").get_by_role("link", name="Bins not emptied").first
    )
    hit.click()
    cited = tab.locator(".citation").inner_text()
    reference = re.search(r"decision (\S.*?) of ", cited)[1]
    assert reference in tab.get_by_role("main").inner_text().split("Cite this")[0]
    assert tab.request.get(re.search(r"http://\S+/", cited)[0]).status == 200


def test_a_reporter_takes_the_words_of_a_search_away_as_a_feed(tab):
    follow(tab, "Decisions")
    tab.get_by_role("searchbox").fill("noise")
    tab.get_by_role("button", name="Search").click()
    kind, feed = target(tab, tab.get_by_role("link", name=re.compile(r"in a feed reader \(Atom\)$")))
    assert kind == "application/atom+xml"
    titles = [one.findtext(f"{ATOM}title") for one in ElementTree.fromstring(feed).iter(f"{ATOM}entry")]
    assert len(titles) == 1 and "Noise from a" in titles[0]


def test_a_researcher_walks_the_api_from_its_description_to_the_last_page(tab):
    follow(tab, "Data", "API")
    _, description = target(tab, tab.get_by_role("link", name=re.compile("^Description for programs")))
    assert json.loads(description)["openapi"].startswith("3.1")
    example = tab.get_by_role("link", name="/api/v1/decisions", exact=True).get_attribute("href")
    seen, where = [], f"{example}?size=20"
    while where:
        told = tab.request.get(where).json()
        seen += [one["reference"] for one in told["data"]]
        where = told["links"].get("next")
    assert len(seen) == len(set(seen)) == 47
