"""A bundle of several years: each year shows its own authorities and figures, and the newest comes first."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from urllib.parse import urldefrag

import pytest

from tests.support import small_bundle, small_year
from tests.support.letters import england
from tests.support.site import Page, serving
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.contents import EditionFacts, Notice
from upheld.publication.bundle.schema import SITE

DARTFORD, CHRISTCHURCH = "/authorities/E07000107/", "/authorities/E07000048/"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years")
    made = small_bundle.ingredients(folder / "made")
    old = folder / "old"
    (old / "letters").mkdir(parents=True)
    (old / "letters" / "E07000107.pdf").write_bytes(b"%PDF-1.7 of 2019")
    notice = Notice(2, date(2019, 9, 1), "A count of 2019 was wrong.", "It was entered twice.")
    edition = EditionFacts(2, "c" * 64, "d" * 64, date(2019, 7, 31), (notice,))
    earlier = YearPart(small_year.figures_of_2019(), edition, old / "letters", old)
    return small_bundle.write(made, folder / "out", others=[earlier])


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def test_the_newest_year_comes_first_and_each_has_its_address(client):
    newest, earlier = text_of(client, DARTFORD), text_of(client, f"{DARTFORD}2019/")
    assert "1 was counted, out of 2 cases." in " ".join(newest.text.split())
    assert "2 were counted, out of 2 cases." in " ".join(earlier.text.split())
    assert f"{DARTFORD}2019/" in newest.links
    assert DARTFORD in earlier.links
    assert client.get(f"{DARTFORD}2022/").headers["Location"] == DARTFORD


def test_a_year_shows_the_authorities_of_that_year(client):
    then = text_of(client, f"{CHRISTCHURCH}2019/")
    assert "3 were counted, out of 4 cases." in " ".join(then.text.split())
    now = text_of(client, CHRISTCHURCH)
    assert "were counted" not in now.text
    assert f"{CHRISTCHURCH}2019/" in now.links
    other = text_of(client, "/authorities/E06000058/2019/")
    assert "was counted" not in other.text and "no cases" not in other.text


@pytest.mark.parametrize("year", ["2018", "2023", "0000", "9999", "02019", "20190", "x", "-1"])
def test_no_other_year_is_there(client, year):
    assert client.get(f"{DARTFORD}{year}/").status_code == 404
    assert client.get(f"{DARTFORD}{year}/letter.pdf").status_code == 404


def test_letters_of_all_years_are_found_from_the_page(client):
    links = text_of(client, DARTFORD).links
    assert client.get(f"{DARTFORD}2019/letter.pdf").content == b"%PDF-1.7 of 2019"
    assert {f"{DARTFORD}2019/letter.pdf", f"{DARTFORD}2022/letter.pdf"} <= {urldefrag(link).url for link in links}
    assert f"{DARTFORD}2019/letter/" not in links
    assert client.get(f"{DARTFORD}2019/letter/").status_code == 404


def test_a_correction_is_told_on_the_year_that_it_is_of(client):
    assert "A count of 2019 was wrong." in text_of(client, f"{DARTFORD}2019/").text
    assert "A count of 2019 was wrong." not in text_of(client, DARTFORD).text


def test_names_and_codes_of_a_year_are_those_of_its_last_day(bundle):
    with sqlite3.connect(bundle / SITE) as rows:
        found = rows.execute("SELECT year, code FROM members WHERE authority = 'E06000014'").fetchall()
        editions = rows.execute("SELECT year, number, released_on FROM editions ORDER BY year").fetchall()
    rows.close()
    assert found == [(2022, "E06000014")]
    assert editions == [(2019, 2, "2019-07-31"), (2022, 1, "2022-07-27")]


def test_what_stands_beside_the_figures(client):
    found = text_of(client, DARTFORD)
    words = " ".join(found.text.split())
    assert "was due by 1 March 2022; not yet confirmed as done" in words
    assert "something agreed in 3 more cases was still to be done" in words
    assert "One <b>stage</b> too many." in words and "partly" in words
    assert "Good answers" in words and "5 October 2021" in words


APART = {"in-short", "letter-heading", "cite"}
"""What needs no entry: it comes before the list, is under one of its own, or ends the page."""


@pytest.mark.parametrize("path", [DARTFORD, f"{DARTFORD}2019/", "/authorities/E06000058/"])
def test_the_list_of_a_page_leads_to_each_of_its_parts(client, path):
    text = client.get(path).content.decode()
    contents = re.search(r'<nav class="contents".*?</nav>', text, re.S).group()
    listed = set(re.findall(r'href="#([a-z-]+)"', contents))
    parts = set(re.findall(r'<h2 id="([a-z-]+)"', text)) - APART
    assert parts | {"letter"} >= listed >= parts
    assert "training" in listed or path != DARTFORD


def test_where_nothing_is_due_any_more_that_is_said_of_the_newest_year_alone(client):
    said = "On 27 July 2022, nothing agreed was still to be done or checked."
    assert said in text_of(client, "/authorities/E06000058/").text
    assert said not in text_of(client, DARTFORD).text
    assert "still to be done" not in text_of(client, f"{DARTFORD}2019/").text


def test_a_year_in_short_names_none_in_words(client):
    text = client.get("/authorities/E06000058/").content.decode()
    assert "We looked into 1 complaint in detail." in text
    assert "something wrong: none." in text


def test_none_of_several_reads_as_a_sentence():
    said = england().words.site.authority.plainly["satisfactory_remedy_rate"]
    assert said(count=2, counted="none", body="council").endswith("before the complaint came to us in none of them.")
