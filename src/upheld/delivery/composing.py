"""A message as e-mail (RFC 5322), made the same each time. Nothing that is put in can become a header."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upheld.delivery.transports import Outgoing

LONGEST_LINE = 998  # RFC 5322, 2.1.1
CALENDAR = {"method": "PUBLISH", "charset": "utf-8"}
"""What readers of calendar files are told of them (RFC 5545, 8.1)."""


@dataclass(frozen=True)
class Sender:
    """Who messages come from: the name and address that readers see, and where what cannot arrive comes back to."""

    name: str
    address: str
    returns_to: str
    now: datetime

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def message_id(occasion: str, version: str, recipient: str, domain: str) -> str:
    """The identifier of a message: the same for the same letter to the same person, so that nobody need take it twice.

    Servers and readers may tell two copies by it; it holds no address that can be read from it.
    """
    told = "\n".join((occasion, version, recipient.lower()))
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:40]}@{domain}>"


def can_be_written_to(address: str) -> bool:
    """Whether an address is one that mail can be sent to: one address, in letters that every server takes."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()


def composed(message: Outgoing, sender: Sender) -> bytes:
    """The message in bytes, lines ending as SMTP wants them. Raises ValueError for a line break in a header."""
    # A header that is an address must not be broken in its middle: readers would see no address then.
    mail = EmailMessage(policy=SMTP.clone(max_line_length=LONGEST_LINE) if message.stop else SMTP)
    mail["Message-ID"] = message.message_id
    mail["Date"] = format_datetime(sender.now)
    mail["From"] = Address(sender.name, addr_spec=sender.address)
    mail["To"] = Address(message.name, addr_spec=message.recipient)
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    if message.stop:
        mail["List-Unsubscribe"] = f"<{message.stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text, cte="quoted-printable")
    for one in message.attached:
        kind = mimetypes.guess_type(one.name)[0] or "application/octet-stream"
        maintype, _, subtype = kind.partition("/")
        more = CALENDAR if kind == "text/calendar" else {}
        mail.add_attachment(one.path.read_bytes(), maintype=maintype, subtype=subtype, filename=one.name, params=more)
    return mail.as_bytes()
