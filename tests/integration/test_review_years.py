"""Several years reviewed one after the other: the preview shows them all, with their letters, whatever came between."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from upheld.publication.bundle.schema import MANIFEST, SITE

SAMPLE = Path(__file__).parents[2] / "sample_data" / "small"


def review(out, year):
    command = [sys.executable, "-m", "upheld.console", "review", str(SAMPLE), "--year", str(year), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def two_years(tmp_path_factory):
    out = tmp_path_factory.mktemp("years") / "out"
    review(out, 2021)
    review(out, 2022)
    return out


def letters(bundle):
    with closing(sqlite3.connect(bundle / SITE)) as rows:
        found = dict(rows.execute("SELECT year, count(*) FROM letters GROUP BY year"))
        members = dict(rows.execute("SELECT year, count(*) FROM members GROUP BY year"))
    return found, members


def test_a_later_year_keeps_the_earlier_with_its_letters_and_files(two_years):
    bundle = two_years / "bundle"
    found, members = letters(bundle)
    assert set(found) == {2021, 2022}
    assert found == members
    for year, number in found.items():
        assert len(list((bundle / "letters" / str(year)).glob("*.pdf"))) == number
        assert (bundle / "downloads" / str(year) / "figures.csv").is_file()


def test_letters_are_kept_from_a_bundle_whose_tables_another_version_wrote(two_years, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(two_years, out, symlinks=True)
    bundle = (out / "bundle").resolve()
    with closing(sqlite3.connect(bundle / SITE)) as rows:
        rows.execute("DROP TABLE trainings")
        rows.commit()
    import hashlib

    told = json.loads((bundle / MANIFEST).read_text())
    told["files"][SITE] = hashlib.sha256((bundle / SITE).read_bytes()).hexdigest()
    (bundle / MANIFEST).write_text(json.dumps(told))
    review(out, 2022)
    found, members = letters(out / "bundle")
    assert found == members
