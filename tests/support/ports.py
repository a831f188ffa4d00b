"""Ports for servers of tests."""

from __future__ import annotations

import random
import socket

FIRST, LAST = 15_000, 30_000
"""Below those that systems give to connections: nobody takes one of these by chance before its server listens."""


def free_port() -> int:
    """A port at which nothing listens."""
    for port in random.SystemRandom().sample(range(FIRST, LAST), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
