"""The complaint handling code on the site: an authority's word beside what cases showed, and the national picture."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support import small_bundle, small_year
from tests.support.site import serving
from upheld.casework.code.comparing import OwnCode, Said, compared
from upheld.casework.code.year_of_code import YearOfCode
from upheld.publication.bundle.check import _check_tables, check
from upheld.publication.bundle.code_contents import code_tables
from upheld.publication.bundle.manifest import content_hash, file_hash
from upheld.publication.bundle.schema import MANIFEST, SITE
from upheld.publication.bundle.search_index import seal

YEARS = {2022: small_bundle.YEAR_OF_CODE}
MEMBERS = {2022: small_year.figures().authorities}
DARTFORD, PARK = "E07000107", "E26000001"
NOTHING_SENT = "has sent us no self-assessment of this year."


TABLES = ("code_years", "code_clauses", "code_statements", "code_national")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def out(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("out")
    small_bundle.write(made, folder)
    return folder


def withholding(below: int):
    small = small_year.scheme().small_numbers.model_copy(update={"withhold_below": below})
    return small_year.scheme().model_copy(update={"small_numbers": small})


def test_rows_by_hand():
    made = {name: list(rows) for name, rows in code_tables(small_year.scheme(), YEARS, MEMBERS).items()}
    assert [(one["clause"], one["beside"]) for one in made["code_clauses"]] == [
        ("6.1", "agree"),
        ("6.2", "said_yes_shown_not"),
        ("6.3", "not_shown"),
    ]
    national = {one["clause"]: one for one in made["code_national"]}
    assert [national["6.2"][name] for name in ("assessed", "met", "partly", "not_met", "comply")] == [1, 0, 1, 0, 1]


def test_where_small_numbers_are_withheld_nothing_tells_of_cases():
    made = {name: list(rows) for name, rows in code_tables(withholding(5), YEARS, MEMBERS).items()}
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


def year_of_code(since: date, said: dict[str, Said], authority: str = DARTFORD) -> YearOfCode:
    """A year in which cases showed one clause, and an authority says something of clauses or nothing."""
    code = small_bundle.CODE.model_copy(update={"in_force_from": since})
    return YearOfCode(code, {authority: OwnCode(authority, compared(list(code.clauses), [("6.1", "yes")], said))})


def page_of(bundle: Path, authority: str = DARTFORD) -> str:
    with serving(bundle) as client:
        answer = client.get(f"/authorities/{authority}/")
        assert answer.status_code == 200
        return answer.content.decode()


YEAR_END = date(2022, 3, 31)


@pytest.mark.parametrize(
    ("since", "said", "told"),
    [
        (YEAR_END, {}, True),
        (YEAR_END + timedelta(days=1), {}, False),
        (YEAR_END, {"6.2": Said(True)}, False),
    ],
)
def test_that_nothing_was_sent_is_said_only_where_it_was_to_be_and_was_not(made, tmp_path, since, said, told):
    page = page_of(small_bundle.write(made, tmp_path, code=year_of_code(since, said)))
    assert 'id="code"' in page
    assert (NOTHING_SENT in page) == told


def test_a_bundle_that_does_not_say_since_when_the_code_is_in_force_says_nothing_of_it(made, tmp_path):
    folder = small_bundle.write(made, tmp_path, code=year_of_code(YEAR_END, {}))
    with sqlite3.connect(folder / SITE) as connection:
        connection.execute("DROP TABLE code_years")
    connection.close()
    path = folder / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["content"], manifest["files"][SITE] = content_hash(folder / SITE), file_hash(folder / SITE)
    path.write_text(json.dumps(manifest))
    seal(folder, manifest["content"])
    assert check(folder)
    page = page_of(folder)
    assert 'id="code"' in page
    assert NOTHING_SENT not in page


def test_a_body_that_is_no_council_is_called_none(made, tmp_path):
    page = page_of(small_bundle.write(made, tmp_path, code=year_of_code(YEAR_END, {}, PARK)), PARK)
    assert f"The authority {NOTHING_SENT}" in page
    assert "Each year the authority says" in page
    assert "This authority has a scrutiny pack" in page
    assert "he council" not in page
    assert "Councils have" not in page


def test_a_bundle_of_an_earlier_version_is_whole_without_the_tables(out, tmp_path):
    made, old = next((out / "bundles").glob("*/" + SITE)), tmp_path / "old.sqlite3"
    old.write_bytes(made.read_bytes())
    old.chmod(0o600)
    connection = sqlite3.connect(old)
    for table in TABLES:
        connection.execute(f"DROP TABLE {table}")
    connection.commit()
    connection.close()
    _check_tables(old)
    assert content_hash(old) != content_hash(made)
