"""The words of following remedies (``wording/<language>/remedies.toml``): steps of escalation, and reminders."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.letter_wording import LetterTexts
from upheld.vocabulary.sentence import Blanks, Sentence

InRemedyMail = Annotated[Sentence, Blanks("authority", "case", "category", "day", "ombudsman")]


class RemedyMail(LetterTexts):
    """A reminder. ``day`` is the day the remedy is due; what was agreed is not told, as mail is open to many eyes."""

    subject: InRemedyMail
    paragraphs: tuple[InRemedyMail, ...]


class RemediesWording(LetterTexts):
    """Steps of escalation by their ids; the reminder before a remedy is due, and the one after."""

    escalation: dict[str, str] = {}
    before: RemedyMail
    after: RemedyMail
