"""What other sites show: an authority's card as a picture and in a frame, and charts as files."""

import html
import re
from xml.etree import ElementTree

import pytest

from tests.support import small_bundle
from tests.support.site import Page, serving
from upheld.publication.website.cards import BOLD_WIDTH, LETTER_WIDTH, Text, laid

DARTFORD = "E07000107"
FEW = "too few to tell"
SVG = "{http://www.w3.org/2000/svg}"
MADE_UP = "These are made-up cases"
LINKS = re.compile(r"(?:href|src|url\(|@import|<script|<style|on[a-z]+=)", re.IGNORECASE)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), folder)
    return folder


@pytest.fixture
def client(out):
    with serving(out / "bundle") as client:
        yield client


def drawing(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"].startswith("image/svg+xml")
    return response, ElementTree.fromstring(response.content)


def every_drawing(client):
    """The addresses of all drawings that pages lead to."""
    found = Page(client.get(f"/authorities/{DARTFORD}/embed/").content.decode())
    assert [link for link in found.links if link.endswith(".svg")], "no chart to save"
    funnel = [link for link in Page(client.get("/national/").content.decode()).links if link.endswith("funnel.svg")]
    return [f"/embed/{DARTFORD}.svg", *funnel, *(link for link in found.links if link.endswith(".svg"))]


def test_every_drawing_stands_alone_and_says_where_it_comes_from(client):
    drawings = every_drawing(client)
    assert any(path.endswith("funnel.svg") for path in drawings)
    assert any(path.endswith("years.svg") for path in drawings)
    for path in drawings:
        response, root = drawing(client, path)
        text = response.content.decode()
        assert not LINKS.search(text.replace('xmlns="http://www.w3.org/2000/svg"', "")), path
        shown = " ".join(root.itertext())
        assert root.find(f"{SVG}title").text and root.find(f"{SVG}desc").text
        assert root.get("role") == "img" and root.get("aria-labelledby") == "title"
        assert "edition 1" in shown and "published on 27 July 2022" in shown
        lines = " ".join(line.text for line in root.iter(f"{SVG}text"))
        assert MADE_UP in shown and MADE_UP in lines
        assert "Source:" in lines
        if not path.startswith("/embed"):
            assert "b" * 64 in lines.replace(" ", "") and "Licence" in lines


def test_a_drawing_can_do_nothing_wherever_it_is_shown(client):
    for path in every_drawing(client):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "'unsafe" not in policy
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_only_the_card_may_stand_in_a_frame(client):
    assert "frame-ancestors *" in client.get(f"/embed/{DARTFORD}/").headers["Content-Security-Policy"]
    for path in ("/", f"/authorities/{DARTFORD}/", f"/authorities/{DARTFORD}/embed/", "/glossary/", "/embed/none/"):
        assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"], path


def test_the_card_in_a_frame_may_have_its_own_style_and_nothing_else(client):
    response = client.get(f"/embed/{DARTFORD}/")
    assert "sandbox" not in response.headers["Content-Security-Policy"]  # its style would be another site's
    (style,) = Page(response.content.decode()).all("link")
    assert client.get(style["href"]).status_code == 200
    assert not Page(response.content.decode()).all("script")


def test_the_card_says_the_year_the_counts_and_that_they_are_made_up(client):
    for path in (f"/embed/{DARTFORD}/", f"/embed/{DARTFORD}.svg"):
        text = " ".join(html.unescape(re.sub("<[^>]+>", " ", client.get(path).content.decode())).split())
        assert "Dartford Borough Council, 2021-22" in text
        assert MADE_UP in text and "edition 1" in text


def test_a_card_has_no_percentage_that_its_counts_cannot_bear(client):
    """Both pages count from the same cases: where the page says that they are too few, the card has no rate."""
    seen = 0
    for link in Page(client.get("/authorities/").content.decode()).links:
        if not re.fullmatch(r"/authorities/[A-Z]\d{8}/", link):
            continue
        code = link.split("/")[2]
        card = client.get(f"/embed/{code}/").content.decode()
        for title, told in re.findall(r"<h2>(.*?)</h2>\n<p>(.*?)</p>", card):
            if FEW in told or re.search(r"out of [1-4] ", told):
                seen += 1
                assert "%" not in title + told, (code, title, told)
    assert seen


def test_the_code_to_copy_leads_to_the_card_and_the_page(client):
    page = Page(client.get(f"/authorities/{DARTFORD}/embed/").content.decode())
    frame, picture = re.findall(r"<textarea[^>]*>(.*?)</textarea>", client.get(
        f"/authorities/{DARTFORD}/embed/").content.decode(), re.DOTALL)  # fmt: skip
    copied = Page(html.unescape(frame) + html.unescape(picture))
    assert copied.all("iframe")[0]["src"] == f"http://testserver/embed/{DARTFORD}/"
    assert copied.all("a")[0]["href"] == f"http://testserver/authorities/{DARTFORD}/"
    assert copied.all("img")[0]["src"] == f"http://testserver/embed/{DARTFORD}.svg"
    for address in (copied.all("iframe")[0]["src"], copied.all("a")[0]["href"], copied.all("img")[0]["src"]):
        assert client.get(address).status_code == 200
    assert copied.all("img")[0]["alt"] and copied.all("iframe")[0]["title"]
    assert not page.all("iframe") and not page.all("script")


@pytest.mark.parametrize(
    "path",
    [
        "/embed/E00000000.svg", "/embed/E00000000/", "/authorities/E00000000/embed/", "/embed/.svg/",
        f"/authorities/{DARTFORD}/2022/charts/none.svg", f"/authorities/{DARTFORD}/1999/charts/uphold_rate.svg",
        f"/authorities/{DARTFORD}/2022/charts/none/years.svg", "/national/2022/none/funnel.svg",
        "/national/1999/district/funnel.svg", "/national/2022/combined/funnel.svg",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_drawn(client, path):
    assert client.get(path).status_code == 404


def test_small_letters_lead_to_the_code(client):
    for path in ("/embed/e07000107/", "/embed/e07000107.svg", "/authorities/e07000107/embed/"):
        response = client.get(path)
        assert response.status_code == 301 and DARTFORD in response["Location"]


def test_pages_of_charts_lead_to_their_files(client):
    links = Page(client.get(f"/authorities/{DARTFORD}/").content.decode()).links
    assert f"/authorities/{DARTFORD}/embed/" in links
    assert any("/charts/" in link for link in links)
    assert "/national/2022/district/funnel.svg" in links


def test_text_is_laid_out_in_lines_that_fit():
    texts: list[Text] = [("word " * 40, 15, False, "text", 4.0), ("mark", 13, True, "band", 4.0)]
    found = laid(texts, wide=400)
    assert len(found.lines) > 4
    assert all(len(line.text) * 15 * LETTER_WIDTH <= 360 for line in found.lines)
    assert sorted(line.y for line in found.lines) == [line.y for line in found.lines]
    assert found.tall > found.lines[-1].y and len(found.bands) == 1
    bold = laid([("word " * 40, 15, True, "text", 4.0)], wide=400)
    assert all(len(line.text) * 15 * BOLD_WIDTH <= 360 for line in bold.lines)
