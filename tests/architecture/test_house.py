"""The house stays as it is laid out: small modules, telling names, locked dependencies, no trace of one machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "upheld"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
FORBIDDEN_NAMES = {"utils", "util", "core", "common", "helpers", "misc"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_short(module: Path):
    assert len(module.read_text().splitlines()) < 500


def test_most_modules_are_under_150_lines():
    short = [module for module in MODULES if len(module.read_text().splitlines()) < 150]
    assert len(short) >= 0.75 * len(MODULES)


def test_no_room_is_called_by_an_empty_name():
    assert [path for path in SOURCE.rglob("*") if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_with_code_says_what_it_is_for(module: Path):
    tree = ast.parse(module.read_text())
    assert not tree.body or ast.get_docstring(tree)


def test_requirements_are_locked_with_hashes_and_name_no_index():
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        pins = re.findall(r"^[a-z0-9][^ \n]*==[^ \n]+", text, re.M | re.I)
        assert pins, lock
        assert text.count("--hash=sha256:") >= len(pins), lock
        assert not re.search(r"index-url|find-links|https?://", text), lock


def test_nothing_tracked_carries_a_path_of_one_machine():
    path = re.compile(rb"(?<![A-Za-z0-9_.-])/(work|farm|root|tmp/bash_jobs)/")
    pictures = {".png", ".pdf", ".otf", ".xlsx", ".parquet"}
    own = Path(__file__)
    found = [
        one
        for one in tracked()
        if one != own and one.is_file() and one.suffix not in pictures and path.search(one.read_bytes())
    ]
    assert found == []


def test_the_long_test_files_are_there():
    from tests.conftest import LONG

    assert [name for name in LONG if not (ROOT / "tests" / name).is_file()] == []
