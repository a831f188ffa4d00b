"""Following the pointer while serving: a stat now and then, and a new bundle read while the old one still answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep

from upheld.publication.website.in_use import Bundle, BundleInUse
from upheld.publication.website.kept import Kept

LOOK_EVERY_SECONDS = 0.1
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A bundle's time on show, and the answers that were made of it."""

    bundle: Bundle | None
    kept: Kept = field(default_factory=Kept)


class Turns:
    """Which bundle's turn it is. Looks at the pointer ten times a second at most, never for each request.

    ``prepare`` is done with a bundle before its turn comes, while the one before it still answers. ``shown`` is told
    once its turn has come, ``looked`` after each move or attempt at one.
    """

    def __init__(self, follower: BundleInUse, every: float = LOOK_EVERY_SECONDS):
        self.follower, self.every = follower, every
        self.prepare: Callable[[Bundle], None] = lambda _: None
        self.shown: Callable[[Bundle], None] = lambda _: None
        self.looked: Callable[[], None] = lambda: None
        self._turn, self._next_look = Turn(None), 0.0
        self._lock = threading.Lock()

    def now(self) -> Turn:
        """The turn that a request is on, from its start to its end."""
        if self._turn.bundle is None or monotonic() >= self._next_look:
            self._look()
        return self._turn

    def watch(self) -> None:
        """Follow the pointer from now on also while nobody asks, so that the first to ask finds the newest bundle."""
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            sleep(self.every)
            self.now()

    def _look(self) -> None:
        """Move on where the pointer has moved. Only the first bundle is waited for."""
        if not self._lock.acquire(blocking=self._turn.bundle is None):
            return
        first = self._turn.bundle is None
        self._next_look = monotonic() + self.every
        if first:
            self._move()
        elif self.follower.bundle is not self._turn.bundle or self.follower.has_moved():
            threading.Thread(target=self._move, daemon=True).start()
        else:
            self._lock.release()
            self.looked()

    def _move(self) -> None:
        try:
            if (bundle := self.follower.current()) is not self._turn.bundle:
                if bundle:
                    self.prepare(bundle)
                self._turn = Turn(bundle)
                if bundle:
                    self.shown(bundle)
        except Exception:
            logger.exception("The bundle that the pointer names cannot be read.")
        finally:
            self._lock.release()
            self.looked()
