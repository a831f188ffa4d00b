"""SMTP: one connection for many messages, TLS, and the last dot only after the intention is on record."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from upheld.delivery.composing import Sender, composed
from upheld.delivery.told import without_addresses
from upheld.delivery.transports import Answer, Outcome, Outgoing, TransportFailed

LINE_DOT = re.compile(rb"(?m)^\.")
WAIT_SECONDS = 60.0
LAST_WAIT_SECONDS = 600.0
"""How long the answer to the last dot may take: RFC 5321, 4.5.3.2.6. A shorter wait makes more messages doubtful."""
YES, GO_ON, NOT_NOW, CLOSING, NEVER = range(200, 300), 354, 400, 421, 500


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. ``tls`` is "none", "starttls" or "tls"; entry is never told to anybody."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"{self.host}:{self.port} ({self.tls})"


TLS = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def server(address: str) -> Server:
    """A server from ``smtps://user:password@host``, ``smtp+starttls://…`` or ``smtp://…`` (without encryption).

    Raises ValueError, without the address in it, where it is none of these.
    """
    parts = urlsplit(address)
    if parts.scheme not in TLS or not parts.hostname:
        raise ValueError("expected smtps://user:password@host:port, smtp+starttls://… or smtp://…")
    tls, port = TLS[parts.scheme]
    return Server(parts.hostname, parts.port or port, tls, unquote(parts.username or ""), unquote(parts.password or ""))


class SmtpTransport:
    """Sends over one connection, which is made when it is needed and made again where it was lost."""

    def __init__(
        self,
        to: Server,
        sender: Sender,
        *,
        context: ssl.SSLContext | None = None,
        wait: float = WAIT_SECONDS,
        last_wait: float = LAST_WAIT_SECONDS,
    ):
        self.to, self.sender = to, sender
        self.context = context or ssl.create_default_context()
        self.wait, self.last_wait = wait, last_wait
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Outgoing, intend: Callable[[], None]) -> Answer:
        """See `Transport.send`. A connection that was kept and has gone is made anew once."""
        try:
            content = _dotted(composed(message, self.sender))
        except ValueError as wrong:  # a line break in a header, an address that is none
            return Answer(Outcome.REFUSED, without_addresses(str(wrong)))
        kept = self._connection is not None
        try:
            return self._hand_over(message.recipient, content, intend)
        except (smtplib.SMTPServerDisconnected, OSError) as lost:
            self.close()
            if not kept:
                raise TransportFailed(f"the connection to {self.to} was lost: {_plain(lost)}") from lost
        try:
            return self._hand_over(message.recipient, content, intend)
        except (smtplib.SMTPServerDisconnected, OSError) as lost:
            self.close()
            raise TransportFailed(f"the connection to {self.to} was lost: {_plain(lost)}") from lost

    def _hand_over(self, recipient: str, content: bytes, intend: Callable[[], None]) -> Answer:
        """The conversation up to the last dot. What is lost before the dot was certainly not sent."""
        connection = self._connected()
        code, told = connection.mail(self.sender.returns_to)
        if code >= NEVER:  # it is us that it does not want, whoever the message is for
            self._drop()
            raise TransportFailed(f"{self.to} takes no mail from this sender: {_shown(code, told)}")
        if code in YES:
            code, told = connection.rcpt(recipient)
        if code in YES:
            code, told = connection.docmd("DATA")
        if code != GO_ON:
            return self._turned_down(connection, code, told)
        try:
            connection.send(content)
            intend()
        except BaseException:
            self._drop()  # nothing but a lost connection keeps a server from taking what it has for the whole
            raise
        return self._ended(connection)

    def _ended(self, connection: smtplib.SMTP) -> Answer:
        """The last dot and its answer."""
        try:
            if connection.sock:
                connection.sock.settimeout(self.last_wait)
            connection.send(b".\r\n")
            code, told = connection.getreply()
            if connection.sock:
                connection.sock.settimeout(self.wait)
        except (smtplib.SMTPException, OSError) as lost:
            self._drop()
            return Answer(Outcome.DOUBTFUL, f"no answer came after the message was handed over: {_plain(lost)}")
        answer = Answer(_outcome(code), _shown(code, told))
        if code == CLOSING or code < YES.start:
            self._drop()
        return answer

    def _turned_down(self, connection: smtplib.SMTP, code: int, told: bytes) -> Answer:
        """Nothing was handed over. An answer that is none says "not now" too, and is no ground to go on talking."""
        outcome = Outcome.REFUSED if code >= NEVER else Outcome.NOT_NOW
        if code == CLOSING or code < NOT_NOW:
            self._drop()
        else:
            self._begin_again(connection)
        return Answer(outcome, _shown(code, told))

    def _begin_again(self, connection: smtplib.SMTP) -> None:
        """Be ready for the next message. A server that hangs up here has answered all the same."""
        try:
            connection.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            try:
                self._connection = self._open()
            except (smtplib.SMTPException, OSError) as failed:
                raise TransportFailed(f"{self.to} cannot be used: {_plain(failed)}") from failed
        return self._connection

    def _open(self) -> smtplib.SMTP:
        if self.to.tls == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.to.host, self.to.port, timeout=self.wait, context=self.context
            )
        else:
            connection = smtplib.SMTP(self.to.host, self.to.port, timeout=self.wait)
        try:
            if self.to.tls == "starttls":
                connection.starttls(context=self.context)
            if self.to.user:
                connection.login(self.to.user, self.to.password)
            else:
                connection.ehlo_or_helo_if_needed()
        except BaseException:
            connection.close()
            raise
        return connection

    def ask(self, message_id: str) -> Answer | None:  # noqa: ARG002 (every transport is asked so)
        """SMTP has no way to ask."""
        return None

    def close(self) -> None:
        """Say goodbye, if there is somebody to say it to."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (smtplib.SMTPException, OSError):
                self._connection.close()
            self._connection = None

    def _drop(self) -> None:
        """Close without a word."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _dotted(content: bytes) -> bytes:
    """As it goes over the wire without its last dot: RFC 5321, 4.5.2."""
    return LINE_DOT.sub(b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n")


def _outcome(code: int) -> Outcome:
    """What an answer to the last dot means. One that is none of the three leaves it open who has the message."""
    if code in YES:
        return Outcome.ACCEPTED
    if code < NOT_NOW:
        return Outcome.DOUBTFUL
    return Outcome.NOT_NOW if code < NEVER else Outcome.REFUSED


def _shown(code: int, told: bytes) -> str:
    said = code if code >= YES.start else "no answer that SMTP knows:"
    return without_addresses(f"{said} {told.decode('utf-8', 'replace')}")


def _plain(error: BaseException) -> str:
    """What went wrong, in words without addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error
        return _shown(error.smtp_code, told if isinstance(told, bytes) else str(told).encode())
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it took too long"
    return without_addresses(str(error)) or type(error).__name__
