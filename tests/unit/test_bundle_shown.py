"""Which bundle shows an edition, also while another one takes its place."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from upheld.publication.bundle.check import BrokenBundle
from upheld.publication.bundle.swap import point
from upheld.publication.release import shown

EDITION = SimpleNamespace(year=2022, number=1, figures_hash="f")


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two bundles of the edition, of which the first is pointed at."""
    for name in ("first", "second"):
        (tmp_path / "bundles" / name).mkdir(parents=True)
    point(tmp_path / "preview", tmp_path / "bundles" / "first")
    monkeypatch.setattr(shown, "editions_shown", lambda _: {2022: (1, "f")})
    return tmp_path


def test_one_that_takes_its_place_while_it_is_checked_is_checked_instead(out: Path):
    looked_at = []

    def check(folder: Path) -> None:
        looked_at.append(folder.name)
        if folder.name == "first":  # it goes in the middle of the check
            point(out / "preview", out / "bundles" / "second")
            raise BrokenBundle("manifest.json is missing")

    assert shown.showing(EDITION, out, check) == out / "bundles" / "second"
    assert looked_at == ["first", "second"]


def test_all_of_a_check_is_of_one_bundle(out: Path):
    def check(folder: Path) -> None:
        point(out / "preview", out / "bundles" / "second")
        assert (folder / ".").resolve().name == "first"

    assert shown.showing(EDITION, out, check) == out / "bundles" / "first"


def test_one_that_is_broken_and_stays_is_looked_at_once(out: Path):
    looked_at = []

    def check(folder: Path) -> None:
        looked_at.append(folder.name)
        raise BrokenBundle("manifest.json is missing")

    assert shown.showing(EDITION, out, check) is None
    assert looked_at == ["first", "bundle"]
