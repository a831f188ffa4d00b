"""No more messages a minute than a server wants."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Waits before each message so that they go evenly, ``a_minute`` at most; 0 for as fast as it goes."""

    def __init__(
        self,
        a_minute: float = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.between = 60 / a_minute if a_minute else 0.0
        self.clock, self.sleep = clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Return when the next message may go."""
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
            now = self._next
        self._next = now + self.between
