"""The public site: what it shows, what it answers, and what it never does."""

import base64
import hashlib
import re
import threading
from unittest.mock import patch
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from tests.support import small_bundle
from tests.support.site import Page, serving
from tests.support.waiting import wait_until

DARTFORD = "/authorities/E07000107/"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def out(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    small_bundle.write(made, folder, number=2)
    return folder


@pytest.fixture
def client(out):
    with serving(out / "bundle") as client:
        yield client


def page(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return Page(response.content.decode())


def crawl(client, start="/"):
    """Every address that can be reached by links, with its answer."""
    found, waiting = {}, [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = response = client.get(path)
        if "text/html" in response.headers.get("Content-Type", ""):
            for tag, attributes in Page(response.content.decode()).tags:
                link = attributes.get("href") or attributes.get("src") or (tag == "form" and attributes.get("action"))
                if link and not link.startswith("#"):
                    waiting.append(urldefrag(urljoin(path, link)).url)
    return found


@pytest.fixture(scope="module")
def crawled(out):
    with serving(out / "bundle") as client:
        return crawl(client)


@pytest.fixture(scope="module")
def pages(crawled):
    """What a test looks at in each page; the letter is a page of its own kind."""
    return {
        path: Page(response.content.decode())
        for path, response in crawled.items()
        if "text/html" in response.headers["Content-Type"] and not path.endswith("/letter/")
    }


def test_every_link_of_every_page_leads_somewhere_on_the_site(crawled):
    assert len(crawled) > 30
    assert {path for path, response in crawled.items() if response.status_code != 200} == set()
    assert not [path for path in crawled if urlsplit(path).netloc]


def test_every_link_within_a_page_has_its_place(pages):
    for path, found in pages.items():
        for link in found.links:
            if link.startswith("#"):
                assert link[1:] in found.ids, (path, link)


def test_every_page_is_well_formed(pages):
    for path, found in pages.items():
        assert len(found.all("h1")) == 1, path
        assert len(found.all("main")) == 1, path
        assert found.all("html")[0]["lang"] == "en"
        assert len(found.ids) == len(set(found.ids)), path
        assert all(one.get("scope") for one in found.all("th")), path
        assert len(found.all("table")) == len(found.all("caption")), path
        labelled = {one["for"] for one in found.all("label")}
        assert all(one["id"] in labelled for one in found.all("input") if one.get("type") != "hidden"), path


def test_titles_name_their_page(crawled, pages):
    titles = {
        path: re.search("<title>(.*?)</title>", response.content.decode()).group(1)
        for path, response in crawled.items()
        if path in pages and not urlsplit(path).query
    }
    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith(" – Town complaints") for title in titles.values())


def test_headers_stand_on_every_answer(client, crawled):
    answers = [
        *crawled.values(),
        client.get("/nothing"),
        client.post("/"),
        client.get("/about"),
        client.get("/authorities/E1/"),
    ]
    for response in answers:
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert ("max-age" in response["Cache-Control"]) == (response.status_code != 405)
        assert "Set-Cookie" not in response.headers
        assert not response.cookies


def test_no_page_has_scripts_or_styles_of_its_own(pages):
    for path, found in pages.items():
        assert not found.all("script") and not found.all("style"), path
        assert not [
            tag
            for tag, attributes in found.tags
            if any(name == "style" or name.startswith("on") for name in attributes)
        ]


def test_sample_data_say_so_on_every_page(made, tmp_path, pages):
    assert all("These are made-up cases" in found.text for found in pages.values())
    small_bundle.write(made, tmp_path, sample=False)
    with serving(tmp_path / "bundle") as client:
        assert "made-up" not in page(client, "/").text


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("Dartford", "Dartford Borough Council"),
        ("dartford borough", "Dartford Borough Council"),
        ("DART", "Dartford Borough Council"),
        ("E07000107", "Dartford Borough Council"),
        ("e06000999", "Yörk City Council"),
        ("york", "Yörk City Council"),
        ("Yörk", "Yörk City Council"),
        ("bournemouth christchurch and poole", "Bournemouth, Christchurch & Poole Council"),
        ("poole & bournemouth", "Bournemouth, Christchurch & Poole Council"),
        ("bcp", "Bournemouth, Christchurch & Poole Council"),
        ("Christchurch Borough Council", "Christchurch Borough Council"),
        ("small place", "Small <b>Place</b> [here](http://x)"),
        ("dartfrod", "Dartford Borough Council"),
        ("bournmouth christchurch poole", "Bournemouth, Christchurch & Poole Council"),
    ],
)
def test_an_authority_is_found_by_any_spelling(client, written, first):
    response = client.get("/search/", {"name": written})
    found = Page(response.content.decode())
    hits = [link for link in found.links if link.startswith("/authorities/E")]
    assert hits and page(client, hits[0]).text.count(first) >= 1


