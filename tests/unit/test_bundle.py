"""A bundle: whole or not there, the same for the same content, swapped in with one step."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest

from tests.support import made_map, small_bundle, small_year
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.manifest import content_hash
from upheld.publication.bundle.schema import MANIFEST, SEARCH, SITE, TABLES
from upheld.vocabulary.values import Rate


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def every_byte(folder):
    """Of all files but the search index, which is made anew each time."""
    files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {path.as_posix(): content for path, content in files.items() if path.parts[0] != SEARCH}


def pointed_at(out):
    return (out / "bundle").resolve()


def test_the_pointer_leads_to_a_whole_bundle(made, out):
    folder = small_bundle.write(made, out)
    assert pointed_at(out) == folder
    told = check(out / "bundle")
    assert (told["year"], told["edition"], told["sample"], told["preview"]) == (2022, 1, True, False)
    assert folder.name.startswith("2022-1-") and len(folder.name) == len("2022-1-") + 12


def test_the_link_still_leads_there_when_the_folder_has_moved(made, out):
    small_bundle.write(made, out)
    moved = out.rename(out.with_name("moved"))
    assert check(moved / "bundle")


def test_same_input_same_name_same_bytes(made, out, tmp_path):
    first, second = small_bundle.write(made, out), small_bundle.write(made, tmp_path / "again")
    assert first.name == second.name
    assert every_byte(first) == every_byte(second)


def test_writing_it_again_changes_nothing(made, out):
    first = small_bundle.write(made, out)
    before = every_byte(first)
    assert small_bundle.write(made, out) == first
    assert every_byte(first) == before
    assert [one.name for one in (out / "bundles").iterdir() if one.is_dir()] == [first.name]


def test_any_other_content_has_another_name(made, out):
    changed = small_year.changed(small_year.figures(), "E07000107", "uphold_rate", Rate(2, 2))
    names = {
        small_bundle.write(made, out, **changes).name
        for changes in ({}, {"preview": True}, {"number": 2}, {"sample": False}, {"figures": changed})
    }
    assert len(names) == 5


def test_the_last_three_are_kept_and_the_one_in_use_is_among_them(made, out):
    folders = [
        small_bundle.write(made, out, preview=preview, number=number) for number in (1, 2) for preview in (True, False)
    ]
    assert {one for one in (out / "bundles").iterdir() if one.is_dir()} == set(folders[1:])
    assert pointed_at(out) == folders[-1]


HOLDS = """
import sys
from pathlib import Path
from upheld.publication.website.in_use import BundleInUse
following = BundleInUse(Path(sys.argv[1]))
print(following.current().name, flush=True)
sys.stdin.read()
"""


def test_one_that_a_site_still_shows_is_not_cleared_away(made, out):
    shown = small_bundle.write(made, out)
    command = [sys.executable, "-c", HOLDS, str(out / "bundle")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as site:
        assert site.stdout.readline().strip() == shown.name
        newer = [small_bundle.write(made, out, number=number) for number in (2, 3, 4, 5)]
        left = {one for one in (out / "bundles").iterdir() if one.is_dir()}
        assert left == {shown, *newer[-3:]}
        assert check(shown)
        site.communicate()
    small_bundle.write(made, out, number=6)
    assert not shown.exists()


@pytest.mark.parametrize("content", [b"[" * 200_000, b"{}", b"", b"\xff"])
def test_a_manifest_that_is_none_is_told(made, out, content):
    folder = small_bundle.write(made, out)
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(BrokenBundle):
        check(folder)


def test_a_pipe_for_a_manifest_is_not_waited_for(made, out):
    folder = small_bundle.write(made, out)
    (folder / MANIFEST).unlink()
    os.mkfifo(folder / MANIFEST)
    with pytest.raises(BrokenBundle, match="no manifest can be read"):
        check(folder)


def test_everybody_may_read_it_and_nobody_but_its_owner_may_write(made, out):
    old = os.umask(0o077)
    try:
        folder = small_bundle.write(made, out)
    finally:
        os.umask(old)
    for path in (folder, *(one for one in folder.rglob("*") if not one.is_symlink())):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o644), path


def test_only_letters_of_the_year_enter(made, out):
    folder = small_bundle.write(made, out)
    codes = set(small_year.figures().authorities)
    assert {path.name for path in (folder / "letters/2022").iterdir()} == {
        f"{one}.{kind}" for one in codes for kind in ("pdf", "html")
    }


def test_the_file_needs_no_journal_beside_it(made, out):
    folder = small_bundle.write(made, out)
    header = (folder / SITE).read_bytes()[18:20]
    assert header == b"\x01\x01"  # 1 is a rollback journal, 2 would be WAL
    assert not list(folder.glob(f"{SITE}-*"))


BREAKAGES = {
    "a byte changed in a letter": lambda folder: append(next((folder / "letters/2022").iterdir())),
    "a file gone": lambda folder: next((folder / "downloads/2022").iterdir()).unlink(),
    "a file too many": lambda folder: (folder / "more.txt").write_text("more"),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "no JSON": lambda folder: (folder / "manifest.json").write_text("{"),
    "a list for a manifest": lambda folder: (folder / "manifest.json").write_text("[]"),
    "another format": lambda folder: tell(folder, format=99),
    "no year": lambda folder: tell(folder, year=None),
    "other content told": lambda folder: tell(folder, content="0" * 64),
    "the SQLite file cut short": lambda folder: cut(folder / SITE),
    "no search index": lambda folder: shutil.rmtree(folder / SEARCH),
    "a byte changed in the search index": lambda folder: append(next((folder / SEARCH).glob("*.idx"))),
    "a file of the search index gone": lambda folder: next((folder / SEARCH).glob("*.fast")).unlink(),
    "no hashes of the search index": lambda folder: (folder / SEARCH / "hashes.json").unlink(),
    "a search index that only its owner can read": lambda folder: (folder / SEARCH / ".tantivy-meta.lock").unlink(),
    "the search index of another bundle": lambda folder: other_index(folder),
    "nothing there": shutil.rmtree,
}


def append(path):
    path.write_bytes(path.read_bytes() + b" ")


def other_index(folder):
    path = folder / SEARCH / "hashes.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"content": "0" * 64}))


def cut(path):
    path.write_bytes(path.read_bytes()[:5000])


def tell(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize("breakage", BREAKAGES)
def test_a_broken_bundle_is_refused(made, out, breakage):
    folder = small_bundle.write(made, out)
    assert check(folder)
    BREAKAGES[breakage](folder)
    with pytest.raises(BrokenBundle):
        check(folder)


def test_a_broken_bundle_of_the_same_name_is_written_anew(made, out):
    folder = small_bundle.write(made, out)
    append(folder / "manifest.json")
    append(next((folder / "letters/2022").iterdir()))
    assert small_bundle.write(made, out) == folder
    assert check(folder)


def test_the_content_hash_sees_every_table(made, out):
    site = small_bundle.write(made, out, number=2, scheme=made_map.scheme(out.with_name("scheme"))) / SITE
    before = content_hash(site)
    for table in TABLES:
        copy = out / f"{table.name}.sqlite3"
        shutil.copy(site, copy)
        connection = sqlite3.connect(copy)
        changed = connection.execute(f"DELETE FROM {table.name}").rowcount
        connection.commit()
        connection.close()
        assert changed > 0, f"nothing in {table.name}"
        assert content_hash(copy) != before, table.name


def killed_at(made, out, step):
    """Write the next edition in another process, killed at its n-th step; whether it was killed."""
    command = [sys.executable, "-m", "tests.support.small_bundle", str(made), str(out), str(step)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    run = subprocess.run(command, cwd=small_year.ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode in (0, -9), run.stderr
    return run.returncode != 0, run.stdout


def test_killed_at_any_point_a_whole_bundle_still_stands(made, out, tmp_path):
    old = small_bundle.write(made, out)
    new = small_bundle.write(made, tmp_path / "other", number=2).name
    steps = int(killed_at(made, copied(out, tmp_path / "whole"), 9_999)[1])
    assert steps > 30
    seen = set()
    for step in sorted({0, 1, 2, steps // 2, *range(steps - 7, steps)}):
        trial = copied(out, tmp_path / f"killed at {step}")
        assert killed_at(made, trial, step)[0]
        assert check(trial / "bundle")
        seen.add(pointed_at(trial).name)
        assert small_bundle.write(made, trial, number=2).name == new
        assert not list((trial / "bundles").glob(".writing-*"))
    assert seen == {old.name, new}


def copied(out, to):
    shutil.copytree(out, to, symlinks=True)
    return to
