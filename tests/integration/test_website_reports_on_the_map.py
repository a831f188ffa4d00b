"""The map and its table say about whom public reports were issued in the year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.integration.test_website_considered import DARTFORD, ONE, front, of_an_earlier_version, signs, titles
from tests.support import small_bundle
from upheld.publication.bundle.casework import PublicReport

OTHER = "/authorities/E06000014/"
IN_THE_YEAR = PublicReport("E07000107", "Homes in disrepair", date(2022, 3, 31))
AFTER_IT = PublicReport("E06000014", "Late by a day", date(2022, 4, 1))
BEFORE_IT = PublicReport("E06000014", "Of the year before", date(2021, 3, 31))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


def write(made: Path, out: Path, *reports: PublicReport) -> Path:
    return small_bundle.write(made, out, casework=replace(small_bundle.CASEWORK, reports=reports, considered=(ONE,)))


def test_the_map_marks_whom_reports_of_the_year_are_about(made, tmp_path):
    write(made, tmp_path, IN_THE_YEAR, AFTER_IT, BEFORE_IT)
    page = front(tmp_path, "?colour=reported")
    marked = signs(page)
    assert marked.pop(DARTFORD) == "reported"
    assert len(marked) >= 3 and set(marked.values()) == {"not-reported"}
    legend = page.partition('<div class="legend">')[2].partition("</div>")[0]
    shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", legend))
    assert f"A public report was issued 1 council None was issued {len(marked)} councils" in shown
    assert "Marked are councils about which the ombudsman issued a public report" in shown
    assert re.search(r'id="map-heading">Map: Public reports, 2021-22', page)


def test_areas_are_called_so_and_the_table_leads_to_the_reports_in_every_state(made, tmp_path):
    write(made, tmp_path, IN_THE_YEAR, replace(IN_THE_YEAR, title="Another"), AFTER_IT)
    for query in ("", "?colour=reported", "?shape=boundaries&colour=reported", "?colour=rate&sort=rate&order=down"):
        page = front(tmp_path, query)
        called = titles(page)
        assert ". 2 public reports issued in the year. Letter considered by a committee" in called[DARTFORD]
        assert "report" not in called[OTHER]
        link = f'<a class="looked-at reports-of" href="{DARTFORD}#reports">2 public reports issued in the year</a>'
        assert page.count(link) == 1 and page.count("reports-of") == 1


def test_one_is_said_as_one(made, tmp_path):
    write(made, tmp_path, IN_THE_YEAR)
    assert ". Public report issued in the year" in titles(front(tmp_path))[DARTFORD]


def test_without_any_the_map_says_so(made, tmp_path):
    write(made, tmp_path)
    page = front(tmp_path, "?colour=reported")
    assert set(signs(page).values()) == {"not-reported"}
    assert "reports-of" not in page


def test_a_bundle_of_an_earlier_version_offers_no_such_map(made, tmp_path):
    folder = write(made, tmp_path, IN_THE_YEAR)
    of_an_earlier_version(folder)
    page = front(tmp_path, "?colour=reported")
    assert "report was issued" not in page and "reports-of" not in page
    assert "reported" not in set(signs(page).values())
