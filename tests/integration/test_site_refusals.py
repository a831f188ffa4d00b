"""Which bundle a site shows where the pointer names one that it cannot show, and when it looks at it again."""

import shutil

import pytest

from tests.support import small_bundle
from upheld.publication.bundle.swap import point
from upheld.publication.website import in_use
from upheld.publication.website.in_use import BundleInUse


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What was refused is looked at again each time."""
    monkeypatch.setattr(in_use, "LOOK_AGAIN_SECONDS", 0)


@pytest.fixture
def out(made, tmp_path):
    small_bundle.write(made, tmp_path)
    return tmp_path


def number(following):
    return following.current().manifest["edition"]


def test_a_bundle_that_comes_after_its_link_is_taken(made, out, caplog):
    following = BundleInUse(out / "bundle")
    assert number(following) == 1
    other = small_bundle.write(made, out / "elsewhere", number=2)
    point(out / "bundle", out / "soon")
    for _ in range(3):
        assert number(following) == 1
    shutil.copytree(other, out / "soon", symlinks=True)
    assert following.has_moved()
    assert number(following) == 2
    assert caplog.text.count("is refused") == 1


def test_one_that_is_mended_is_taken_and_not_checked_again_before(made, out, monkeypatch):
    following = BundleInUse(out / "bundle")
    number(following)
    other = small_bundle.write(made, out / "elsewhere", number=2)
    whole = (other / "site.sqlite3").read_bytes()
    (other / "site.sqlite3").write_bytes(whole[:5000])
    point(out / "bundle", other)
    checks = []
    monkeypatch.setattr(
        in_use, "checked", lambda folder, check=in_use.checked: (checks.append(folder), check(folder))[1]
    )
    for _ in range(4):
        assert number(following) == 1
    assert len(checks) == 1
    (other / "site.sqlite3").write_bytes(whole)
    assert number(following) == 2


def test_one_that_was_refused_is_taken_when_the_pointer_comes_back_to_it(made, out):
    following = BundleInUse(out / "bundle")
    first = out / "bundles" / following.current().name
    point(out / "bundle", out / "soon")
    assert number(following) == 1
    point(out / "bundle", first)
    assert number(following) == 1
    shutil.copytree(small_bundle.write(made, out / "elsewhere", number=2), out / "soon", symlinks=True)
    point(out / "bundle", out / "soon")
    assert number(following) == 2


def test_a_preview_does_not_take_a_public_site_down(made, out, caplog):
    following = BundleInUse(out / "bundle", previews=False)
    assert number(following) == 1
    small_bundle.write(made, out, number=2, preview=True)
    assert number(following) == 1
    assert "is refused: it is a preview" in caplog.text
    small_bundle.write(made, out, number=3)
    assert number(following) == 3
    assert BundleInUse(out / "bundle", previews=True).current()


def test_where_there_is_nothing_else_a_preview_says_that_it_is_none_yet(made, tmp_path):
    small_bundle.write(made, tmp_path, preview=True)
    assert BundleInUse(tmp_path / "bundle", previews=False).current().manifest["preview"]


def test_a_fault_that_nobody_thought_of_is_a_refusal_too(made, out, monkeypatch, caplog):
    following = BundleInUse(out / "bundle")
    number(following)
    small_bundle.write(made, out, number=2)

    def fail(folder):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(in_use, "checked", fail)
    for _ in range(3):
        assert number(following) == 1
    assert caplog.text.count("is refused: RuntimeError: out of luck") == 1
