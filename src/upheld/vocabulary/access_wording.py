"""The words of mails about accounts (``wording/<language>/access.toml``). ``link`` is an address, on its own line."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.letter_wording import LetterTexts
from upheld.vocabulary.sentence import Blanks, Sentence


class AccessMail(LetterTexts):
    """One mail."""

    subject: str
    paragraphs: tuple[Annotated[Sentence, Blanks("link", "days")], ...]


class AccessWording(LetterTexts):
    """The mails that ask somebody to do something about their account."""

    invitation: AccessMail
    new_password: AccessMail
    closing: str
