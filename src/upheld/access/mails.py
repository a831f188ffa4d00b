"""The mails about accounts, in the scheme's words: an invitation, and a link to choose a new password."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage

from upheld.vocabulary.access_wording import AccessMail, AccessWording
from upheld.vocabulary.scheme_loader import known, load


def words() -> AccessWording:
    """What the scheme says of accounts."""
    return load(settings.UPHELD_SCHEME or known()[0]).words.access


def send_invitation(email: str, link: str, days: int) -> None:
    """Invite somebody. Raises where the mail could not be handed over."""
    _send(words().invitation, email, link=link, days=days)


def send_reset(email: str, link: str) -> None:
    """Send the link to choose a new password."""
    _send(words().new_password, email, link=link)


def _send(mail: AccessMail, email: str, **blanks: object) -> None:
    text = "\n\n".join(paragraph(**blanks) for paragraph in mail.paragraphs)
    EmailMessage(mail.subject, f"{text}\n\n{words().closing}\n", None, [email]).send()
