"""The page of data, the dictionary, the page of the API, citing, and the feeds."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from tests.support import small_bundle
from tests.support.site import Page, serving
from tests.support.small_year import TERMS, figures_of_2019
from tests.support.wsgi import site
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.casework import PublicReport
from upheld.publication.bundle.contents import EditionFacts, Notice, Revision
from upheld.publication.open_data.bundle_tables import OPEN_TABLES
from upheld.publication.open_data.tables import TABLES
from upheld.publication.website.api.declaration import ENDPOINTS, ROOT

DAY = small_bundle.RELEASED_ON
MOMENT = datetime(2022, 9, 1, 8, 30, tzinfo=UTC)
FIRST, SECOND = "b" * 64, "e" * 64
NOTICE = Notice(2, date(2022, 9, 1), "One <count> was wrong.", "A case was entered twice & counted.")
EDITION = EditionFacts(
    2,
    "a" * 64,
    SECOND,
    DAY,
    (NOTICE,),
    MOMENT,
    (Revision(1, "a" * 64, FIRST, DAY), Revision(2, "a" * 64, SECOND, DAY, MOMENT, NOTICE.what, NOTICE.why)),
)
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feeds/corrections.xml", "/feeds/reports.xml", "/decisions/feed.atom")
EVERY_FEED = {*FEEDS, "/feeds/releases.xml"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def bundle(made, tmp_path_factory):
    before = YearPart(figures_of_2019(), EditionFacts(1, "c" * 64, "d" * 64, date(2019, 7, 31)), made / "no", made)
    return small_bundle.write(made, tmp_path_factory.mktemp("out"), edition=EDITION, others=[before])


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


def test_every_file_of_the_bundle_is_on_the_page_and_can_be_taken(client, bundle):
    links = [link for link in shown(client, "/downloads/").links if link.startswith("/downloads/") and "." in link]
    own = {f"/downloads/{path.name}" for path in (bundle / "data").iterdir() if path.name != "dictionary.csv"}
    years = {f"/downloads/{path.parent.name}/{path.name}" for path in (bundle / "downloads").rglob("*.*")}
    assert set(links) == own | years and len(links) == len(set(links))
    for link in links:
        response = client.get(link)
        content = response.getvalue()
        assert response.status_code == 200 and content
        assert response["Access-Control-Allow-Origin"] == "*"
        folder = "data" if link in own else "downloads"
        assert content == (bundle / folder / link.removeprefix("/downloads/")).read_bytes()


def test_every_table_comes_in_four_forms(client):
    links = shown(client, "/downloads/").links
    for table in TABLES:
        for form in ("csv", "json", "parquet", "csv-metadata.json"):
            assert f"/downloads/2022/{table.name}.{form}" in links
    for one in OPEN_TABLES:
        for form in ("csv", "json", "parquet", "csv-metadata.json") if one.sheet else ("jsonl.gz", "parquet"):
            assert f"/downloads/{one.table.name}.{form}" in links
    assert "/downloads/casework.xlsx" in links


def test_the_page_tells_licence_moment_and_every_edition(client, bundle):
    text = shown(client, "/downloads/").text
    assert "Open Government Licence" in text
    assert "Edition 2, released on 1 September 2022, 09:30 (UTC+01:00)." in text
    assert "Edition 1, released on 31 July 2019." in text
    assert FIRST in text and SECOND in text and "d" * 64 in text
    assert f"{NOTICE.what} {NOTICE.why}" in text and "First edition." in text
    assert hashlib.sha256((bundle / "data" / "everything.zip").read_bytes()).hexdigest() in text


def test_what_is_not_released_yet_is_not_called_so_anywhere(tmp_path):
    out = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out", preview=True)
    with serving(out, preview=True) as client:
        for address in ("/downloads/", "/national/"):
            text = shown(client, address).text
            assert "to be released on 27 July 2022" in text, address
            assert ", released on" not in text, address


def test_a_large_file_comes_in_pieces_with_its_length_and_is_known_again(bundle):
    with site(bundle) as asked:
        first = asked.ask("/downloads/everything.zip")
        again = asked.ask("/downloads/everything.zip", if_none_match=first.headers["ETag"])
        head = asked.ask("/downloads/everything.zip", method="HEAD")
    assert (first.status, again.status, head.status) == (200, 304, 200)
    assert int(first.headers["Content-Length"]) == len(first.body) and head.body == b""
    assert first.headers["Content-Type"] == "application/zip"


@pytest.mark.parametrize("name", ["../manifest.json", "..%2Fsite.sqlite3", "none.csv", "data", "site.sqlite3", ".zip"])
def test_nothing_else_is_a_file(client, name):
    assert client.get(f"/downloads/{name}").status_code == 404


def test_the_dictionary_explains_every_column(client):
    page = shown(client, "/downloads/dictionary/")
    for table in (*TABLES, *(one.table for one in OPEN_TABLES)):
        assert table.name in page.ids
        for column in table.columns_for(sample=True):
            assert column.name in page.text
    assert "Procedure or policy" in page.text and "fraction of 1" in page.text


def test_the_api_is_explained_with_examples_that_work(client):
    page = shown(client, "/api/")
    for one in ENDPOINTS:
        assert f"GET {ROOT}{one.path}" in page.text
    examples = [link for link in page.links if link.startswith(ROOT)]
    assert len(examples) >= len(ENDPOINTS)
    assert all(client.get(link).status_code == 200 for link in examples)


@pytest.mark.parametrize(
    ("address", "title", "stays_at", "year", "hash_of_it"),
    [
        ("/authorities/E07000107/", "Dartford Borough Council", "/authorities/E07000107/2022/", "2021-22", SECOND),
        ("/authorities/E07000107/2019/", "Dartford", "/authorities/E07000107/2019/", "2018-19", "d" * 64),
        ("/national/", "", "/national/2022/", "2021-22", SECOND),
        ("/national/2019/", "", "/national/2019/", "2018-19", "d" * 64),
        ("/authorities/E07000107/compare/", "Dartford", "/authorities/E07000107/compare/?", "2021-22", SECOND),
        ("/", "", "/?year=2022", "2021-22", SECOND),
        ("/?year=2019", "", "/?year=2019", "2018-19", "d" * 64),
        ("/downloads/", "Data", "/downloads/", "2021-22", SECOND),
    ],
)
def test_every_page_of_figures_says_how_to_cite_it(client, address, title, stays_at, year, hash_of_it):
    text = " ".join(shown(client, address).text.split())
    cited = text[text.index("Cite this page") :]
    for part in ("Made-up sample data", title, year, f"figures {hash_of_it[:12]}", f"testserver{stays_at}", hash_of_it):
        assert part in cited, part
    assert ("09:30 (UTC+01:00)" in cited) == (hash_of_it == SECOND)


def test_real_figures_are_cited_without_the_mark(tmp_path):
    made = small_bundle.ingredients(tmp_path / "made", sample=False)
    with serving(small_bundle.write(made, tmp_path / "out", sample=False)) as client:
        text = shown(client, "/national/").text
    assert "Cite this page" in text and "Made-up" not in text


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200 and response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def is_moment(text):
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", text or ""))


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_what_rfc_4287_asks_for(client, address):
    root = feed(client, address)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}id").startswith("urn:uuid:") and root.findtext(f"{ATOM}title")
    assert is_moment(root.findtext(f"{ATOM}updated")) and root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.findtext(f"{ATOM}subtitle") == TERMS["sample_long"]
    itself = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself == [f"http://testserver{address}"]
    entries = root.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert entries and len(ids) == len(set(ids))
    for one in entries:
        assert one.findtext(f"{ATOM}title") and is_moment(one.findtext(f"{ATOM}updated"))
        page = one.find(f"{ATOM}link").get("href").removeprefix("http://testserver").split("#")[0]
        assert client.get(page).status_code == 200
    assert max(one.findtext(f"{ATOM}updated") for one in entries) == root.findtext(f"{ATOM}updated")


def test_a_correction_is_told_with_what_and_why_at_its_moment(client):
    (entry,) = feed(client, "/feeds/corrections.xml").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Figures for 2021-22: edition 2"
    assert entry.findtext(f"{ATOM}updated") == "2022-09-01T09:30:00+01:00"
    text = entry.findtext(f"{ATOM}summary")
    assert "One &lt;count&gt; was wrong." in text and "twice &amp; counted." in text


def test_a_feed_without_entries_is_as_new_as_the_figures(made, tmp_path):
    with serving(small_bundle.write(made, tmp_path, sample=False)) as client:
        root = feed(client, "/feeds/corrections.xml")
    assert not root.findall(f"{ATOM}entry")
    assert root.find(f"{ATOM}subtitle") is None
    assert root.findtext(f"{ATOM}updated").startswith(f"{DAY.isoformat()}T00:00:00")


def test_every_page_names_the_feeds(client):
    for address in ("/", "/authorities/E07000107/", "/downloads/"):
        page = shown(client, address)
        found = {one["href"] for one in page.all("link") if one.get("type") == "application/atom+xml"}
        assert found == EVERY_FEED


def test_two_reports_with_one_title_on_one_day_have_two_ids(made, tmp_path):
    alike = PublicReport("E07000107", "Housing: a report", date(2022, 3, 1))
    casework = replace(small_bundle.CASEWORK, reports=(alike, alike, replace(alike, title="Another")))
    with serving(small_bundle.write(made, tmp_path, casework=casework)) as client:
        root = ElementTree.fromstring(client.get("/feeds/reports.xml").content)
    ids = [one.findtext(f"{ATOM}id") for one in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) == 3
