"""Django's mails by the transport that the settings choose, like every other message."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from upheld.delivery.composing import can_be_written_to, message_id
from upheld.delivery.transports import Outcome, Outgoing, Transport
from upheld.delivery.transports.chosen import sender, transport

OCCASION = "account"


class NotSent(Exception):
    """A mail that was not taken. No address is in it."""


class ByOurTransport(BaseEmailBackend):
    """Hands mails over one by one. Raises `NotSent` or `Refused`: whoever wanted the mail asks for it again."""

    def send_messages(self, mails: Sequence[EmailMessage]) -> int:
        """Hand them over; returns how many were taken."""
        by = sender(settings, timezone.now())
        way = transport(settings, by)
        try:
            return sum(_handed_over(way, mail, to, by.domain) for mail in mails for to in mail.to)
        finally:
            way.close()


def _handed_over(way: Transport, mail: EmailMessage, to: str, domain: str) -> int:
    if not can_be_written_to(to):
        raise NotSent("This is not an address that mail can be sent to.")
    one = message_id(OCCASION, secrets.token_hex(16), to, domain)
    answer = way.send(Outgoing(one, to, "", str(mail.subject), str(mail.body)), lambda: None)
    if answer.outcome not in (Outcome.ACCEPTED, Outcome.DOUBTFUL):
        raise NotSent(f"The mail was not taken: {answer.told}")
    return 1
