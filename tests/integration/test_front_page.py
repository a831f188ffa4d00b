"""The front page: finding an authority, the map, and the table of the same figures."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import urldefrag

import pytest

from tests.support import made_map, small_bundle, small_year
from tests.support.site import Page, serving
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.contents import EditionFacts

COMPARED = "Yörk City Council"
TOO_FEW = ["Bournemouth, Christchurch & Poole Council", "Dartford Borough Council"]
OTHERS = ['=HYPERLINK("http://x") Park', "Allerdale Borough Council", "Small <b>Place</b> [here](http://x)"]
SWITCHES = ("tier", "colour", "shape")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("front")
    made = small_bundle.ingredients(folder / "made")
    (folder / "old" / "letters").mkdir(parents=True)
    edition = EditionFacts(1, "c" * 64, "d" * 64, date(2019, 7, 31))
    earlier = YearPart(small_year.figures_of_2019(), edition, folder / "old" / "letters", folder / "old")
    return small_bundle.write(made, folder / "out", others=[earlier])


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


@pytest.fixture
def with_map(client):
    with made_map.drawn():
        yield client


def html(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    Page(response.content.decode())
    return response.content.decode()


def tables(text: str) -> list[list[list[str]]]:
    """The rows of each table, each a list of its cells' texts."""
    found = []
    for table in re.findall(r"<tbody>(.*?)</tbody>", text, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
        found.append([[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in cells])
    return found


def names(text: str) -> list[list[str]]:
    return [[row[0] for row in table] for table in tables(text)]


def test_those_with_too_few_to_tell_stand_apart_by_name_however_it_is_sorted(client):
    for sort in ("name", "kind", "region", "rate", "verdict"):
        for order in ("up", "down"):
            assert names(html(client, f"/?sort={sort}&order={order}")) == [[COMPARED], TOO_FEW, OTHERS]


def test_each_figure_has_its_counts_its_range_and_its_verdict(client):
    compared, too_few, others = tables(html(client, "/"))
    assert compared == [[COMPARED, "Unitary council", "South East", "86%", "19 of 22", "58% to 83%", "in line"]]
    assert too_few[1][3:] == ["50%", "1 of 2", "33% to 58%", "too few to tell"]
    assert others[0][3:] == ["67%", "2 of 3", "44% to 69%", "not compared"]
    assert others[2][3:] == ["withheld", "", "", "withheld"]


def test_nothing_withheld_is_told_by_any_state_of_the_page(with_map):
    for query in ("", "?colour=rate", "?sort=rate&order=down", "?shape=boundaries", "?name=small"):
        text = unescape(html(with_map, f"/{query}"))
        assert "Small <b>Place</b> [here](http://x)" in text
        told = re.findall(r"<title>Small Place: ([^<]*)</title>", text)
        assert set(told) <= {"withheld, withheld"}
        assert [row[3:] for table in tables(text) for row in table if row[0].startswith("Small")] in (
            [],
            [["withheld", "", "", "withheld"]],
        )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=unitary", {COMPARED, TOO_FEW[0]}),
        ("kind=national_park", {OTHERS[0]}),
        ("name=yor", {COMPARED}),
        ("name=BOROUGH+COUNCIL&kind=district", {TOO_FEW[1], OTHERS[1]}),
        ("region=South+East&name=dartford", {TOO_FEW[1]}),
        ("name=nowhere", set()),
    ],
)
def test_filters_leave_what_fits(client, query, found):
    assert {name for table in names(html(client, f"/?{query}")) for name in table} == found


def test_where_nothing_fits_a_link_leads_back(client):
    text = html(client, "/?name=nowhere&kind=unitary&sort=rate")
    assert "No council fits all of this." in text
    assert 'href="/?sort=rate#all"' in text


@pytest.mark.parametrize(
    "query",
    [
        "measure=nothing&year=1&tier=moon&colour=x&shape=y&kind=z&region=q&sort=w&order=e",
        "year=²²²²",
        "year=99999999999999999999",
        "year=2021",
        "name=%00",
        "kind=%00&region=%FF",
        "name=" + "%22%3E%3Cscript%3E" * 200,
        "sort=rate&sort=name&sort=",
        "=&&&=&%",
    ],
)
def test_what_cannot_be_asked_for_shows_what_there_is(client, query):
    text = html(client, f"/?{query}")
    assert "All councils, 2021-22" in text
    assert "<script>" not in text


