"""Whether a process lives, and whether it can do its work: what a supervisor, a balancer and a person ask.

``/health/live`` says that the process answers; nothing is looked at for it. ``/health/ready`` asks what the process
needs: 200 where all is there, 503 with the reasons in plain words. Reasons name no secret, no address, no person.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from time import monotonic

LIVE, READY = "/health/live", "/health/ready"
Check = Callable[[], str]
"""Says what is missing in a sentence, or "" where nothing is."""
KEPT_SECONDS = 1.0
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
]


class Health:
    """Answers the two addresses. What was found is kept for a second, so that many who ask cost what one does."""

    def __init__(self, checks: Iterable[Check] = (), keep: float = KEPT_SECONDS):
        self.checks, self.keep = tuple(checks), keep
        self._found: tuple[float, list[str]] | None = None
        self._lock = threading.Lock()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Status and body for one of the two addresses; None for any other."""
        if path == LIVE:
            return "200 OK", b"live\n"
        if path != READY:
            return None
        missing = self.missing()
        if not missing:
            return "200 OK", b"ready\n"
        return "503 Service Unavailable", "".join(f"not ready: {one}\n" for one in missing).encode()

    def missing(self) -> list[str]:
        """What keeps the process from its work, a sentence each."""
        with self._lock:
            if self._found is None or monotonic() - self._found[0] >= self.keep:
                self._found = monotonic(), [told for check in self.checks if (told := _told(check))]
            return self._found[1]


def _told(check: Check) -> str:
    """What a check says. One that fails is told by the error's kind: its own text may hold a password."""
    try:
        return check()
    except Exception as error:  # whatever cannot be looked at is not there
        return f"it cannot be looked at ({type(error).__name__})"
