"""A mailbox by IMAP over TLS, as far as `imaplib` asks: LOGIN, SELECT, SEARCH, FETCH, STORE, LOGOUT (RFC 3501).

It drops the connection where it is told to: before or after it did what it was asked for.
"""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

USER, PASSWORD = "back@ombudsman.example", "a secret/with@signs"


@dataclass
class Mailbox:
    """Mails by their numbers, and which are seen; ``drops`` names commands at which the connection is lost, once each.

    Each is a command with a number that counts such commands, and "before" or "after" it is done. ``refuses`` names
    commands that are answered with no.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    drops: list[tuple[str, int, str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """What `upheld mail bounces` is given."""
        return f"imaps://back%40ombudsman.example:a%20secret%2Fwith%40signs@127.0.0.1:{self.port}/INBOX"


class Lost(Exception):
    """The connection is to end without a word."""


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        self._say(b"* OK [CAPABILITY IMAP4rev1] ready")
        try:
            for line in iter(self.rfile.readline, b""):
                tag, _, rest = line.decode().strip().partition(" ")
                words = rest.upper().removeprefix("UID ").split(" ")
                if not self._done(tag, words, rest):
                    return
        except Lost:
            return

    def _done(self, tag: str, words: list[str], rest: str) -> bool:
        box, name = self.server.box, words[0]
        box.asked.append(name)
        times = box.asked.count(name)
        self._perhaps_lost(name, times, "before")
        if name in box.refuses:
            self._say(f"{tag} NO {name} is not possible now".encode())
            return True
        answer = getattr(self, f"do_{name}", None)
        if answer is None:
            self._say(f"{tag} BAD unknown".encode())
            return True
        fine = answer(words, rest)
        self._perhaps_lost(name, times, "after")
        self._say(f"{tag} {'NO wrong' if fine is False else 'OK done'}".encode())
        return name != "LOGOUT"

    def _perhaps_lost(self, name: str, times: int, when: str) -> None:
        if (name, times, when) in self.server.box.drops:
            self.server.box.drops.remove((name, times, when))
            raise Lost

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def do_CAPABILITY(self, words: list[str], rest: str) -> None:
        self._say(b"* CAPABILITY IMAP4rev1")

    def do_LOGIN(self, words: list[str], rest: str) -> bool:
        user, password = re.fullmatch(r'LOGIN (\S+) "(.*)"', rest, re.IGNORECASE).groups()
        return (user.strip('"'), password) == (USER, PASSWORD)

    def do_SELECT(self, words: list[str], rest: str) -> bool:
        self._say(b"* %d EXISTS" % len(self.server.box.mails))
        return words[1].strip('"') == "INBOX"

    def do_SEARCH(self, words: list[str], rest: str) -> None:
        box = self.server.box
        unseen = [str(one) for one in sorted(box.mails) if one not in box.seen]
        self._say(" ".join(["* SEARCH", *unseen]).encode())

    def do_FETCH(self, words: list[str], rest: str) -> None:
        number = int(words[1])
        mail = self.server.box.mails[number]
        self._say(b"* %d FETCH (UID %d BODY[] {%d}" % (number, number, len(mail)))
        self.wfile.write(mail)
        self._say(b")")

    def do_STORE(self, words: list[str], rest: str) -> None:
        self.server.box.seen.add(int(words[1]))

    def do_LOGOUT(self, words: list[str], rest: str) -> None:
        self._say(b"* BYE")


class Server(socketserver.ThreadingTCPServer):
    """Over TLS, each connection in a thread."""

    daemon_threads = True

    def __init__(self, box: Mailbox, certificate: Path):
        super().__init__(("127.0.0.1", 0), Handler)
        self.box = box
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        self.context = context

    def finish_request(self, request, client_address) -> None:
        with self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request, client_address) -> None:
        """A client that does not trust us goes away."""


@contextmanager
def imap_server(certificate: Path, *mails: bytes) -> Iterator[Mailbox]:
    """A server with some mails that nobody has seen, until the block ends."""
    box = Mailbox(dict(enumerate(mails, start=1)))
    with Server(box, certificate) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
