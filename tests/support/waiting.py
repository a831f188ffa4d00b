"""Waiting for something to come to be, as long as a busy machine needs."""

from __future__ import annotations

import threading
from collections.abc import Callable

A_MINUTE = 6000


def wait_until(question: Callable[[], bool]) -> None:
    """Return as soon as a question is answered with yes; raises where a minute is not enough."""
    for _ in range(A_MINUTE):
        if question():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it did not come to be")
