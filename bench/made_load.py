"""Load on a site: requests over kept connections, as many as it answers or at a steady pace.

One process and one thread over plain sockets: some 20 microseconds a request, so that two processors are left to the
server but for a tenth. At a steady pace the time of an answer counts from when its request was due, not from when
it could be sent, so that a server that halts can't hide it.
"""

from __future__ import annotations

import selectors
import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from time import perf_counter
from urllib.parse import urlsplit

SENT = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Connection": "keep-alive",
}
CHUNK = 256 * 1024
PATIENCE = 10


@dataclass
class Load:
    """What was answered: the seconds that each answer took, and how many were not 200.

    ``closed`` counts kept connections that the server closed; what was asked on them is asked again, as a browser does.
    """

    seconds: float
    times: list[float] = field(default_factory=list)
    failed: int = 0
    closed: int = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time within which this share of answers came, in seconds."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


class Connection:
    """One kept connection, with one request on its way at most."""

    def __init__(self, host: str, port: int):
        self.place = (host, port)
        self.due, self.held, self.length, self.request = 0.0, b"", -1, b""
        self.open()

    def open(self) -> None:
        """Connect."""
        self.socket = socket.create_connection(self.place)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, due: float) -> None:
        """Send a request that was due at a time."""
        self.due, self.held, self.length, self.request = due, b"", -1, request
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come; whether that is all."""
        came = self.socket.recv(CHUNK)
        if not came:
            raise ConnectionResetError("the server closed the connection")
        self.held += came
        if self.length < 0 and (end := self.held.find(b"\r\n\r\n")) >= 0:
            _, told, rest = self.held[:end].lower().partition(b"content-length:")
            if not told:
                raise ValueError(f"the server does not say how long its answer is: {self.held[:end]!r}")
            self.length = end + 4 + int(rest.split(b"\r\n", 1)[0])
        return 0 <= self.length <= len(self.held)


def run(
    addresses: Iterator[str],
    seconds: float,
    *,
    connections: int = 32,
    pace: float | None = None,
    seen: set[tuple[bytes, bytes]] | None = None,
) -> Load:
    """Ask for the addresses for some seconds; with a ``pace`` that many a second, else as many as are answered.

    At a pace, every request that was due is sent and waited for, however late. ``seen`` is given each request with a
    hash of its answer's ETag and body.
    """
    free = deque(_connections(next(addresses), connections))
    selector = selectors.DefaultSelector()
    for one in free:
        selector.register(one.socket, selectors.EVENT_READ, one)
    began = perf_counter()
    load, sent, end, due = Load(seconds), 0, began + seconds, began
    while (now := perf_counter()) < end or (pace and (due < end or len(free) < connections)):
        while free and (due <= now if pace else True) and due < end:
            free.popleft().ask(_request(next(addresses)), due if pace else now)
            sent += 1
            due = began + sent / pace if pace else now
        wait = max(due - now, 0) if free and due < end else PATIENCE if pace else end - now
        answered = [key.data for key, _ in selector.select(wait)]
        assert answered or now < end, "the server does not answer"
        for one in answered:
            if _is_answered(one, selector, load):
                load.times.append(perf_counter() - one.due)
                load.failed += not one.held.startswith(b"HTTP/1.1 200")
                free.append(one)
                if seen is not None:
                    seen.add((one.request, _told(one.held)))
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return load


def _told(answer: bytes) -> bytes:
    """A hash of an answer's ETag and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    tags = [line for line in head.splitlines() if line.lower().startswith(b"etag:")]
    return sha256(b"\n".join((*tags, body))).digest()


def _is_answered(one: Connection, selector: selectors.BaseSelector, load: Load) -> bool:
    try:
        return one.is_answered()
    except (ConnectionResetError, BrokenPipeError):
        load.closed += 1
        selector.unregister(one.socket)
        one.socket.close()
        one.open()
        selector.register(one.socket, selectors.EVENT_READ, one)
        one.ask(one.request, one.due)
        return False


def _connections(address: str, number: int) -> list[Connection]:
    first = urlsplit(address)
    assert first.hostname and first.port
    return [Connection(first.hostname, first.port) for _ in range(number)]


def _request(address: str) -> bytes:
    """What a browser sends."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = (f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {value}" for name, value in SENT.items()))
    return "\r\n".join((*lines, "", "")).encode()