def test_a_slip_of_the_pen_asks_back(client):
    assert "Did you mean" in Page(client.get("/search/", {"name": "dartfrod"}).content.decode()).text


def suggested(client, query):
    """Who is suggested where nobody fits."""
    text = client.get("/find/", {"q": query}).content.decode()
    return re.findall(r'<a href="/authorities/([^/]+)/"', text.partition("Did you mean")[2])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bournmouth", ["E06000058"]),
        ("bournmouth pool", ["E06000058"]),
        ("pooel", ["E06000058"]),
        # Of two that are as near, the one that is there comes before the one that ended.
        ("chrstchurch", ["E06000058", "E07000048"]),
        ("dartfrod boruogh", ["E07000107"]),
        ("bournmouth zzzzzz", []),
        ("zzzz", []),
    ],
)
def test_a_slip_in_a_word_within_a_name_finds_the_name(client, written, meant):
    assert suggested(client, written) == meant


def test_a_long_text_of_many_words_is_looked_at_in_part(client):
    asked = []
    with patch(
        "upheld.publication.website.search.get_close_matches", lambda *words, **_more: asked.append(words) or []
    ):
        client.get("/find/", {"q": "abc " * 25})
    assert len(asked) <= 6


@pytest.mark.parametrize(
    "written", ["", "   ", "!", "zzzzzz", "'; DROP TABLE names; --", "<script>", "%", "x" * 10_000, "\x00"]
)
def test_a_search_that_finds_nothing_says_so(client, written):
    response = client.get("/search/", {"name": written})
    assert response.status_code == 200
    found = Page(response.content.decode())
    assert not [link for link in found.links if link.startswith("/authorities/E")]
    assert not found.all("script")


def test_a_figure_stands_in_plain_words_beside_its_base(client):
    told = " ".join(page(client, DARTFORD).text.split())
    for words in (
        "50%",
        "1 was counted, out of 2 cases.",
        "Average of similar authorities (district councils): 51%.",
        "51 of 100, over 20 authorities",
        "from 33% to 58%",
        "too few to tell",
        "published total",
        "In 2020-21 the service was closed for three months.",
        "120,000 (estimate for 30 June 2020)",
        "All complaints decided",
    ):
        assert words in told, words


def test_absences_are_words(client):
    assert "no investigations" in page(client, "/authorities/E07000026/").text
    assert "withheld" in page(client, "/authorities/E07000199/").text
    assert "There is no group" in page(client, "/authorities/E26000001/").text
    assert "more than 99%" in page(client, "/authorities/E06000014/").text


def test_each_kind_of_body_is_called_what_it_is(client):
    own = page(client, "/authorities/E26000001/").text
    assert "About this authority" in own and "about this authority in the year" in own
    assert "that the authority had done something wrong" in own
    assert "this council" not in own.lower() and "the council" not in own.lower()
    assert "About this council" in page(client, DARTFORD).text
    assert "the authority had done what it agreed" in page(client, "/national/").text


