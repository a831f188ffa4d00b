"""The words of the messages that carry letters (``wording/<language>/mail.toml``): one for each role that gets one.

A role without words gets no message. ``body`` is what the authority is called in a sentence ("council").
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from upheld.vocabulary.letter_wording import LetterTexts
from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.words import Role

InMail = Annotated[Sentence, Blanks("authority", "body", "year", "day", "ombudsman", "service", "holder")]


class RoleMail(LetterTexts):
    """What somebody in a role is sent. ``called`` names the role to the ombudsman's own people."""

    called: str
    subject: Annotated[Sentence, Blanks("authority", "year")]
    paragraphs: tuple[InMail, ...]


InRoundMail = Annotated[Sentence, Blanks("authority", "year", "day", "hour", "ombudsman")]


class RoundMail(LetterTexts):
    """A mail of the check round. ``day`` and ``hour`` are the deadline's."""

    subject: InRoundMail
    paragraphs: tuple[InRoundMail, ...]


class CheckRoundMail(LetterTexts):
    """The mails of the check round, which go to link officers. ``called`` names them to the ombudsman's own people."""

    called: str
    invitation: RoundMail
    reminder: RoundMail


InTrainingMail = Annotated[Sentence, Blanks("title", "day", "starts", "ends", "place", "mode", "reason", "ombudsman")]


class TrainingMail(LetterTexts):
    """A mail to those who come to a session. ``place`` is a room or an address to join at, ``mode`` says which.

    ``calendar`` is said where a calendar file goes with it.
    """

    subject: InTrainingMail
    paragraphs: tuple[InTrainingMail, ...]
    calendar: InTrainingMail | None = None


class TrainingMails(LetterTexts):
    """The mails of training. ``cancelled``: the session is; ``not_coming``: somebody is no longer booked."""

    online: str
    in_person: str
    joining: TrainingMail
    changed: TrainingMail
    reminder: TrainingMail
    cancelled: TrainingMail
    not_coming: TrainingMail


class MailWording(LetterTexts):
    """Messages, and what the ombudsman's own people are told of the gaps among those who get them."""

    greeting: Annotated[Sentence, Blanks("name")]
    closing: str
    roles: dict[Role, RoleMail]
    check_round: CheckRoundMail
    training: TrainingMails
    nobody: Annotated[Sentence, Blanks("authority", "role")]
    unusable: Annotated[Sentence, Blanks("authority", "role")]
    not_reserved: Annotated[Sentence, Blanks("authority", "role")]

    @model_validator(mode="after")
    def _the_chief_officer_gets_the_letter(self) -> Self:
        if Role.CHIEF_OFFICER not in self.roles:
            raise ValueError("roles: chief_officer is missing; the letter is written to them")
        return self
