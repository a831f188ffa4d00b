"""Writing the bundle of an edition, for the review and for publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

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
    """Write the bundle of an edition from the letters and files of figures in ``out``; returns its folder."""
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
    )
