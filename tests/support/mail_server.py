"""A real SMTP server in a process of its own, which does to each message what its recipient's name says.

It writes a line to its log for every message that it has taken, before it answers: recipient, Message-ID, size.
Names before the @: see `Handler`; any other name is simply taken. ``once-`` before a name: only the first time.

Start it with ``python -m tests.support.mail_server PORT LOG [CERTIFICATE tls|starttls]``; with a certificate it wants
an encrypted connection and an entry (user "ana", password "secret") first.
"""

from __future__ import annotations

import asyncio
import email
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
USER, PASSWORD = "ana", "secret"
STALLED_SECONDS, SLOW_SECONDS = 3600, 0.02


@dataclass(frozen=True)
class Taken:
    recipient: str
    message_id: str
    size: int


@dataclass
class MailServer:
    port: int
    log: Path

    @property
    def taken(self) -> list[Taken]:
        """What the server has taken, in order."""
        rows = [line.split("\t") for line in self.log.read_text().splitlines()]
        return [Taken(recipient, message_id, int(size)) for recipient, message_id, size in rows]

    def last(self) -> bytes:
        """The last message that was taken, as it came."""
        return self.log.with_suffix(".last").read_bytes()


@contextmanager
def mail_server(folder: Path, certificate: Path | None = None, wrapped: bool = False) -> Iterator[MailServer]:
    """A server that answers, until the block ends."""
    port = free_port()
    log = folder / "taken.log"
    log.touch()
    command = [sys.executable, "-m", "tests.support.mail_server", str(port), str(log)]
    command += [str(certificate), "tls" if wrapped else "starttls"] if certificate else []
    with subprocess.Popen(command, cwd=ROOT) as process:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield MailServer(port, log)
        finally:
            process.terminate()
            process.wait(timeout=60)


class Handler:
    """Does what the name before the @ says."""

    def __init__(self, log: Path):
        self.log, self.seen = log, set[str]()

    def _wish(self, address: str) -> str:
        name = address.partition("@")[0].partition("+")[0]
        if name.startswith("once-"):
            if address in self.seen:
                return ""
            return name.removeprefix("once-")
        return name

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("unwanted@"):
            return "550 5.7.1 this sender is not wanted here"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        wish = self._wish(address)
        if wish == "refused":
            return f"550 5.1.1 <{address}> is not known here"
        if wish == "refused-and-closed":
            await server.push("550 5.7.1 not you, and goodbye")
            server.transport.close()
            return ""
        if wish == "later-then-refused" and address in self.seen:
            return "550 5.1.1 no, after all"
        if wish in ("later", "later-then-refused"):
            self.seen.add(address)
            return "451 4.7.1 come back later"
        if wish == "nonsense":
            return "What was that?"
        if wish == "closing":
            self.seen.add(address)
            return "421 4.3.2 we close now"
        envelope.rcpt_tos.append(address)
        if wish == "dropped-at-data":
            self.seen.add(address)
            server.transport.abort()
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        wish = self._wish(address)
        self.seen.add(address)
        if wish == "refused-after":
            return "554 5.6.0 we do not like what it says"
        if wish == "later-after":
            return "452 4.3.1 no room now"
        if wish == "nonsense-after":
            return "What was that?"
        if wish == "lost-before":
            server.transport.abort()
            return "250 nobody hears this"
        self._take(address, envelope.content)
        if wish == "lost-after":
            server.transport.abort()
        if wish == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if wish == "stalled":
            await asyncio.sleep(STALLED_SECONDS)
        return "250 OK"

    def _take(self, address: str, content: bytes) -> None:
        message_id = email.message_from_bytes(content)["Message-ID"]
        self.log.with_suffix(".last").write_bytes(content)
        with self.log.open("a") as log:
            log.write(f"{address}\t{message_id}\t{len(content)}\n")
            log.flush()
            os.fsync(log.fileno())


def serve(port: int, log: Path, certificate: Path | None = None, how: str = "") -> None:
    """Serve until told to stop."""
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    def enter(server, session, envelope, mechanism, data):
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False)

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    options = {"authenticator": enter, "auth_required": True, "auth_require_tls": how != "tls"} if context else {}
    starttls = {"tls_context": context, "require_starttls": True} if how == "starttls" else {}
    handler = Handler(log)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(handler, timeout=STALLED_SECONDS, **options, **starttls),
            "127.0.0.1",
            port,
            ssl=context if how == "tls" else None,
        )
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]), *(Path(one) if at == 0 else one for at, one in enumerate(sys.argv[3:])))
