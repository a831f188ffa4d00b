"""Mailboxes of what came back, and what a delivery status notification (RFC 3464) in one says of which message."""

from __future__ import annotations

import email
import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from upheld.delivery.states import State
from upheld.delivery.told import without_addresses

FAILED, ARRIVED = "failed", ("delivered", "relayed", "expanded")
PATIENCE = 60.0
"""Seconds that a server may take to answer."""


@dataclass(frozen=True)
class Notification:
    """What a server says became of a message: its Message-ID, whether it arrived, and the reason in its words."""

    message_id: str
    to: State
    told: str


def notification(content: bytes) -> Notification | None:
    """What a mail says of one of ours; None where it is no such mail, or says only that it takes longer."""
    mail = email.message_from_bytes(content, policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    message_id = next(filter(None, map(_original, parts)), "")
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and message_id:
            for status in _recipients(part):
                action = str(status["Action"]).strip().lower()
                told = without_addresses(f"{status.get('Status', '')} {status.get('Diagnostic-Code', '')}")
                if action == FAILED:
                    return Notification(message_id, State.BOUNCED, told)
                if action in ARRIVED:
                    return Notification(message_id, State.DELIVERED, told)
    return None


def _recipients(part: Message) -> Iterator[Message]:
    """The blocks of a status that speak of a recipient; the first block speaks of the message."""
    blocks = part.get_payload()
    if isinstance(blocks, list):
        yield from (one for one in blocks if isinstance(one, Message) and one["Action"])


def _original(part: Message) -> str:
    """The identifier of the message that is given back, whole or by its head alone."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return str(inner["Message-ID"] or "").strip() if isinstance(inner, Message) else ""
    if part.get_content_type() == "text/rfc822-headers" and isinstance(part, EmailMessage):
        head = email.message_from_string(part.get_content(), policy=default)
        return str(head["Message-ID"] or "").strip()
    return ""


class Box(Protocol):
    """A mailbox: each mail is seen once, and kept for a person where it is not about one of ours."""

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """The name of each new mail, and what it says."""
        ...

    def done(self, name: str) -> None:
        """Mark a mail so that it is not new any more."""
        ...


class Folder:
    """A Maildir folder, as mail servers keep them."""

    def __init__(self, path: Path):
        self.box = mailbox.Maildir(str(path), create=False)

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Mails without the mark of having been seen."""
        for name in self.box.iterkeys():
            if "S" not in self.box.get_message(name).get_flags():
                yield name, self.box.get_bytes(name)

    def done(self, name: str) -> None:
        """Seen, and no longer among the new."""
        mail = self.box.get_message(name)
        mail.set_subdir("cur")
        mail.add_flag("S")
        self.box[name] = mail


class Imap:
    """A mailbox at a server, by IMAP."""

    def __init__(self, connection: imaplib.IMAP4):
        self.connection = connection

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Mails that are not seen; looking at them does not mark them."""
        found = _answer(*self.connection.uid("SEARCH", "UNSEEN"))
        for name in (found[0] or b"").split():
            parts = _answer(*self.connection.uid("FETCH", name.decode(), "(BODY.PEEK[])"))
            if parts and isinstance(parts[0], tuple):
                yield name.decode(), parts[0][1]

    def done(self, name: str) -> None:
        """Seen."""
        _answer(*self.connection.uid("STORE", name, "+FLAGS", r"(\Seen)"))


def _answer(said: str, data: list[Any]) -> list[Any]:
    """What a server answers. Its no is an error: what it did not give would count as not there."""
    if said != "OK":
        raise imaplib.IMAP4.error(b" ".join(one for one in data if isinstance(one, bytes)).decode(errors="replace"))
    return data


@contextmanager
def opened(address: str) -> Iterator[Box]:
    """A mailbox by ``imaps://user:password@host/INBOX`` or by the path of a Maildir folder.

    Raises ValueError, without the address in it, where it is neither; OSError where it cannot be reached.
    """
    if "://" not in address:
        if not (Path(address) / "new").is_dir():
            raise ValueError("expected imaps://user:password@host/INBOX, or the path of a Maildir folder")
        yield Folder(Path(address))
        return
    parts = urlsplit(address)
    if parts.scheme != "imaps" or not parts.hostname:
        raise ValueError("expected imaps://user:password@host/INBOX, or the path of a Maildir folder")
    vouched_for = ssl.create_default_context()  # by itself imaplib asks for no proof of whose server it is
    port = parts.port or imaplib.IMAP4_SSL_PORT
    connection = imaplib.IMAP4_SSL(parts.hostname, port, ssl_context=vouched_for, timeout=PATIENCE)
    try:
        connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        _answer(*connection.select(unquote(parts.path.strip("/")) or "INBOX"))
        yield Imap(connection)
    except (imaplib.IMAP4.abort, ssl.SSLError, ConnectionError, TimeoutError) as lost:
        told = without_addresses(str(lost))
        raise OSError(f"the connection was lost ({told}); what was read is on record: run it again") from None
    except imaplib.IMAP4.error as refused:
        raise OSError(f"the mailbox cannot be read: {without_addresses(str(refused))}") from None
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()
