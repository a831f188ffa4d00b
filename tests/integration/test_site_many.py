"""Pages of a bundle that holds very many: found by counting, never by reading all that comes before."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.support import small_bundle, small_casework, small_year
from tests.support.site import Page, serving
from upheld.publication.bundle.casework import PublicImprovement
from upheld.publication.website import (
    authority_views,
    decision_index,
    decision_results,
    decision_search,
    front_views,
    group_funnel,
    improvements,
    sitemaps,
    views,
)

DARTFORD = "/authorities/E07000107/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REFERENCE = re.compile(r'<h3><a href="/decisions/([^"]+)/">')


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    made = small_bundle.ingredients(tmp_path_factory.mktemp("made"))
    agreed = [small_casework.agreed(state) for state in small_casework.STATES * 3]
    elsewhere = [
        PublicImprovement("E06000014", "", *(one.category, one.text, one.due_on, one.completed_on, one.state))
        for one in agreed
    ]
    casework = replace(small_casework.CASEWORK, improvements=(*agreed, *elsewhere))
    return small_bundle.write(made, tmp_path_factory.mktemp("out"), casework=casework)


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def every_page(client, address, page="page"):
    """The references on each page of a search, page by page, by the links to the next."""
    found = []
    while address:
        text = client.get(address).content.decode()
        found.append(REFERENCE.findall(text))
        follows = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = follows and follows[1].replace("&amp;", "&")
    return found


@pytest.mark.parametrize(
    "address", ["/decisions/", "/decisions/?outcome=referred_back", "/decisions/?words=bins&sort=newest"]
)
@pytest.mark.parametrize("steps", [1, 3, 1000])
def test_a_page_found_by_counting_is_the_page_found_by_reading(client, monkeypatch, address, steps):
    monkeypatch.setattr(decision_search, "PER_PAGE", 4)
    monkeypatch.setattr(decision_results, "PER_PAGE", 4)
    read = every_page(client, address)
    monkeypatch.setattr(decision_index, "DEEP", 1)
    monkeypatch.setattr(decision_index, "STEPS", steps)
    assert every_page(client, address) == read
    assert len(read) > 4 and all(len(page) == 4 for page in read[:-1])


def test_the_api_finds_pages_of_decisions_by_counting_too(client, monkeypatch):
    def pages():
        answers = (client.get(f"/api/v1/decisions?size=7&page={page}").json() for page in range(1, 9))
        return [[one["reference"] for one in answer["data"]] for answer in answers]

    read = pages()
    monkeypatch.setattr(decision_index, "DEEP", 1)
    assert pages() == read
    assert read[-1] == []


def test_by_words_only_the_first_can_be_looked_at_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(decision_search, "MOST_PAGES_BY_WORDS", 2)
    words = small_year.scheme().words.casework.search
    last = client.get("/decisions/?words=bins&page=2").content.decode()
    assert words.first_of_many(count="40") in last
    assert 'rel="next"' not in last
    assert client.get("/decisions/?words=bins&page=3")["Location"] == "/decisions/?words=bins&page=2"
    by_day = client.get("/decisions/?words=bins&sort=newest&page=3").content.decode()
    assert words.first_of_many(count="40") not in by_day
    assert REFERENCE.findall(by_day)


def test_only_so_many_authorities_are_offered_and_all_keep_their_names(client, monkeypatch):
    monkeypatch.setattr(decision_results, "MOST_OPTIONS", 1)
    decision_results._options.clear()
    text = client.get("/decisions/").content.decode()
    decision_results._options.clear()
    assert text.count("<option value=") == 2 + 2  # no authority, one, and the two orders
    assert "Torbay Council" in text or "Dartford Borough Council" in text


@pytest.mark.parametrize("which", ["", "&state=overdue", "&authority=E06000014", "&authority=E06000014&state=due"])
def test_improvements_are_paged_by_key(client, which):
    whole = client.get(f"/api/v1/improvements?size=200{which}").json()
    assert whole["page"]["total"] == len(whole["data"]) > 2
    for size in (1, 4, 7):
        pages = range(1, whole["page"]["total"] // size + 3)
        found = [client.get(f"/api/v1/improvements?size={size}&page={page}{which}").json()["data"] for page in pages]
        assert [one for page in found for one in page] == whole["data"]
        assert found[-1] == []


def test_a_page_of_improvements_reads_no_row_before_it(client, bundle):
    plan = " ".join(
        row["detail"]
        for row in improvements.Bundle(bundle, {}).rows(
            f"EXPLAIN QUERY PLAN {improvements.OF_ONE}", "E06000014", "", 10, 5, 0
        )
    )
    assert "SEARCH i USING PRIMARY KEY (authority=? AND position>?)" in plan
    assert "TEMP B-TREE" not in plan


def test_an_authority_with_very_many_improvements_shows_the_newest_and_says_where_all_are(client, monkeypatch):
    words = small_year.scheme().words.site.authority
    assert words.improvements_elsewhere(shown=10, count=15) not in client.get(DARTFORD).content.decode()
    monkeypatch.setattr(authority_views, "MOST_IMPROVEMENTS", 10)
    assert words.improvements_elsewhere(shown=10, count=15) in client.get(DARTFORD).content.decode()


def addresses_in(answer):
    return [
        one.text.removeprefix("http://testserver") for one in ElementTree.fromstring(answer.content).iter(f"{SPACE}loc")
    ]


def test_sitemaps_name_every_page_once_in_files_of_so_many(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "IN_A_FILE", 10)
    files = addresses_in(client.get("/sitemap.xml"))
    found = [addresses_in(client.get(one)) for one in files]
    assert all(0 < len(one) <= 20 for one in found)
    every = [one for file in found for one in file]
    assert len(every) == len(set(every))
    decisions = [one for one in every if one.startswith("/decisions/") and one != "/decisions/"]
    assert len(decisions) == len(small_casework.CASEWORK.decisions)
    for address in every:
        assert client.get(address).status_code == 200, address
    for none in ("/sitemaps/decisions-99.xml", "/sitemaps/decisions-0.xml", "/sitemaps/decisions-01.xml"):
        assert client.get(none).status_code == 404
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_list_of_authorities_is_in_pages_where_it_is_very_long(client, monkeypatch):
    whole = re.findall(r'<li><a href="(/authorities/[A-Z0-9]+/)">', client.get("/authorities/").content.decode())
    assert len(whole) > 3
    assert client.get("/authorities/?page=2").status_code == 302
    monkeypatch.setattr(views, "MOST_LISTED", 2)
    found, address = [], "/authorities/"
    while address:
        text = client.get(address).content.decode()
        page = re.findall(r'<li><a href="(/authorities/[A-Z0-9]+/)">', text)
        assert 0 < len(page) <= 2
        found += page
        for kind_page, kind in re.findall(r'<a class="cap" href="([^"#]*)#([a-z_]+)"', text):
            assert f'<h2 id="{kind}"' in client.get(kind_page or address).content.decode()
        follows = re.search(r'<a rel="next" href="([^"]+)"', text)
        address = follows and follows[1]
    assert found == whole
    for wrong in ("0", "99", "x", "01"):
        assert client.get(f"/authorities/?page={wrong}")["Location"] == "/authorities/"


def test_the_front_page_lists_so_many_and_says_how_to_see_the_others(client, monkeypatch):
    rows = re.compile(r'<tr><th scope="row">')
    whole = len(rows.findall(client.get("/").content.decode()))
    words = small_year.scheme().words.finding
    monkeypatch.setattr(front_views, "MOST_ROWS", 2)
    text = client.get("/").content.decode()
    assert len(rows.findall(text)) == 2 < whole
    assert words.listed(shown=2, count=whole) in text
    Page(text)


def test_a_kind_of_very_many_lists_those_with_most_cases(client, monkeypatch):
    words = small_year.scheme().words.national
    kind = re.search(r'href="(/national/2022/[a-z_]+/)"', client.get("/national/").content.decode())
    address = kind[1] if kind else "/national/2022/district/"
    whole = client.get(address).content.decode()
    monkeypatch.setattr(group_funnel, "MOST_LISTED", 1)
    text = client.get(address).content.decode()
    assert text.count('<th scope="row"') == 1 < whole.count('<th scope="row"')
    assert words.listed(shown="1", count=str(whole.count('<th scope="row"'))) in text
    Page(text)


def test_an_authority_s_newest_decisions_are_found_by_the_last_days_alone(client, bundle):
    rows = improvements.Bundle(bundle, {}).rows
    (own,) = rows("SELECT id FROM authorities WHERE code = 'E07000107'")
    plain = "SELECT reference FROM decisions WHERE authority = ? ORDER BY decided_on DESC, reference LIMIT ?"
    for most in (1, 3, 10, 1000):
        found = [row["reference"] for row in rows(authority_views.DECISIONS, own["id"], most)]
        assert found == [row["reference"] for row in rows(plain, own["id"], most)] != []
    number = rows("SELECT count(*) AS number FROM decisions WHERE authority = ?", own["id"])[0]["number"]
    assert f"{number}" in client.get(DARTFORD).content.decode().partition('<h2 id="decisions">')[2].partition("<ul")[0]
