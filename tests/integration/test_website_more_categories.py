"""A service improvement of several kinds: on its decision's page, in searches, the API and the open files."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import small_bundle, small_casework
from tests.support.site import serving
from upheld.publication.bundle.check import check
from upheld.publication.bundle.manifest import content_hash, file_hash
from upheld.publication.bundle.schema import MANIFEST, SITE
from upheld.publication.bundle.search_index import seal
from upheld.publication.subscriptions.items import Kind, published
from upheld.publication.website.in_use import whole

NOISY = small_casework.NOISY.reference
PAGE, API, FILE = f"/decisions/{NOISY}/", "/api/v1/improvements", "data/improvements.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture
def bundle(made, tmp_path):
    first, *others = small_casework.CASEWORK.improvements
    several = replace(first, text="=HYPERLINK(1)", more_categories=("apology",))
    own = replace(small_casework.CASEWORK, improvements=(several, *others))
    return small_bundle.write(made, tmp_path / "out", casework=own)


def get(bundle: Path, path: str) -> str:
    with serving(bundle.parent.parent / "bundle") as client:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()


def test_it_is_shown_and_found_under_each(bundle):
    assert "Procedure or policy; Apology. <strong" in get(bundle, PAGE)
    assert get(bundle, PAGE).count("; Apology. <strong") == 1
    assert f'href="{PAGE.replace(" ", "%20")}' in get(bundle, "/decisions/?remedy=apology")
    told = json.loads(get(bundle, API))["data"]
    assert [one.get("more_categories") for one in told[:2]] == [[{"id": "apology", "name": "Apology"}], None]
    text = next((bundle / "data").glob("*improvements*.csv")).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["more_categories"] for row in rows[:2]] == ["apology", ""]
    assert rows[0]["text"] == "'=HYPERLINK(1)", "no spreadsheet takes it for a formula"


def test_a_bundle_of_an_earlier_version_is_still_shown(bundle):
    with sqlite3.connect(bundle / SITE) as connection:
        connection.execute("DROP TABLE improvement_categories")
        connection.execute("DROP TABLE improvement_keys")
        ((_, texts),) = connection.execute("SELECT language, texts FROM wording WHERE part = 'data'").fetchall()
        data = json.loads(texts)
        del data["columns"]["more_categories"]
        connection.execute("UPDATE wording SET texts = ? WHERE part = 'data'", (json.dumps(data),))
    connection.close()
    manifest = json.loads((bundle / MANIFEST).read_text())
    manifest["content"], manifest["files"][SITE] = content_hash(bundle / SITE), file_hash(bundle / SITE)
    (bundle / MANIFEST).write_text(json.dumps(manifest))
    seal(bundle, manifest["content"])
    assert check(bundle)
    assert "Procedure or policy. <strong" in get(bundle, PAGE)
    assert any(one.kind == Kind.IMPROVEMENT for one in published(whole(bundle)).values())
    assert "more_categories" not in get(bundle, API)
    assert "more_" not in get(bundle, "/downloads/dictionary/")
