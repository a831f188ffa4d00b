"""Waiting for something to come to be, as long as a busy machine needs."""

from __future__ import annotations

import threading
from collections.abc import Callable

FIVE_MINUTES = 30_000  # looks, ten milliseconds apart


def wait_until(question: Callable[[], bool]) -> None:
    """Return as soon as a question is answered with yes; raises where five minutes are not enough."""
    for _ in range(FIVE_MINUTES):
        if question():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come to be")
