"""Making a pack when somebody asks for it: from the letter as it is on record, the edition's figures, the register.

Nothing is kept: the same day and the same register give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from enum import StrEnum

from django.http import HttpResponse

from upheld.editions.check_round.reading import own_figures
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.letters.checks import LettersRefused
from upheld.letters.gather import facts
from upheld.letters.html import pack_page
from upheld.letters.pack.content import PackContent
from upheld.letters.pack.document import TYPE, document
from upheld.letters.pack.gather import faults
from upheld.letters.pack.pack import Told, pack
from upheld.letters.proof import proof_of_pack
from upheld.letters.queries import content_of
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

SENT = (State.SENT, State.PUBLISHED, State.CORRECTED)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Face(StrEnum):
    """The forms of a pack, by the endings of their files."""

    PDF = "pdf"
    HTML = "html"
    DOCX = "docx"


TYPES = {Face.PDF: "application/pdf", Face.HTML: "text/html; charset=utf-8", Face.DOCX: TYPE}


def made(
    scheme: Scheme,
    directory: AuthorityDirectory,
    edition: Edition,
    snapshot: SnapshotFiles,
    authority: str,
    *,
    day: date,
    language: str = "",
) -> PackContent | None:
    """An authority's pack as things stand on a day; None where it has no letter in that language."""
    language = language or scheme.language
    figures, letter = own_figures(edition, authority), content_of(edition, authority, language)
    if figures is None or letter is None:
        return None
    year = scheme.year(edition.year)
    occasion = Occasion(scheme, directory, year, language, edition.sent_on, edition.released_on, edition.sample)
    known = facts(scheme, directory, edition.year, edition.sent_on)[authority]
    here = Situation(occasion, directory[authority], figures, known)
    found = faults(scheme, snapshot, authority, edition.year, day)
    return pack(Told(here, letter, found, day, draft=edition.state not in SENT))


def file_of(scheme: Scheme, content: PackContent, face: Face) -> bytes:
    """One face of a pack. Raises `LettersRefused` where it cannot be printed."""
    if face is Face.PDF:
        return proof_of_pack(scheme, content)
    return pack_page(content).encode() if face is Face.HTML else document(content)


def why_not_printed(refused: LettersRefused) -> str:
    """Why a pack has no PDF, for whoever asked for it, and what there is instead."""
    lacking = ", ".join(one.value for one in refused.problems if one.value)
    return f"The PDF cannot be made: its typeface lacks {lacking}. The page and the Word file hold the whole pack."


def answer(scheme: Scheme, content: PackContent, face: Face) -> HttpResponse:
    """One face of a pack as an answer: the PDF and the page to be looked at, the document to be kept.

    Raises `LettersRefused` where it cannot be printed.
    """
    told = file_of(scheme, content, face)
    found = HttpResponse(told, content_type=TYPES[face])
    how = "attachment" if face is Face.DOCX else "inline"
    found["Content-Disposition"] = f'{how}; filename="scrutiny-pack-{content.year}-{content.code}.{face}"'
    if face is Face.HTML:
        style = base64.b64encode(hashlib.sha256(STYLE.findall(told.decode())[0].encode()).digest()).decode()
        found["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'"
        )
    return found
