"""Writing the bundle of an edition, for the review and for publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upheld.vocabulary.authorities import AuthorityDirectory
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
    preview: bool,
) -> Path:
    """Write the bundle of an edition from the letters and files of figures in ``out``; returns its folder.

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
        out / "letters",
        out,
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
