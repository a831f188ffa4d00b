"""Writing the bundle of an edition, for the review and for publication."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

POINTER, PREVIEW = "bundle", "preview"

if TYPE_CHECKING:
    from upheld.editions.models import Edition
    from upheld.publication.bundle.actions import YearPart
    from upheld.publication.bundle.contents import EditionFacts, Revision
    from upheld.statistics.figure import YearFigures


def write_edition_bundle(
    scheme: Scheme,
    directory: AuthorityDirectory,
    edition: Edition,
    figures: YearFigures,
    out: Path,
    *,
    letters: Path,
    data: Path,
    preview: bool,
) -> Path:
    """Write the bundle of an edition and of the other years' newest; returns its folder.

    ``letters`` and ``data`` are the folders of its letters and files of figures; those of other years are taken from
    the bundle that shows them.

    ``out/bundle`` then points at it; but once that is a published one, a preview is pointed at by ``out/preview``
    instead: a review never takes the published figures off the public site. Casework is told as on the day of
    release, or of the day that the published bundle already tells of: what is public does not go again.
    """
    from upheld.publication.bundle.actions import YearPart, write_bundle

    others = _others(edition, preview)
    own = YearPart(figures, _facts(edition), letters, data)
    return write_bundle(
        scheme,
        directory,
        [own, *(_kept(one, out) for one in others)],
        out,
        sample=any(one.sample for one in (edition, *others)),
        preview=preview,
        pointer=PREVIEW if preview and is_published(out / POINTER) else POINTER,
        as_at=None if preview else max([*_days(edition, others), *_told(out)]),
    )


def renew_bundle(scheme: Scheme, directory: AuthorityDirectory, out: Path, as_at: date) -> Path:
    """Write the published bundle of ``out`` again with the casework that is public on a day; returns its folder.

    Figures, letters and files stay as they were published. Raises `Refused` where nothing is published, where the
    bundle lacks a published edition, and for a day before the one that it tells of.
    """
    from upheld.publication.bundle.actions import write_bundle

    editions = list(newest_of_each_year(scheme.id, published_only=True).values())
    before = day_of(out)
    if not editions or before is None:
        raise Refused([Problem(str(out), expected="a published bundle; publish an edition first")])
    if as_at < before:
        raise Refused([Problem("--on", value=as_at.isoformat(), expected=f"no day before {before}, which it tells of")])
    for one in editions:
        previewed(one, out)
    parts = [_kept(one, out) for one in editions]
    return write_bundle(
        scheme, directory, parts, out, sample=any(one.sample for one in editions), preview=False, as_at=as_at
    )


def _told(out: Path) -> list[date]:
    day = day_of(out)
    return [day] if day else []


def day_of(out: Path) -> date | None:
    """The day that the published bundle of ``out`` tells casework of; None where there is none."""
    if not is_published(out / POINTER):
        return None
    day = _read(out / POINTER, "SELECT value FROM about WHERE name = 'as_at'")
    return date.fromisoformat(day[0][0]) if day else None


def _others(edition: Edition, preview: bool) -> list[Edition]:
    """The newest edition of each other year: of those published, or of all where it is a preview."""
    newest = newest_of_each_year(edition.scheme, published_only=not preview)
    return [one for year, one in newest.items() if year != edition.year]


def newest_of_each_year(scheme: str, *, published_only: bool) -> dict[int, Edition]:
    """Year → its newest edition, of all or of those published."""
    from upheld.editions.queries import every
    from upheld.editions.states import State

    newest: dict[int, Edition] = {}
    for one in every(scheme):
        if not published_only or one.state == State.PUBLISHED:
            newest.setdefault(one.year, one)
    return newest


def _days(edition: Edition, others: list[Edition]) -> list[date]:
    return [one.released_on for one in (edition, *others)]


def _facts(edition: Edition) -> EditionFacts:
    from upheld.editions.queries import history, notices, published_at
    from upheld.publication.bundle.contents import EditionFacts, Notice

    return EditionFacts(
        number=edition.number,
        snapshot_hash=edition.snapshot_hash,
        figures_hash=edition.figures_hash,
        released_on=edition.released_on,
        notices=tuple(Notice(one.number, one.released_on, **one.notice) for one in notices(edition)),
        released_at=published_at(edition),
        history=tuple(map(_revision, history(edition))),
    )


def _revision(edition: Edition) -> Revision:
    from upheld.editions.queries import published_at
    from upheld.publication.bundle.contents import Revision

    return Revision(
        number=edition.number,
        snapshot_hash=edition.snapshot_hash,
        figures_hash=edition.figures_hash,
        released_on=edition.released_on,
        released_at=published_at(edition),
        **edition.notice,
    )


def _kept(edition: Edition, out: Path) -> YearPart:
    """An edition of another year with the letters and files that a bundle in ``out`` shows of it, if one does."""
    from upheld.editions.queries import figures_of
    from upheld.publication.bundle.actions import YearPart
    from upheld.publication.bundle.check import check_files
    from upheld.publication.bundle.schema import DOWNLOADS, LETTERS

    shown = _showing(edition, out, check_files)
    folder, year = shown or out / "nowhere", str(edition.year)
    return YearPart(figures_of(edition), _facts(edition), folder / LETTERS / year, folder / DOWNLOADS / year)


def is_published(bundle: Path) -> bool:
    """Whether a whole bundle without the preview mark is there."""
    from upheld.publication.bundle.check import BrokenBundle, read_manifest

    try:
        return not read_manifest(bundle)["preview"]
    except BrokenBundle:
        return False


def previewed(edition: Edition, out: Path) -> Path:
    """The bundle in ``out`` that shows an edition: what was looked at and approved is what is published.

    Raises `Refused` where there is none, or it shows other figures.
    """
    from upheld.publication.bundle.check import check

    shown = _showing(edition, out, check)
    if shown is None:
        wanted = f"the bundle of {edition.year} edition {edition.number}; run the review again with this --out"
        raise Refused([Problem(str(out), expected=wanted)])
    return shown


def _showing(edition: Edition, out: Path, check: Callable[[Path], object]) -> Path | None:
    """The bundle in ``out`` that passes a check and shows just these figures of an edition."""
    from upheld.publication.bundle.check import BrokenBundle

    for pointer in (PREVIEW, POINTER):
        try:
            check(out / pointer)
        except BrokenBundle:
            continue
        if _editions_shown(out / pointer).get(edition.year) == (edition.number, edition.figures_hash):
            return (out / pointer).resolve()
    return None


def _editions_shown(bundle: Path) -> dict[int, tuple[int, str]]:
    """Year → number and hash of the figures of the edition that a bundle shows."""
    rows = _read(bundle, "SELECT year, number, figures FROM editions")
    return {year: (number, figures) for year, number, figures in rows}


def _read(bundle: Path, query: str) -> list[tuple[Any, ...]]:
    import sqlite3

    from upheld.publication.bundle.schema import SITE

    connection = sqlite3.connect(f"file:{bundle / SITE}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
