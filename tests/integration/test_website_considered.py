"""The public site says when a committee considered a letter; a bundle of an earlier version has nothing of it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support import small_bundle, small_year
from tests.support.site import serving
from upheld.publication.bundle.casework import PublicConsideration, public_casework
from upheld.publication.bundle.check import BrokenBundle, check
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


def of_an_earlier_version(folder: Path) -> None:
    """Make a bundle one as it was before: without the table, and without its words."""
    with sqlite3.connect(folder / SITE) as connection:
        connection.execute("DROP TABLE considered")
        rows = connection.execute("SELECT language, texts FROM wording WHERE part = 'site'").fetchall()
        for language, texts in rows:
            site = json.loads(texts)
            del site["authority"]["considered"]
            values = (json.dumps(site, ensure_ascii=False), language)
            connection.execute("UPDATE wording SET texts = ? WHERE part = 'site' AND language = ?", values)
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
