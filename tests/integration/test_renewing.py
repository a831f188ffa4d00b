"""The published bundle written again, day by day: what becomes public appears, what is withdrawn goes."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from tests.integration.test_review import ALONE, SMALL, UNSENT, upheld
from tests.support.site import serving

LATER, WITHDRAWN = "SAMPLE-21-000008", "SAMPLE-21-000007"


def changed(folder: Path, reference: str, **values: str) -> None:
    """Change a decision of an extract."""
    file = folder / "decisions.csv"
    with file.open(encoding="utf-8", newline="") as old:
        rows = list(csv.DictReader(old))
    next(row for row in rows if row["case_reference"] == reference).update(values)
    with file.open("w", encoding="utf-8", newline="") as new:
        writer = csv.DictWriter(new, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(SMALL, tmp_path_factory.mktemp("renewing") / "extract")
    changed(folder, LATER, public_from="2022-09-01")
    return folder


@pytest.fixture(scope="module")
def published(extract: Path) -> Path:
    out = extract.parent / "out"
    done = upheld("review", extract, "--year", 2022, "--out", out)
    assert done.returncode == 0, done.stderr
    assert upheld("renew", out).returncode == 2, "nothing is published yet"
    assert upheld("edition", "approve", 2022, "--register", out / "register.sqlite3", *ALONE).returncode == 0
    assert upheld("edition", "publish", 2022, "--out", out, *UNSENT).returncode == 0
    return out


def renewed(out: Path, day: str) -> str:
    done = upheld("renew", out, "--on", day)
    assert done.returncode == 0, done.stderr
    return (out / "bundle").resolve().name


def answer(out: Path, address: str) -> tuple[int, str]:
    with serving(out / "bundle") as client:
        response = client.get(address)
        return response.status_code, response.content.decode()


def test_days_pass(extract: Path, published: Path):
    assert answer(published, f"/decisions/{LATER}/")[0] == 404
    renewed(published, "2022-08-31")
    assert answer(published, f"/decisions/{LATER}/")[0] == 404
    first = renewed(published, "2022-09-01")
    assert answer(published, f"/decisions/{LATER}/")[0] == 200
    assert renewed(published, "2022-09-01") == first, "the same day gives the same bundle"

    changed(extract, WITHDRAWN, withdrawn_on="2022-09-02", withdrawn_reason="It named a child.")
    assert answer(published, f"/decisions/{WITHDRAWN}/")[0] == 200
    taken = upheld("take", extract, "--register", published / "register.sqlite3")
    assert taken.returncode == 0, taken.stderr
    renewed(published, "2022-09-02")
    status, text = answer(published, f"/decisions/{WITHDRAWN}/")
    assert status == 410
    assert "It named a child." in text
    for address in ("/decisions/", "/decisions/feed.atom"):
        status, text = answer(published, address)
        assert status == 200
        assert f"/decisions/{WITHDRAWN}/" not in text
    assert (published / "bundle" / "letters" / "2022" / "E07000107.pdf").is_file()

    back = upheld("renew", published, "--on", "2022-09-01")
    assert back.returncode == 2
    assert "no day before 2022-09-02" in back.stderr
    again = upheld("edition", "publish", 2022, "--out", published, *UNSENT)
    assert again.returncode == 0, again.stderr
    assert answer(published, f"/decisions/{LATER}/")[0] == 200, "publishing takes nothing back"
