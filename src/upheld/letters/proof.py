"""A letter printed at once, for somebody to look at: the same bytes as the press makes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.letters.actions import layout
from upheld.letters.content import LetterContent
from upheld.letters.press import typefaces
from upheld.letters.printing import Job, to_pdf
from upheld.vocabulary.scheme import Scheme

_ONE_AT_A_TIME = threading.Lock()  # Typst's compiler is one object in a process


def proof(scheme: Scheme, content: LetterContent) -> bytes:
    """The letter as PDF."""
    day = int(datetime.fromisoformat(content.sent_day).replace(tzinfo=UTC).timestamp())
    with _ONE_AT_A_TIME:
        return to_pdf(Job(content.as_json(), str(layout(scheme)), _fonts().name, day, content.code))


@lru_cache(maxsize=1)
def _fonts() -> TemporaryDirectory[str]:
    """A folder with the typefaces alone, gone when the process ends."""
    folder = TemporaryDirectory(prefix="upheld-fonts-")
    for font in typefaces():
        (Path(folder.name) / font.name).symlink_to(font)
    return folder