def test_a_year_shows_its_own_authorities_and_leads_to_their_pages_of_it(client):
    text = html(client, "/?year=2019")
    assert {name for table in names(text) for name in table} == {"Christchurch Borough Council", TOO_FEW[1]}
    assert 'href="/authorities/E07000048/2019/"' in text


def test_the_map_names_each_area_with_its_figure_and_verdict_as_a_link(with_map):
    text = html(with_map, "/")
    found = dict(re.findall(r'<a href="([^"]+)"><title>([^<]+)</title>', text))
    assert found["/authorities/E07000107/"] == "Dartford: 50%, too few to tell"
    assert found["/authorities/E06000014/"] == "Yörk: 86%, in line"
    assert found["/authorities/E07000199/"] == "Small Place: withheld, withheld"
    assert len(found) == len(made_map.PLACES)


def test_no_district_is_coloured_on_the_map_of_the_upper_tier(with_map):
    found = re.findall(r"<a href=\"/authorities/(\w+)/\"><title>", html(with_map, "/?tier=upper"))
    assert sorted(found) == sorted(made_map.UPPER)


def test_those_not_asked_for_are_faint_and_lead_nowhere(with_map):
    text = html(with_map, "/?kind=unitary")
    assert len(re.findall(r"<title>[^<]+: ", text)) == 2
    faint = re.search(r'<g class="faint" aria-hidden="true">(.*?)</g>', text, re.DOTALL).group(1)
    assert faint.count("<path") == 3 and "<a" not in faint


@pytest.mark.parametrize(
    "query", ["", "?colour=rate", "?shape=boundaries", "?tier=upper", "?colour=rate&shape=boundaries&kind=district"]
)
def test_the_legend_counts_every_area_drawn_and_never_by_colour_alone(with_map, query):
    text = html(with_map, f"/{query}")
    legend = re.search(r'<div class="legend">(.*?)</div>', text, re.DOTALL).group(1)
    drawn = len(re.findall(r"<title>[^<]+: ", text))
    assert sum(int(number) for number in re.findall(r"(\d+) councils?<", legend)) == drawn
    assert legend.count("<svg") == len(re.findall("<li>", legend)) == 7


def test_plain_figures_stand_in_their_cells_but_not_those_too_few_to_tell(with_map):
    assert re.findall(r"<text [^>]+>([^<]+)</text>", html(with_map, "/?colour=rate")) == ["86"]


def test_a_switch_changes_one_thing_and_keeps_the_rest(with_map):
    state = "/?measure=compliance_rate&kind=unitary&colour=rate&sort=rate"
    links = {urldefrag(link).url for link in Page(html(with_map, state)).links}
    assert "/?measure=compliance_rate&colour=rate&shape=boundaries&kind=unitary&sort=rate" in links
    assert "/?measure=compliance_rate&kind=unitary&sort=rate" in links
    assert "/?measure=compliance_rate&tier=upper&colour=rate&kind=unitary&sort=rate" in links
    assert "/?measure=compliance_rate&colour=rate&kind=unitary&sort=rate&order=down" in links


def test_a_form_carries_along_what_it_does_not_ask_for(with_map):
    page = Page(html(with_map, "/?colour=rate&tier=upper&sort=rate&kind=unitary"))
    hidden = {one["name"]: one["value"] for one in page.all("input") if one.get("type") == "hidden"}
    assert hidden == {"tier": "upper", "colour": "rate", "sort": "rate"}


def test_a_scheme_without_a_map_has_the_table_alone(client):
    text = html(client, "/")
    assert "map.js" not in text and 'class="areas"' not in text
    assert COMPARED in text


def test_names_former_names_and_codes_are_found_in_the_one_box(client):
    assert "/authorities/E07000107/" in html(client, "/find/?q=dartford")
    assert "/authorities/E07000048/" in html(client, "/find/?q=christchurch")
    assert "/authorities/E06000014/" in html(client, "/find/?q=E06000999")
    assert "/authorities/E07000107/" in html(client, "/search/?name=dartfrod")


@pytest.mark.parametrize("query", ["", "%00", "x" * 5000, "%FF%FE", "' OR 1=1 --", "<script>"])
def test_whatever_is_written_in_the_box_is_only_text(client, query):
    assert "<script>" not in html(client, f"/find/?q={query}")