def test_charts_have_their_numbers_as_text(client):
    charts = page(client, DARTFORD).all("svg")
    assert charts
    assert all(chart["role"] in ("img", "group") and chart["aria-label"] for chart in charts)
    assert "Dartford: 50%, with a range from 33% to 58%. Average of district councils: 51%." in charts[0]["aria-label"]


def test_text_of_the_register_is_never_markup(client):
    text = client.get("/authorities/E07000199/").content.decode()
    assert "Small &lt;b&gt;Place&lt;/b&gt;" in text and "<b>Place" not in text
    assert "<script>" not in client.get("/decisions/21%20000%20001/").content.decode()


def test_former_codes_and_small_letters_lead_to_the_code_of_the_year(client):
    for code in ("E06000999", "e06000014"):
        response = client.get(f"/authorities/{code}/")
        assert (response.status_code, response["Location"]) == (301, "/authorities/E06000014/")


def test_an_authority_that_ended_leads_to_its_successor(client):
    found = page(client, "/authorities/E07000048/")
    assert "ended on 31 March 2019" in found.text
    assert "/authorities/E06000058/" in found.links


def test_an_authority_that_ends_with_the_year_keeps_its_figures(client):
    found = page(client, "/authorities/E07000026/")
    assert "What we found" in found.text and "Cumberland Council" in found.text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/authorities/E99999999/",
        "/authorities/E07000048/letter/",
        "/authorities/E07000048/letter.pdf",
        "/decisions/none/",
        "/downloads/manifest.json",
        "/downloads/site.sqlite3",
        "/downloads/..%2Fsite.sqlite3",
        "/downloads/../manifest.json",
        "/assets/site.css",
        "/admin/",
    ],
)
def test_what_is_not_there_is_said_in_words(client, path):
    assert "We cannot find that page" in page(client, path, 404).text


def test_it_only_reads(client):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/search/").status_code == 405


def test_files_are_the_bundles(client, out):
    for address, name in (
        (f"{DARTFORD}letter.pdf", "letters/2022/E07000107.pdf"),
        ("/downloads/2022/figures.csv", "downloads/2022/figures.csv"),
    ):
        response = client.get(address)
        assert response.content == (out / "bundle" / name).read_bytes()


def test_the_letter_may_use_its_own_style_and_nothing_else(client):
    policy = client.get(f"{DARTFORD}letter/")["Content-Security-Policy"]
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/=]{44}'", policy) and "script-src" not in policy


def test_the_letter_has_a_way_back_above_it_and_is_as_it_was_below(client, out):
    text = client.get(f"{DARTFORD}letter/").content.decode()
    bar = re.search(r"<nav .*?</nav>", text, re.DOTALL).group()
    assert Page(bar).links == [DARTFORD, f"{DARTFORD}2022/letter.pdf"]
    assert "Dartford Borough Council" in bar
    rest = re.sub(r"<style>\n?/\* bar \*/.*?</style>", "", text.replace(bar, ""), flags=re.DOTALL)
    assert rest == (out / "bundle/letters/2022/E07000107.html").read_text()
    assert text.index("</style>") < text.index(bar) < text.index("<p>Dear")


