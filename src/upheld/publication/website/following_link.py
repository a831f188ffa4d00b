"""Where one follows by e-mail what a page shows: another process, of which the site knows the address alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from upheld.publication.website.decision_asking import FACETS, Asked
from upheld.publication.website.in_use import Bundle


def follow_link(bundle: Bundle, asked: Asked) -> str:
    """The form that begins with what was asked for: an authority, a subject, a search. "" where nobody serves it."""
    where = getattr(settings, "UPHELD_FOLLOW", "")
    if not where or bundle.said.following is None:
        return ""
    cells = {name: getattr(asked, name) for name in ("words", "authority", *FACETS)}
    told = urlencode({name: cell for name, cell in cells.items() if cell})
    return f"{where}/follow/?{told}" if told else f"{where}/follow/"


def of_authority(bundle: Bundle, code: str) -> str:
    """The form that begins with an authority."""
    return follow_link(bundle, Asked(authority=code))
