"""The public site says when a committee considered a letter; a bundle of an earlier version has nothing of it."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from tests.support import made_map, small_bundle, small_year
from tests.support.site import Page, serving
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.casework import PublicConsideration, public_casework
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.bundle.manifest import content_hash, file_hash
from upheld.publication.bundle.schema import MANIFEST, SITE
from upheld.publication.bundle.search_index import seal
from upheld.register.models import Considered

DARTFORD, OTHER = "/authorities/E07000107/", "/authorities/E07000108/"
ONE = PublicConsideration("E07000107", 2022, "Scrutiny <b>Committee", date(2022, 7, 25), "https://a.example/m?id=1")
NOTHING = "No committee is recorded as having considered it."


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


def told(out: Path, path: str = DARTFORD) -> str:
    with serving(out / "bundle") as client:
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()


def write(made: Path, out: Path, *found: PublicConsideration) -> Path:
    return small_bundle.write(made, out, casework=replace(small_bundle.CASEWORK, considered=found))


def test_considered_by_whom_and_when(made, tmp_path):
    write(made, tmp_path, ONE)
    page = told(tmp_path)
    assert "Considered by Scrutiny &lt;b&gt;Committee on 25 July 2022." in page
    assert '<a href="https://a.example/m?id=1" rel="noopener noreferrer">Read the minutes</a>' in page
    assert NOTHING not in page
    assert "scrutiny pack" in page


def test_none_is_said_plainly(made, tmp_path):
    write(made, tmp_path, replace(ONE, authority="E07000108"), replace(ONE, year=2023))
    assert NOTHING in told(tmp_path)


def test_a_year_that_is_not_shown_is_in_no_bundle(made, tmp_path):
    folder = write(made, tmp_path, replace(ONE, year=2023))
    with sqlite3.connect(folder / SITE) as connection:
        assert connection.execute("SELECT count(*) FROM considered").fetchone() == (0,)


def test_from_the_day_of_the_meeting_on(register):
    Considered.objects.create(authority="E07000107", year=2022, committee="C", considered_on=date(2022, 9, 14))
    directory = small_year.directory()
    assert public_casework(directory, date(2022, 9, 13)).considered == ()
    (found,) = public_casework(directory, date(2022, 9, 14)).considered
    assert (found.authority, found.year, found.committee, found.minutes) == ("E07000107", 2022, "C", "")


def without_new_words(part: str, words: dict) -> dict:
    """The words of a part as they were before there was anything of committees, or of all training together."""
    if part == "site":
        del words["authority"]["considered"]
        del words["authority"]["trainings_year"]
    elif part == "finding":
        del words["considered"], words["colours"]["considered"]
        del words["reported"], words["colours"]["reported"]
    elif part == "national":
        del words["considered"], words["training"]
    elif part == "data":
        for table in ("considered", "training_years"):
            del words["tables"][table]
        for column in ("committee", "considered_on", "minutes", "workshops", "everybody", "from_authorities"):
            del words["columns"][column]
    return words


def of_an_earlier_version(folder: Path) -> None:
    """Make a bundle one as it was before: without the tables, and without their words."""
    with sqlite3.connect(folder / SITE) as connection:
        for table in ("considered", "training_years"):
            connection.execute(f"DROP TABLE {table}")
        for language, part, texts in connection.execute("SELECT language, part, texts FROM wording").fetchall():
            values = (json.dumps(without_new_words(part, json.loads(texts)), ensure_ascii=False), language, part)
            connection.execute("UPDATE wording SET texts = ? WHERE language = ? AND part = ?", values)
    connection.close()
    path = folder / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["content"], manifest["files"][SITE] = content_hash(folder / SITE), file_hash(folder / SITE)
    path.write_text(json.dumps(manifest))
    seal(folder, manifest["content"])


def test_a_bundle_of_an_earlier_version_is_still_shown(made, tmp_path):
    folder = write(made, tmp_path, ONE)
    of_an_earlier_version(folder)
    assert check(folder)
    page = told(tmp_path)
    assert "Dartford" in page
    assert NOTHING not in page
    assert "Considered by" not in page


@pytest.mark.parametrize(
    "path", ["/", "/?colour=considered", "/national/", "/downloads/", "/downloads/dictionary/", "/authorities/"]
)
def test_other_pages_of_such_a_bundle_are_shown_without(made, tmp_path, path):
    folder = write(made, tmp_path, ONE)
    of_an_earlier_version(folder)
    with serving(folder) as client, made_map.drawn():
        answer = client.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
    assert "considered" not in page.lower()
    assert "ystyriwyd" not in page.lower()


def test_a_table_of_other_columns_is_still_refused(made, tmp_path):
    folder = write(made, tmp_path, ONE)
    with sqlite3.connect(folder / SITE) as connection:
        connection.execute("ALTER TABLE considered ADD COLUMN more TEXT")
    connection.close()
    path = folder / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["files"][SITE] = file_hash(folder / SITE)
    path.write_text(json.dumps(manifest))
    with pytest.raises(BrokenBundle, match="another table considered"):
        check(folder)


def front(out: Path, query: str = "") -> str:
    with serving(out / "bundle") as client, made_map.drawn():
        answer = client.get(f"/{query}")
        assert answer.status_code == 200
        Page(answer.content.decode())
        return unescape(answer.content.decode())


def titles(page: str) -> dict[str, str]:
    """What each area of the map is called, by its address."""
    return dict(re.findall(r'<a href="([^"]+)"[^>]*><title>([^<]*)</title>', page))


def signs(page: str) -> dict[str, str]:
    """How each area of the map is marked, by its address."""
    return dict(re.findall(r'<a href="([^"]+)"[^>]*><title>[^<]*</title><use href="#s-([a-z-]+)"', page))


def test_the_map_s_table_says_when_and_leads_to_the_letter_in_every_state(made, tmp_path):
    write(made, tmp_path, ONE)
    said = f'<a class="looked-at" href="{DARTFORD}#letter">Letter considered by a committee on 25 July 2022</a>'
    for query in ("", "?colour=rate", "?colour=considered", "?sort=rate&order=down"):
        page = front(tmp_path, query)
        assert page.count(said) == 1
        assert page.count('class="looked-at"') == 1


def test_the_map_shows_whose_letter_was_considered(made, tmp_path):
    write(made, tmp_path, ONE)
    page = front(tmp_path, "?colour=considered")
    marked = signs(page)
    assert marked.pop(DARTFORD) == "considered"
    assert len(marked) >= 3
    assert set(marked.values()) == {"not-considered"}
    legend = page.partition('<div class="legend">')[2].partition("</div>")[0]
    shown = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", legend))
    assert f"A committee considered the letter 1 council None is recorded {len(marked)} councils" in shown
    assert re.search(r'id="map-heading">Map: Considered by a committee, 2021-22', page)
    assert "Marked are councils whose committee is on record" in shown


def test_what_an_area_is_called_says_so_in_every_colour(made, tmp_path):
    write(made, tmp_path, ONE)
    for query in ("", "?colour=considered", "?shape=boundaries&colour=considered"):
        called = titles(front(tmp_path, query))
        assert called[DARTFORD].endswith(". Letter considered by a committee on 25 July 2022")
        assert sum("considered" in one for one in called.values()) == 1


def test_each_year_s_map_has_its_own(made, tmp_path):
    edition = EditionFacts(1, "c" * 64, "d" * 64, date(2019, 7, 31))
    (tmp_path / "old" / "letters").mkdir(parents=True)
    earlier = YearPart(small_year.figures_of_2019(), edition, tmp_path / "old" / "letters", tmp_path / "old")
    of_2019 = replace(ONE, authority="E07000048", year=2019, considered_on=date(2019, 9, 2))
    casework = replace(small_bundle.CASEWORK, considered=(ONE, of_2019))
    small_bundle.write(made, tmp_path, casework=casework, others=[earlier])
    for query, day in (("?year=2022", "25 July 2022"), ("?year=2019", "2 September 2019")):
        found = re.findall("Letter considered by a committee on ([^<]*)</a>", front(tmp_path, query))
        assert found == [day]


def test_the_national_page_counts_them_and_leads_to_the_map(made, tmp_path):
    write(made, tmp_path, ONE)
    page = unescape(told(tmp_path, "/national/"))
    assert "1 of 6 councils and other bodies has on record that a committee considered its letter of this year." in page
    [address] = re.findall(r'<a href="(/\?year=2022&colour=considered#map)"', page)
    assert signs(front(tmp_path, address[1:].partition("#")[0]))[DARTFORD] == "considered"
    write(made, tmp_path / "ended", ONE, replace(ONE, authority="E07000048"), replace(ONE, authority="E06000063"))
    assert "1 of 6 councils and other bodies has" in told(tmp_path / "ended", "/national/")
    write(made, tmp_path / "none")
    assert "No committee is recorded as having considered a letter" in told(tmp_path / "none", "/national/")


def test_the_open_data_have_it(made, tmp_path):
    folder = write(made, tmp_path, ONE)
    with (folder / "data" / "considered.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["year"], row["authority_code"], row["considered_on"]) == ("2022", "E07000107", "2022-07-25")
    assert (row["committee"], row["minutes"]) == (ONE.committee, ONE.minutes)
