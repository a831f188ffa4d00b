"""Comparing an authority with others: by rules that are printed, at addresses that can be shared, whatever is asked."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.test_website_national import written
from tests.support import small_bundle
from tests.support.site import Page, serving
from upheld.publication.website import compare_views
from upheld.publication.website.comparing import GROUP, NEAREST, REGION, Place, nearest

DARTFORD = "/authorities/E07000107/compare/"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), folder)
    return folder


@pytest.fixture
def client(out):
    with serving(out / "bundle") as client:
        yield client


def answer(client, **query):
    response = client.get(DARTFORD, query)
    assert response.status_code == 200, query
    text = response.content.decode()
    Page(text)
    return text


def compared(text):
    """The codes in the table, in its order."""
    return re.findall(r'<th scope="row"><a href="/authorities/([^/]+)/', text.split('class="compared"')[1])


def test_its_group_is_the_usual_company(client):
    text = answer(client)
    assert compared(text) == compared(answer(client, **{"with": "group"}))
    assert "E07000107" in compared(text) and not {"E06000014", "E26000001"} & set(compared(text))
    assert "of the same kind: district councils" in text
    assert 'id="with-group" value="group" checked' in text


def test_each_row_has_its_counts_and_a_verdict(client):
    row = re.search(r'<tr class="this-one">.*?</tr>', answer(client), re.S).group()
    wide = re.sub(r'<span class="under[^>]*>.*?</span>', "", row)
    told = " ".join(unescape(re.sub("<[^>]+>", " ", wide)).split())
    assert told == "Dartford (this one) 120,000 50% 1 of 2 33% to 58% 51% too few to tell"


def test_on_a_narrow_screen_each_row_says_the_same_in_fewer_columns(client):
    row = re.search(r'<tr class="this-one">.*?</tr>', answer(client), re.S).group()
    narrow = re.sub(r'<td class="[^"]*\bmore\b[^"]*">.*?</td>', "", row)
    told = " ".join(unescape(re.sub("<[^>]+>", " ", narrow)).split())
    assert told == "Dartford (this one) 50% 1 of 2 33% to 58% too few to tell Average of its group: 51%"


def test_what_is_withheld_stays_so(client):
    row = re.search(r"<tr>(?:(?!</tr>).)*E07000199.*?</tr>", answer(client), re.S).group()
    told = unescape(re.sub("<[^>]+>", " ", row))
    assert told.split().count("withheld") == 2 and not re.search(r"\d of \d", told)


def test_others_are_chosen_by_code_name_or_old_name(client):
    for names in ("E06000014", "yörk", "York City Council", "E06000999", "york"):
        response = client.get(DARTFORD, {"with": "chosen", "names": names, "year": "2022"})
        assert response.status_code == 302, names
        assert response["Location"] == f"{DARTFORD}?with=E06000014&measure=uphold_rate&year=2022"
    text = client.get(response["Location"]).content.decode()
    assert compared(text) == ["E07000107", "E06000014"]
    assert 'value="York"' in text or 'value="Yörk"' in text


def test_who_is_not_found_is_named(client):
    text = answer(client, **{"with": "chosen", "names": "York; <b>Nowhere</b>; E07000048"})
    assert "Not found, or without figures in this year: &lt;b&gt;Nowhere&lt;/b&gt; and E07000048." in text
    assert compared(text) == ["E07000107", "E06000014"]


def test_names_that_somebody_writes_are_chosen_by_hand_whatever_else_is_marked(client):
    for way in ("group", "region", "nearest"):
        response = client.get(DARTFORD, {"with": way, "names": "York; E26000001", "before": ""})
        assert response.status_code == 302
        assert "with=E06000014%2CE26000001" in response["Location"]
    text = answer(client, **{"with": "group", "names": "Nowhere"})
    assert "Not found, or without figures in this year: Nowhere." in text
    assert 'value="chosen" checked' in text


def test_names_that_stood_there_before_do_not_stand_in_the_way_of_another_choice(client):
    chosen = answer(client, **{"with": "E06000014"})
    fields = {one["name"]: one.get("value") or "" for one in Page(chosen).all("input") if "name" in one}
    assert fields["names"] == fields["before"] != ""
    text = answer(client, **{"with": "group", "names": fields["names"], "before": fields["before"]})
    assert 'id="with-group" value="group" checked' in text


def test_those_with_too_few_are_never_ranked(tmp_path):
    with serving(written(tmp_path, (2022,))) as client:
        text = client.get(DARTFORD, {"with": "E07000026,E06000014,E26000001", "order": "rate"}).content.decode()
        ranked, unranked = text.split('class="unranked"')
        assert re.findall(r'scope="row"><a href="/authorities/([^/]+)/', ranked) == ["E07000107", "E07000026"]
        assert set(re.findall(r'scope="row"><a href="/authorities/([^/]+)/', unranked)) == {"E06000014", "E26000001"}
        assert "unranked" not in client.get(DARTFORD, {"with": "E07000026"}).content.decode()


def test_figure_and_year_are_chosen(tmp_path):
    with serving(written(tmp_path, (2021, 2022))) as client:
        text = client.get(DARTFORD, {"year": "2021", "measure": "compliance_rate"}).content.decode()
        assert "60 of 60" in text and "Compliance rate, 2020-21" in text
        assert '/authorities/E07000107/2021/"' in text
        shared = re.search(r'href="(/authorities/E07000107/compare/\?[^"]+)"', text).group(1)
        again = client.get(unescape(shared)).content.decode()
        assert compared(again) == compared(text) and "60 of 60" in again


def test_a_former_code_leads_to_the_code_of_the_year(client):
    response = client.get("/authorities/E06000999/compare/", {"with": "region"})
    assert (response.status_code, response["Location"]) == (301, "/authorities/E06000014/compare/?with=region")
    assert client.get("/authorities/E99999999/compare/").status_code == 404
    assert client.get("/authorities/E07000048/compare/").status_code == 404  # ended before the years that are shown


def test_a_body_without_a_group_has_other_company(client):
    text = client.get("/authorities/E26000001/compare/").content.decode()
    assert 'value="group"' not in text and 'value="chosen"' in text


def test_what_opens_is_the_first_choice_that_has_somebody(client, monkeypatch):
    # It alone is of its kind: nobody of that kind is near to it, whatever is known of its size.
    monkeypatch.setattr(compare_views, "_ways", lambda _bundle, _own: (GROUP, NEAREST, REGION))
    text = client.get("/authorities/E26000001/compare/").content.decode()
    assert "There is nobody to compare with." not in text
    assert 'id="with-region" value="region" checked' in text
    assert len(compared(text)) > 1


def test_with_nobody_chosen_it_asks_for_names(client):
    text = answer(client, **{"with": "chosen", "names": ""})
    assert "Write the names of councils" in text and "There is nobody" not in text
    assert "There is nobody to compare with." in answer(client, **{"with": "chosen", "names": "Nowhere"})


ANY = st.text(max_size=60) | st.sampled_from(
    ["group", "region", "nearest", "chosen", "E07000107", "2022", "rate", "\x00"]
)


@given(
    st.dictionaries(
        st.sampled_from(["with", "names", "before", "measure", "year", "order", "x"]), ANY | st.lists(ANY, max_size=4)
    )
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_has_an_answer(client, query):
    response = client.get(DARTFORD, query)
    assert response.status_code in (200, 302)
    if response.status_code == 302:
        assert client.get(response["Location"]).status_code == 200


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_whoever_is_asked_for_has_an_answer(client, code):
    from urllib.parse import quote

    assert client.get(f"/authorities/{quote(code, safe='')}/compare/").status_code in (200, 301, 302, 404)


def test_a_long_list_is_cut_short(client):
    text = answer(client, **{"with": ",".join(f"X{i}" for i in range(1000))})
    assert "Only the first 30 are shown." in text


SIZES = st.lists(st.integers(1, 10**7), min_size=1, max_size=30)


@given(st.integers(1, 10**7), SIZES, st.integers(1, 12))
def test_no_other_is_nearer_than_the_nearest(own: int, sizes: list[int], number: int) -> None:
    places = [Place(f"id{i}", f"E{i:02}", size) for i, size in enumerate(sizes)]
    found = nearest(Place("own", "X", own), places, number)
    assert len(found) == min(number, len(sizes))

    def apart(size: int) -> Fraction:
        return Fraction(max(size, own), min(size, own))

    by_id = {place.authority: place.residents for place in places}
    farthest = max(apart(by_id[one]) for one in found)
    assert all(apart(size) >= farthest for one, size in by_id.items() if one not in found)


def test_density_tells_places_of_one_size_apart() -> None:
    """100,000 on 100 km²: a place as large and as dense is nearer than one as large and ten times as dense."""
    own = Place("own", "X", 100_000, Fraction(100))
    dense, alike = Place("dense", "A", 100_000, Fraction(10)), Place("alike", "B", 110_000, Fraction(110))
    assert nearest(own, [dense, alike]) == ("alike", "dense")
    same = [Place("b", "B", 90_000), Place("a", "A", 90_000)]
    assert nearest(own, same) == ("a", "b")
