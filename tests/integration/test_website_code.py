"""The complaint handling code on the site: an authority's word beside what cases showed, and the national picture."""

from __future__ import annotations

import sqlite3

import pytest

from tests.support import small_bundle, small_year
from tests.support.site import serving
from upheld.publication.bundle.check import _check_tables
from upheld.publication.bundle.code_contents import code_tables
from upheld.publication.bundle.manifest import content_hash
from upheld.publication.bundle.schema import SITE

YEARS = {2022: small_bundle.YEAR_OF_CODE}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), folder)
    return folder


def withholding(below: int):
    small = small_year.scheme().small_numbers.model_copy(update={"withhold_below": below})
    return small_year.scheme().model_copy(update={"small_numbers": small})


def test_rows_by_hand():
    made = {name: list(rows) for name, rows in code_tables(small_year.scheme(), YEARS).items()}
    assert [(one["clause"], one["beside"]) for one in made["code_clauses"]] == [
        ("6.1", "agree"),
        ("6.2", "said_yes_shown_not"),
        ("6.3", "not_shown"),
    ]
    national = {one["clause"]: one for one in made["code_national"]}
    assert [national["6.2"][name] for name in ("assessed", "met", "partly", "not_met", "comply")] == [1, 0, 1, 0, 1]


def test_where_small_numbers_are_withheld_nothing_tells_of_cases():
    made = {name: list(rows) for name, rows in code_tables(withholding(5), YEARS).items()}
    assert {(one["met"], one["partly"], one["not_met"], one["beside"]) for one in made["code_clauses"]} == {
        (None, None, None, "")
    }
    national = {one["clause"]: one for one in made["code_national"]}
    assert [national["6.2"][name] for name in ("assessed", "met", "partly", "not_met", "comply")] == [None] * 4 + [1]


def test_the_authority_s_page_and_the_national_page(out):
    with serving(out / "bundle") as client:
        own = client.get("/authorities/E07000107/").content.decode()
        assert "It says yes; cases showed otherwise" in own
        assert "does not comply: From &lt;autumn&gt; on" in own
        assert "Members &lt;b&gt;noted&lt;/b&gt; it." in own
        assert "The complaint handling code, clause by clause" in client.get("/national/").content.decode()
        other = client.get("/authorities/E06000014/").content.decode()
        assert 'id="code"' not in other


def test_a_bundle_of_an_earlier_version_is_whole_without_the_tables(out, tmp_path):
    made, old = next((out / "bundles").glob("*/" + SITE)), tmp_path / "old.sqlite3"
    old.write_bytes(made.read_bytes())
    old.chmod(0o600)
    connection = sqlite3.connect(old)
    for table in ("code_clauses", "code_statements", "code_national"):
        connection.execute(f"DROP TABLE {table}")
    connection.commit()
    connection.close()
    _check_tables(old)
    assert content_hash(old) != content_hash(made)
