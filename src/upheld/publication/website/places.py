"""Finding the authorities of a postcode."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from upheld.publication.website import map_rows
from upheld.publication.website.in_use import Bundle

FORM = re.compile(r"\s*[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}\s*\Z")


@dataclass(frozen=True)
class Place:
    """A postcode, and the authorities that its area probably has, by tier."""

    postcode: str
    authorities: tuple[tuple[str, sqlite3.Row], ...]


def find_place(bundle: Bundle, written: str) -> Place | None:
    """The place that a postcode names; None for what has not the form of one, and where there are none."""
    if not FORM.match(written) or not map_rows.has_postcodes(bundle):
        return None
    return None
