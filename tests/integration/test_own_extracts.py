"""A newcomer's extracts, as the command takes or refuses them: a refusal leaves everything as it was."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.test_review import upheld

HEADER = "reference,authority,subject,received_on,decided_on,outcome,public_report_on,public_report_title\n"
CASE = "1,E07000108,Housing,2021-05-01,2021-06-01,upheld,,\n"
UNPRINTABLE = "2,E07000108,Housing,2021-05-01,2021-06-01,upheld,2021-07-01,Damp \U0001f600\n"


def extract(folder: Path, cases: str = CASE, **tables: str) -> Path:
    folder.mkdir()
    (folder / "cases.csv").write_text(HEADER + cases, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("code", ["../../../evil", "..", "a/b", "a.b", "a\\b", "-x", "a b"])
def test_a_code_never_names_a_file_elsewhere(code: str, tmp_path: Path):
    folder = extract(tmp_path / "in", authorities=f"code,name,kind\n{code},Foo Fire Authority,fire\n")
    done = upheld("check", folder)
    assert done.returncode == 2
    assert "authorities.csv, row 2, column code: " in done.stderr


def test_letters_that_cannot_be_made_leave_nothing(tmp_path: Path):
    done = upheld("review", extract(tmp_path / "in", CASE + UNPRINTABLE), "--year", 2022, "--out", tmp_path / "out")
    assert done.returncode == 2, done.stderr
    assert "U+1F600" in done.stderr
    assert not (tmp_path / "out").exists()


def test_letters_that_cannot_be_made_leave_a_register_as_it_was(tmp_path: Path):
    register, out = tmp_path / "register.sqlite3", tmp_path / "out"
    where = ("--year", 2022, "--out", out, "--register", register)
    assert upheld("review", extract(tmp_path / "good", CASE), *where).returncode == 0

    def state() -> dict[Path, str]:
        files = [register, *(path for path in out.rglob("*") if path.is_file())]
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = state()
    assert upheld("review", extract(tmp_path / "bad", CASE + UNPRINTABLE), *where).returncode == 2
    assert state() == before


@pytest.mark.parametrize("year", [0, 1800, 99999])
def test_a_year_that_cannot_be_is_refused(year: int, tmp_path: Path):
    done = upheld("review", extract(tmp_path / "in"), "--year", year, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "--year" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_run_that_fails_leaves_the_register_that_another_filled_meanwhile(tmp_path: Path):
    from upheld.console.register import _in_use

    file = tmp_path / "register.sqlite3"
    assert not _in_use(file)
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE access_auditentry (id INTEGER)")
        other.commit()
        assert not _in_use(file)
        other.execute("INSERT INTO access_auditentry VALUES (1)")
        assert _in_use(file)
        other.commit()
    assert _in_use(file)
