"""The national picture: it adds up, it marks what is not alike, and gives nothing back."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from html import unescape
from urllib.parse import quote, urldefrag

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import small_bundle, small_year
from tests.support.site import Page, serving
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework, PublicReport
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.bundle.schema import SITE
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme

RELEASED = date(2022, 7, 27)
UPHELD, NOT_UPHELD = "upheld", "not_upheld"
BY_YEAR = {
    2020: {"E07000107": (30, 70), "E07000026": (20, 80), "E06000014": (0, 4)},
    2021: {"E07000107": (60, 40), "E07000026": (50, 50), "E06000014": (4, 0)},
    2022: {"E07000107": (61, 39), "E07000026": (49, 51), "E06000014": (1, 4), "E26000001": (7, 3)},
}
"""Upheld and not upheld by authority; all about housing."""


def rows_of(year: int) -> list[CountRow]:
    rows = []
    for one, (upheld, other) in BY_YEAR[year].items():
        decided = upheld + other
        rows += [
            CountRow(one, year, "uphold_rate", "", upheld, decided),
            CountRow(one, year, "compliance_rate", "", upheld, upheld),
            CountRow(one, year, Breakdown.DECIDED, UPHELD, upheld, 0),
            CountRow(one, year, Breakdown.DECIDED, NOT_UPHELD, other, 0),
            CountRow(one, year, Breakdown.RECEIVED, "Housing", decided, 0),
            CountRow(one, year, Breakdown.COMPLIANCE, "on_time", upheld, 0),
            CountRow(one, year, Breakdown.UPHELD_BY_SUBJECT, "Housing", upheld, decided),
        ]
    return [row for row in rows if row.count or row.base]


def scheme_of(withhold_below: int, break_year: int) -> Scheme:
    changes = {
        "small_numbers": small_year.scheme().small_numbers.model_copy(update={"withhold_below": withhold_below}),
        "breaks": [one.model_copy(update={"year": break_year}) for one in small_year.scheme().breaks],
    }
    return small_year.scheme().model_copy(update=changes)


def written(folder, years, *, withhold_below=0, break_year=2021):
    scheme = scheme_of(withhold_below, break_year)
    rows = [row for year in years for row in rows_of(year)]
    parts = [
        YearPart(
            assemble(scheme, scheme.authorities, year, years, rows),
            EditionFacts(1, "a" * 64, "b" * 64, RELEASED),
            folder,
            folder,
        )
        for year in years
    ]
    casework = PublicCasework(
        reports=(
            PublicReport("E07000107", "A report of the year", date(2022, 1, 5)),
            PublicReport("E07000107", "A report of another", date(2019, 1, 5)),
        )
    )
    write_bundle(scheme, scheme.authorities, parts, folder, sample=False, preview=False, casework=casework)
    return folder / "bundle"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return written(tmp_path_factory.mktemp("national"), (2020, 2021, 2022))


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def text(client, path):
    """The words of a page, those of each cell apart."""
    return words(client.get(path).content.decode())


def words(answer):
    return " ".join(unescape(re.sub("<[^>]+>", " ", answer)).split())


def test_all_together_add_up(client):
    told = text(client, "/national/")
    assert "215 complaints were decided." in told
    assert "118 of 215" in told  # 61 + 49 + 1 + 7 of 100 + 100 + 5 + 10
    assert "Investigated 215" in told


def test_the_kinds_stand_side_by_side_and_lead_to_their_own_page(client):
    found = page(client, "/national/")
    assert "110 of 200" in " ".join(found.text.split())
    assert {"/national/2022/district/", "/national/2022/unitary/"} <= set(found.links)
    assert "/national/2022/national_park/" not in found.links
    assert client.get("/national/2022/national_park/").status_code == 404


def test_every_dot_is_a_link_with_a_name_and_stands_in_the_table(client):
    response = client.get("/national/2022/district/").content.decode()
    drawing, table = re.search(r"<svg.*?</svg>", response, re.S).group(), response.split("</svg>")[1]
    names = re.findall(r'<a href="([^"]+)"[^>]*><title>([^<]+)</title><circle', drawing)
    assert len(names) == drawing.count("<circle") == 2
    assert ("/authorities/E07000107/", "Dartford: 61% (61 of 100), in line") in names
    for address, _ in names:
        assert f'href="{address}"' in table


def test_the_year_before_is_set_beside_it(client):
    told = text(client, "/national/")
    assert "What changed since 2020-21" in told
    assert re.search(r"Uphold rate 56% \(114 of 204\) 55% \(118 of 215\) no more than chance could make", told)


def test_nothing_is_said_of_a_change_across_a_break(client, tmp_path):
    told = text(client, "/national/2021/")
    assert "The two years are not alike" in told and "service was closed for three months" in told
    assert "not comparable" in told and "higher" not in told.split("What changed")[1].split("By kind")[0]
    with serving(written(tmp_path, (2020, 2021), break_year=2019)) as other:
        assert re.search(r"Uphold rate 25% \(50 of 204\) 56% \(114 of 204\) higher", text(other, "/national/"))


def test_the_first_year_says_that_there_is_none_before(client):
    assert "There are no figures here for the year before." in text(client, "/national/2020/")


def test_reports_are_those_of_the_year(client):
    assert "A report of the year" in text(client, "/national/")
    assert "A report of another" not in text(client, "/national/")
    assert "No public report was published" in text(client, "/national/2021/")


def test_each_year_has_its_address(client):
    assert client.get("/national/2022/")["Location"] == "/national/"
    assert {"/national/2021/", "/national/2020/"} <= set(page(client, "/national/").links)
    assert "/national/" in page(client, "/national/2021/").links
    assert "/authorities/E07000107/2021/" in page(client, "/national/2021/district/").links


@pytest.mark.parametrize("path", ["2019/", "x/", "2022/nothing/", "2022/%00/", "2022/district'/", "2019/district/"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/national/{path}").status_code == 404


ANY = st.text(max_size=20) | st.sampled_from(["2022", "2021", "district", "9999", "unitary", "national_park"])


@given(ANY, ANY, st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=2))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_has_an_answer(client, year, kind, query):
    for path in (f"/national/{quote(year, safe='')}/", f"/national/{quote(year, safe='')}/{quote(kind, safe='')}/"):
        assert client.get(path, query).status_code in (200, 301, 302, 404), path


def test_every_link_within_the_pages_has_its_place(client):
    for path in ("/national/", "/national/2021/", "/national/2022/unitary/"):
        found = page(client, path)
        assert len(found.ids) == len(set(found.ids))
        for link in found.links:
            where, place = urldefrag(link)
            assert where or place in found.ids, link
            assert not where or client.get(where).status_code == 200, link


def test_nothing_that_is_withheld_is_given_back(tmp_path):
    """The unitary council's 1 of 5 is withheld and with it its group and the nation: no sum, no line, no dot."""
    bundle = written(tmp_path, (2022,), withhold_below=6)
    with sqlite3.connect(bundle.resolve() / SITE) as site:
        states = dict(site.execute("SELECT authority, state FROM figures WHERE measure = 'uphold_rate'"))
    assert states["E06000014"] == "withheld"
    with serving(bundle) as client:
        nation, unitary = client.get("/national/").content.decode(), client.get("/national/2022/unitary/")
    answer = unitary.content.decode()
    assert "polyline" not in answer and "<circle" not in answer and 'class="middle"' not in answer
    assert "Nobody has a rate to draw." in answer
    told = words(nation)
    assert "118 of 215" not in told and "1 of 5" not in told
    assert re.search(r"Investigated withheld", told)
    assert re.search(r"Housing 215 withheld withheld withheld", told)


def test_the_small_year_has_a_picture_too(tmp_path):
    small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    with serving(tmp_path / "out" / "bundle") as client:
        assert page(client, "/national/").all("h1")
