"""Writing the bundle of an edition, for the review and for publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

POINTER, PREVIEW = "bundle", "preview"

if TYPE_CHECKING:
    from upheld.editions.models import Edition
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
    """Write the bundle of an edition from a folder of letters and one of files of figures; returns its folder.

    ``out/bundle`` then points at it; but once that is a published one, a preview is pointed at by ``out/preview``
    instead: a review never takes the published figures off the public site.
    """
    from upheld.editions.queries import notices
    from upheld.publication.bundle.actions import write_bundle
    from upheld.publication.bundle.contents import EditionFacts, Notice

    facts = EditionFacts(
        number=edition.number,
        snapshot_hash=edition.snapshot_hash,
        figures_hash=edition.figures_hash,
        released_on=edition.released_on,
        notices=tuple(Notice(one.number, one.released_on, **one.notice) for one in notices(edition)),
    )
    return write_bundle(
        scheme,
        directory,
        figures,
        letters,
        data,
        out,
        edition=facts,
        sample=edition.sample,
        preview=preview,
        pointer=PREVIEW if preview and is_published(out / POINTER) else POINTER,
    )


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
    from upheld.publication.bundle.check import BrokenBundle, check

    for pointer in (PREVIEW, POINTER):
        try:
            told = check(out / pointer)
        except BrokenBundle:
            continue
        same = (told["year"], told["edition"]) == (edition.year, edition.number)
        if same and _figures_shown(out / pointer) == edition.figures_hash:
            return (out / pointer).resolve()
    wanted = f"the bundle of {edition.year} edition {edition.number}; run the review again with this --out"
    raise Refused([Problem(str(out), expected=wanted)])


def _figures_shown(bundle: Path) -> str:
    import sqlite3

    from upheld.publication.bundle.schema import SITE

    connection = sqlite3.connect(f"file:{bundle / SITE}?mode=ro&immutable=1", uri=True)
    try:
        return str(connection.execute("SELECT value FROM about WHERE name = 'figures'").fetchone()[0])
    finally:
        connection.close()
