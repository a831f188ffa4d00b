"""Stopping when told to (SIGTERM): what is at hand is done to its end, and nothing new is begun.

A second signal ends the process at once, which is safe too: whatever was begun is begun again.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

from upheld.operations.logs import event

_asked = threading.Event()


class Stopped(BaseException):
    """Work is left between two of its steps, because the process was told to stop. It is begun again elsewhere."""


def heed_signals() -> None:
    """From now on SIGTERM asks instead of killing. For the main thread of a process that works."""
    _asked.clear()
    signal.signal(signal.SIGTERM, _ask)


def _ask(_signal: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _asked.set()
    event("stopping", "Told to stop: what is at hand is done to its end.")


def asked() -> bool:
    """Whether somebody told this process to stop."""
    return _asked.is_set()


def heed() -> None:
    """Between two steps: raise `Stopped` where this process was told to stop."""
    if asked():
        raise Stopped


def wait_for(seconds: float) -> None:
    """Wait, or until this process is told to stop."""
    _asked.wait(seconds)
