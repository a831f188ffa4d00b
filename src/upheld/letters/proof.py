"""A letter or a scrutiny pack printed at once, for somebody to look at: the same bytes as the press makes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.letters.actions import layout
from upheld.letters.checks import LettersRefused, uncovered
from upheld.letters.content import LetterContent
from upheld.letters.pack.content import PackContent
from upheld.letters.press import typefaces
from upheld.letters.printing import Job, to_pdf
from upheld.vocabulary.scheme import Scheme

PACK_LAYOUT = Path("letter") / "pack.typ"
_ONE_AT_A_TIME = threading.Lock()  # Typst's compiler is one object in a process


def proof(scheme: Scheme, content: LetterContent) -> bytes:
    """The letter as PDF."""
    return _printed(content.as_json(), layout(scheme), content.sent_day, content.code)


def proof_of_pack(scheme: Scheme, content: PackContent) -> bytes:
    """The scrutiny pack as PDF. Raises `LettersRefused` where it holds a character that the typeface lacks."""
    written = content.as_json()
    if problems := list(uncovered(content.code, written)):
        raise LettersRefused(problems)
    return _printed(written, layout(scheme, PACK_LAYOUT), content.day, content.code)


def _printed(written: str, by: Path, day: str, code: str) -> bytes:
    """The PDF of a content's JSON; ``day`` is the day on it, in ISO form."""
    moment = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    with _ONE_AT_A_TIME:
        return to_pdf(Job(written, str(by), _fonts().name, moment, code))


@lru_cache(maxsize=1)
def _fonts() -> TemporaryDirectory[str]:
    """A folder with the typefaces alone, gone when the process ends."""
    folder = TemporaryDirectory(prefix="upheld-fonts-")
    for font in typefaces():
        (Path(folder.name) / font.name).symlink_to(font)
    return folder
