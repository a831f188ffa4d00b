"""The whole year by the command, as a person runs it: from a folder of files to everything that is made of it."""

import csv
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.site import Page, serving
from upheld.publication.bundle.schema import SEARCH

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "sample_data" / "small"
ALONE = ("--alone", "--reason", "This office has one person")
UNSENT = ("--reason", "No letters go out this year")
COLUMNS = [
    *("year", "authority_code", "authority_name", "kind", "measure", "count", "base", "shown", "rate"),
    *("group", "group_count", "group_base", "group_shown", "lower95", "upper95", "verdict"),
]
DARTFORD = "E07000107"
MAY_DIFFER = {"report.html", "register.sqlite3"}


def upheld(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upheld.console", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("review") / "out"
    done = upheld("review", SMALL, "--year", 2022, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(out: Path) -> dict[str, str]:
    """A hash for each file that must come out the same: all but the search index, whose bytes are not its content."""
    files = [path for path in out.rglob("*") if path.is_file() and path.name not in MAY_DIFFER]
    files = [path for path in files if path.parent.name != SEARCH]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_everything_named_is_made(made: Path):
    for name in ("figures.csv", "figures.json", "figures.parquet", "figures.xlsx", "report.html", "register.sqlite3"):
        assert (made / name).stat().st_size > 0
    assert (made / "bundle" / "manifest.json").is_file()


def test_every_authority_in_jurisdiction_has_a_row_a_measure_and_a_letter(made: Path, few_authorities: Path):
    figures = rows(made / "figures.csv")
    codes = {row["authority_code"] for row in figures}
    listed = rows(few_authorities / "local-government-england" / "authorities" / "authorities.csv")
    there = [one for one in listed if one["start_on"] <= "2022-03-31" <= (one["end_on"] or "2022-03-31")]
    assert 60 < len(there) < len(listed)
    assert codes == {one["authority"] for one in there} | {"E26000003"}  # and the national park of the extract
    assert len(figures) == 4 * len(codes)
    for code in codes:
        assert (made / "letters" / f"{code}.pdf").read_bytes().startswith(b"%PDF")
        assert (made / "letters" / f"{code}.html").is_file()


def test_dartford_reproduces_its_letter(made: Path):
    found = {row["measure"]: row for row in rows(made / "figures.csv") if row["authority_code"] == DARTFORD}
    assert (found["uphold_rate"]["count"], found["uphold_rate"]["base"], found["uphold_rate"]["shown"]) == (
        "1",
        "2",
        "50%",
    )
    assert (found["compliance_rate"]["count"], found["compliance_rate"]["base"]) == ("1", "1")
    remedy = found["satisfactory_remedy_rate"]
    assert (remedy["count"], remedy["base"], remedy["shown"], remedy["rate"]) == ("0", "1", "0%", "0")


def test_sample_data_is_marked_in_files_and_real_data_has_just_the_fixed_columns(made: Path, tmp_path: Path):
    assert list(rows(made / "figures.csv")[0]) == [*COLUMNS, "sample"]
    real = shutil.copytree(SMALL, tmp_path / "extract")
    (real / "extract.toml").unlink()
    done = upheld("review", real, "--year", 2022, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert list(rows(tmp_path / "out" / "figures.csv")[0]) == COLUMNS


def test_the_register_is_its_owners_alone_and_not_in_the_bundle(made: Path):
    assert (made / "register.sqlite3").stat().st_mode & 0o077 == 0
    assert (made / "snapshots").stat().st_mode & 0o077 == 0
    assert not [path for path in (made / "bundle").rglob("*") if "register" in path.name]


def test_the_same_input_gives_the_same_bytes(made: Path, tmp_path: Path):
    done = upheld("review", SMALL, "--year", 2022, "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "again") == contents(made)


def test_a_second_run_changes_nothing(made: Path):
    before = contents(made)
    done = upheld("review", SMALL, "--year", 2022, "--out", made)
    assert done.returncode == 0, done.stderr
    assert "0 new, 0 changed" in done.stdout
    assert contents(made) == before


def test_a_broken_extract_is_refused_and_nothing_is_written(tmp_path: Path):
    broken = shutil.copytree(SMALL, tmp_path / "extract")
    text = (broken / "cases.csv").read_text(encoding="utf-8")
    (broken / "cases.csv").write_text(text.replace(",upheld,", ",uphold,", 1), encoding="utf-8")
    done = upheld("review", broken, "--year", 2022, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "cases.csv, row " in done.stderr
    assert "nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path):
    done = upheld("review", tmp_path / "nowhere", "--year", 2022, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_edition_is_approved_then_published_and_only_then_loses_its_preview_mark(made: Path, tmp_path: Path):
    out = shutil.copytree(made, tmp_path / "out", symlinks=True)
    register = out / "register.sqlite3"
    early = upheld("edition", "publish", 2022, "--out", out, *UNSENT)
    assert early.returncode == 2
    assert "draft cannot become published" in early.stderr
    assert upheld("edition", "approve", 2022, "--register", register, *ALONE).returncode == 0
    assert '"preview": true' in (out / "bundle" / "manifest.json").read_text()
    done = upheld("edition", "publish", 2022, "--out", out, *UNSENT)
    assert done.returncode == 0, done.stderr
    assert '"preview": false' in (out / "bundle" / "manifest.json").read_text()
    assert "published" in upheld("edition", "list", "--register", register).stdout


def test_a_correction_is_a_new_edition_with_a_notice_and_the_published_one_stays_on_show_until_then(
    made: Path, tmp_path: Path
):
    out = shutil.copytree(made, tmp_path / "out", symlinks=True)
    register = out / "register.sqlite3"
    assert upheld("edition", "approve", 2022, "--register", register, *ALONE).returncode == 0
    assert upheld("edition", "publish", 2022, "--out", out, *UNSENT).returncode == 0
    published = (out / "bundle").resolve()

    corrected = shutil.copytree(SMALL, tmp_path / "extract")
    before = rows(corrected / "cases.csv")
    wrong = next(row for row in before if row["outcome"] == "not_upheld" and row["decided_on"] > "2021-04-01")
    wrong["outcome"] = "closed_after_initial_enquiries"
    with (corrected / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(before[0]))
        writer.writeheader()
        writer.writerows(before)
    done = upheld("review", corrected, "--year", 2022, "--out", out)
    assert done.returncode == 0, done.stderr
    assert (out / "bundle").resolve() == published
    assert '"edition": 2' in (out / "preview" / "manifest.json").read_text()

    assert upheld("edition", "approve", 2022, "--register", register, *ALONE).returncode == 0
    silent = upheld("edition", "publish", 2022, "--out", out, *UNSENT)
    assert silent.returncode == 2
    assert "notice" in silent.stderr
    assert (out / "bundle").resolve() == published

    words = ("--what", "One decision was counted twice.", "--why", "It was recorded twice.")
    assert upheld("edition", "notice", 2022, "--register", register, *words).returncode == 0
    done = upheld("edition", "publish", 2022, "--out", out, *UNSENT)
    assert done.returncode == 0, done.stderr
    told = (out / "bundle" / "manifest.json").read_text()
    assert '"edition": 2' in told
    assert '"preview": false' in told
    listed = upheld("edition", "list", "--register", register).stdout
    assert "edition 1  corrected" in listed
    assert "edition 2  published" in listed
    first, second = revisions(out / "bundle")
    assert (first["number"], first["what"], second["number"], second["what"]) == (1, "", 2, words[1])
    assert first["figures"] != second["figures"]
    for one in (first, second):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", one["released_at"])


def revisions(bundle: Path) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(bundle / "site.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute("SELECT * FROM revisions ORDER BY year, number").fetchall()


def test_every_page_says_what_the_file_of_figures_says(made: Path):
    of = {code: [] for code in {row["authority_code"] for row in rows(made / "figures.csv")}}
    for row in rows(made / "figures.csv"):
        of[row["authority_code"]].append(row)
    with serving(made / "bundle", preview=True) as client:
        for code, figures in of.items():
            text = " ".join(Page(client.get(f"/authorities/{code}/").content.decode()).text.split())
            for row in figures:
                assert row["shown"] in text, (code, row["measure"])
                if row["base"] not in ("", "0") and row["count"]:
                    counts = rf"\b{int(row['count']):,} [a-z ]+, out of {int(row['base']):,} [a-z]"
                    assert re.search(counts, text), (code, row["measure"])
