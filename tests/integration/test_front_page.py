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
        under = r'<span class="under[^"]*">.*?</span>|<a class="looked-at[^"]*".*?</a>'
        rows = [re.sub(under, "", row) for row in rows]
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
    told = ". Public report issued in the year. Letter considered by a committee on 25 July 2022"
    assert found["/authorities/E07000107/"] == f"Dartford: 50%, too few to tell{told}"
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


def status(text: str) -> str:
    """What the page says of how many it shows."""
    found = re.search(r'<p role="status">(.*?)</p>', text, re.DOTALL).group(1)
    return unescape(re.sub("<[^>]+>", "", found)).strip()


def test_what_the_map_lacks_is_said_beside_what_the_table_shows(with_map, client):
    assert status(html(with_map, "/")) == (
        "6 councils are shown. 5 of them are on the map; the others are in the table alone."
    )
    assert status(html(with_map, "/?kind=unitary")) == "2 councils are shown."


def test_without_a_map_nothing_is_said_of_one(client):
    assert status(html(client, "/")) == "6 councils are shown."


def test_where_none_is_on_this_map_it_says_so_and_leads_to_the_one_that_has_them(with_map):
    text = html(with_map, "/?kind=district&tier=upper&colour=rate")
    assert "None of these is on this map." in text
    assert 'href="/?colour=rate&amp;kind=district#map">See them on the map of the other tier: Districts' in text
    assert 'class="areas"' not in text and 'class="legend"' not in text
    assert "are on the map;" not in text
    assert "tier=upper" in unescape(text), "the map can still be switched"


def test_where_none_is_on_any_map_it_says_so_without_a_link(with_map):
    text = html(with_map, "/?kind=national_park")
    assert "None of these is on this map." in text and "See them on" not in text
    assert 'class="legend"' not in text


def test_where_nothing_fits_there_is_no_map_of_nothing(with_map):
    text = html(with_map, "/?name=nowhere")
    assert 'class="areas"' not in text and "None of these" not in text


def test_counts_kind_and_region_stand_in_the_columns_that_a_phone_shows_too(client):
    row = next(row for row in re.findall(r"<tr>(.*?)</tr>", html(client, "/"), re.DOTALL) if COMPARED in row)
    under = re.findall(r'<t([hd])[^>]*>(?:(?!</t[hd]>).)*<span class="under[^"]*">([^<]*)</span>', row)
    assert under == [("h", "Unitary council, South East"), ("d", "19 of 22")]


def test_every_order_can_be_chosen_where_there_is_no_heading_for_it(client):
    text = html(client, "/?sort=region&kind=unitary")
    links = Page(re.search(r'<nav class="sorts".*?</nav>', text, re.DOTALL).group(0)).links
    sorts = ["", "&sort=kind", "&sort=region&order=down", "&sort=rate", "&sort=verdict"]
    assert links == [f"/?kind=unitary{sort}#table" for sort in sorts]


def test_the_table_says_where_those_are_that_it_leaves_out(client):
    text = html(client, "/")
    lead = text[text.index("Choose a heading to sort by it.") :]
    assert lead.index("In lists of their own below, by name:") < lead.index("<table")
    assert '<a href="#too-few">2 councils with too few cases to tell</a>' in lead
    assert '<a href="#others">3 councils that are not compared</a>' in lead
    assert {"too-few", "others"} <= set(Page(text).ids)
    assert 'href="#others"' not in html(client, "/?kind=unitary")


def test_citing_the_page_keeps_what_was_asked_and_the_year(with_map):
    def cited(path):
        return unescape(re.search(r'<p class="citation">(.*?)</p>', html(with_map, path), re.DOTALL).group(1))

    assert cited("/").endswith("/?year=2022")
    asked = "/?measure=compliance_rate&year=2022&tier=upper&kind=unitary&sort=rate"
    assert cited(asked).endswith(asked)
    assert "“Uphold rate, 2021-22”" in cited("/")


def test_a_page_called_as_the_service_says_its_name_once(tmp_path):
    scheme = small_year.scheme()
    words = scheme.wording["en"]
    terms = words.terms.model_copy(update={"service": "How councils answer complaints"})
    scheme = scheme.model_copy(update={"wording": {"en": words.model_copy(update={"terms": terms})}})
    bundle = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out", scheme=scheme)
    with serving(bundle) as client:
        assert "<title>How councils answer complaints</title>" in html(client, "/")
        assert "<title>All councils – How councils answer complaints</title>" in html(client, "/authorities/")


def test_where_the_number_of_residents_is_not_known_it_says_why_there_is_no_figure(client):
    said = "of them no number of residents in 2021-22 is known, so"
    everybody = html(client, "/?measure=upheld_per_100k")
    unknown = [row[0] for table in tables(everybody) for row in table if row[3] == "no residents"]
    assert len(unknown) == 4 and f"For 4 {said} they have no such figure." in everybody
    assert f"For 1 {said} it has no such figure." in html(client, "/?measure=upheld_per_100k&kind=unitary")
    assert said not in html(client, "/?measure=upheld_per_100k&name=dartford")
    assert said not in html(client, "/")


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
