"""A register that is not to be had is told in words, with status 2, and leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest

SMALL = Path(__file__).parents[2] / "sample_data" / "small"


def review(*options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "upheld.console", "review", str(SMALL), "--year", "2022", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("mysql://ana:geheim@localhost/x", "expected a register"),
        ("postgresql://ana:geheim@127.0.0.1:9/x", "expected a PostgreSQL server that answers"),
    ],
)
def test_an_address_that_is_no_register(tmp_path, register, said):
    done = review("--out", tmp_path / "out", "--register", register)
    assert done.returncode == 2
    assert said in done.stderr
    assert "geheim" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_register(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("not a database\n" * 500)
    done = review("--out", tmp_path / "out", "--register", text)
    assert done.returncode == 2
    assert "expected a register" in done.stderr
    assert text.read_text() == "not a database\n" * 500


def test_an_out_that_is_a_file(tmp_path):
    (tmp_path / "out").write_text("mine")
    done = review("--out", tmp_path / "out")
    assert done.returncode == 2
    assert "expected a folder" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


def test_two_first_reviews_at_once_both_end_well(tmp_path):
    command = [
        sys.executable,
        "-m",
        "upheld.console",
        "review",
        str(SMALL),
        "--year",
        "2022",
        "--out",
        str(tmp_path / "out"),
    ]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert (tmp_path / "out" / "bundle" / "manifest.json").is_file()
