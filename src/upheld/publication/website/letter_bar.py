"""The bar above a letter's web page: back to the authority, to the PDF and to the letters of other years.

It is put in when the page is asked for. The letter itself stays as it was written, sent and hashed.
"""

from __future__ import annotations

import re

from django.template.loader import render_to_string

from upheld.publication.website.authority_views import PAST_LETTERS
from upheld.publication.website.in_use import Bundle

STYLE = re.compile(rb"<style[ >]")
BEGINNING = re.compile(rb"<body[^>]*>\n?")
OWNER = "SELECT a.* FROM codes c JOIN authorities a ON a.id = c.authority WHERE c.code = ?"


def with_bar(bundle: Bundle, letter: bytes, code: str, year: int) -> bytes:
    """The page of a letter with the bar as the first thing in it. A page without a style or a body stays as it is."""
    owner = bundle.row(OWNER, code.upper())
    letters = bundle.rows(PAST_LETTERS, owner["id"])
    facts = {
        "said": bundle.said,
        "words": bundle.said.site.authority,
        "authority": owner,
        "year": 0 if year in (0, bundle.newest) else year,
        "letter": next(one for one in letters if one["year"] == (year or bundle.newest)),
        "others": [one for one in letters if one["year"] != (year or bundle.newest)],
    }
    return below(letter, "letter_bar.html", facts)


def below(letter: bytes, template: str, facts: dict[str, object]) -> bytes:
    """The page of a letter with a bar as the first thing in it. A page without a style or a body stays as it is."""
    style, begins = STYLE.search(letter), BEGINNING.search(letter)
    if style is None or begins is None:
        return letter
    own, bar = (render_to_string(name, facts).encode() for name in ("letter_bar_style.html", template))
    return b"".join((letter[: style.start()], own, letter[style.start() : begins.end()], bar, letter[begins.end() :]))