def test_only_the_styles_that_are_there_are_let_in(client):
    response = client.get(f"{DARTFORD}letter/")
    styles = re.findall(rb"<style>(.*?)</style>", response.content, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in styles]
    told = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert told == {
        "default-src": "'none'",
        "style-src": " ".join(f"'sha256-{one}'" for one in hashes),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_a_page_that_is_known_is_not_sent_again(client, made, tmp_path):
    tag = client.get(DARTFORD)["ETag"]
    again = client.get(DARTFORD, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(DARTFORD, headers={"if-none-match": '"other"'}).status_code == 200
    small_bundle.write(made, tmp_path)
    with serving(tmp_path / "bundle") as other:
        assert other.get(DARTFORD, headers={"if-none-match": tag}).status_code == 200


def test_a_preview_is_served_only_when_told_to(made, tmp_path):
    small_bundle.write(made, tmp_path, preview=True)
    with serving(tmp_path / "bundle") as client:
        for path in (
            "/",
            DARTFORD,
            f"{DARTFORD}letter.pdf",
            "/downloads/2022/figures.csv",
            "/search/?name=dartford",
        ):
            found = client.get(path)
            assert found.status_code == 503
            assert "not published yet" in found.content.decode() and "50%" not in found.content.decode()
            assert found["Cache-Control"] == "no-store"
    with serving(tmp_path / "bundle", preview=True) as client:
        assert "Preview." in page(client, "/").text


def test_a_new_bundle_takes_effect_and_a_broken_one_does_not(made, tmp_path):
    small_bundle.write(made, tmp_path)
    with serving(tmp_path / "bundle") as client:
        assert "edition 1" in page(client, "/").text
        small_bundle.write(made, tmp_path, number=2)
        assert "edition 2" in page(client, "/").text
        assert "One count was wrong." in page(client, "/").text
        broken = small_bundle.write(made, tmp_path, sample=False)
        letter = next((broken / "letters/2022").iterdir())
        letter.write_bytes(letter.read_bytes() + b"!")
        from upheld.publication.website.in_use import BundleInUse

        fresh = BundleInUse(tmp_path / "bundle")
        assert fresh.current() is None


def test_the_old_bundle_stays_when_the_new_one_is_broken(made, tmp_path):
    from upheld.publication.website.in_use import BundleInUse

    small_bundle.write(made, tmp_path)
    follower = BundleInUse(tmp_path / "bundle")
    good = follower.current()
    broken = small_bundle.write(made, tmp_path, number=2)
    (broken / "manifest.json").write_text("{")
    assert follower.current() is good
    assert good.row("SELECT count(*) AS number FROM authorities")["number"] > 0
    mended = small_bundle.write(made, tmp_path, number=2, sample=False)
    assert follower.current().folder == mended


def test_a_bundle_that_lacks_words_of_this_version_is_refused(made, tmp_path, monkeypatch):
    from upheld.publication.bundle import contents
    from upheld.publication.website.in_use import BundleInUse

    small_bundle.write(made, tmp_path)
    follower = BundleInUse(tmp_path / "bundle")
    good = follower.current()
    monkeypatch.setattr(contents, "wording", lambda scheme: iter([{"language": "en", "part": "terms", "texts": "{}"}]))
    small_bundle.write(made, tmp_path, number=2)
    assert follower.current() is good


def test_no_bundle_is_said_with_a_status(tmp_path):
    with serving(tmp_path / "bundle") as client:
        assert client.get("/").status_code == 503


def test_no_page_mixes_two_bundles_while_they_are_swapped(made, tmp_path):
    small_bundle.write(made, tmp_path)
    other = small_bundle.write(made, tmp_path, number=2, sample=False)
    first = small_bundle.write(made, tmp_path)
    from upheld.publication.bundle.swap import point

    stop, wrong, answers = threading.Event(), [], []

    def ask():
        while not stop.is_set():
            response = client.get(DARTFORD)
            text = response.content.decode()
            answers.append("These are made-up cases" in text)
            if response.status_code != 200 or ("One count was wrong" in text) == ("These are made-up cases" in text):
                wrong.append(text)

    with serving(tmp_path / "bundle") as client:
        askers = [threading.Thread(target=ask) for _ in range(2)]
        for asker in askers:
            asker.start()
        try:
            for turn in range(20):
                to = (other, first)[turn % 2]
                point(tmp_path / "bundle", to)
                wait_until(lambda to=to: answers[-3:] == [to is first] * 3)
        finally:
            stop.set()
            for asker in askers:
                asker.join()
    assert not wrong
