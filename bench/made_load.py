"""Load on a site: requests over kept connections, as many as it answers or at a steady pace.

One process and one thread over plain sockets: some 15 microseconds a request, so that two processors are left to the
server but for a tenth. At a steady pace the time of an answer counts from when its request was due, not from when
it could be sent, so that a server that halts can't hide it.
"""

from __future__ import annotations

import selectors
import socket
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

ACCEPTED = "br, gzip"
CHUNK = 256 * 1024


@dataclass
class Load:
    """What was answered: the seconds that each answer took, and how many were not 200."""

    seconds: float
    times: list[float] = field(default_factory=list)
    failed: int = 0

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
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due, self.held, self.length = 0.0, b"", -1

    def ask(self, request: bytes, due: float) -> None:
        """Send a request that was due at a time."""
        self.due, self.held, self.length = due, b"", -1
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come; whether that is all."""
        came = self.socket.recv(CHUNK)
        if not came:
            raise ConnectionError("the server closed the connection")
        self.held += came
        if self.length < 0 and (end := self.held.find(b"\r\n\r\n")) >= 0:
            _, told, rest = self.held[:end].lower().partition(b"content-length:")
            if not told:
                raise ConnectionError(f"the server does not say how long its answer is: {self.held[:end]!r}")
            self.length = end + 4 + int(rest.split(b"\r\n", 1)[0])
        return 0 <= self.length <= len(self.held)


def run(addresses: Iterator[str], seconds: float, *, connections: int = 32, pace: float | None = None) -> Load:
    """Ask for the addresses for some seconds; with a ``pace`` that many a second, else as many as are answered."""
    first = urlsplit(next(addresses))
    assert first.hostname and first.port
    free = deque(Connection(first.hostname, first.port) for _ in range(connections))
    selector = selectors.DefaultSelector()
    for one in free:
        selector.register(one.socket, selectors.EVENT_READ, one)
    began = perf_counter()
    load, sent, end = Load(seconds), 0, began + seconds
    while (now := perf_counter()) < end:
        while free and (pace is None or began + sent / pace <= now):
            free.popleft().ask(_request(next(addresses)), now if pace is None else began + sent / pace)
            sent += 1
        wait = end - now if pace is None or not free else max(began + sent / pace - now, 0)
        for key, _ in selector.select(min(wait, end - now)):
            one: Connection = key.data
            if one.is_answered():
                load.times.append(perf_counter() - one.due)
                load.failed += not one.held.startswith(b"HTTP/1.1 200")
                free.append(one)
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return load


def _request(address: str) -> bytes:
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: {ACCEPTED}\r\n\r\n".encode()
