"""How a page of figures is cited: who, what, which edition, when, which hash, where."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said

LETTERS = 12


@dataclass(frozen=True)
class Citation:
    """A text to copy, and the whole hash that it shortens."""

    text: str
    hash: str
    sample: bool


def citation(bundle: Bundle, title: str, edition: sqlite3.Row, address: str) -> Citation:
    """The citation of a page that shows an edition; ``address`` is the whole address at which it stays."""
    said = bundle.said
    text = said.data.cite.text(
        ombudsman=said.terms.ombudsman,
        service=said.terms.service,
        title=title,
        year=edition["label"],
        edition=edition["number"],
        moment=moment(said, edition),
        hash=edition["figures"][:LETTERS],
        address=address,
    )
    return Citation(text, edition["figures"], bool(bundle.about["sample"]))


def moment(said: Said, edition: sqlite3.Row) -> str:
    """When an edition was released, to the minute: 27 July 2022, 09:30 (UTC+01:00); its day alone before that."""
    written = edition["released_at"]
    if not written:
        return said.day(edition["released_on"])
    at = datetime.fromisoformat(written)
    return f"{said.day(at.date())}, {at:%H:%M} ({at.tzname()})"
