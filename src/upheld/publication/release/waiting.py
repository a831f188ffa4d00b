"""Waiting for a moment: to the second, and never early by any clock.

Two clocks are read. The wall clock says what time it is, but people and time servers set it; the other counts the
seconds that have gone by and nobody sets it. The moment has come when both say so. So a wall clock that is put forward
publishes nothing early, and one that is put back is waited for; either is told. `Wait` holds the last minute to this,
`Steady` the days before it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LOOK_EVERY = 1.0
"""The longest sleep, in seconds: how soon a clock that was set is noticed."""
SHORTEST = 0.001
"""The shortest sleep, in seconds: one that always ends early would otherwise shrink to none and never be over."""
A_JUMP = timedelta(seconds=1)
BELIEVED_AFTER = 3600.0
"""Seconds after which a wall clock that was put forward, and left so, is right: a machine that slept comes back so."""


def _passed() -> float:
    """Seconds that have gone by, those that the machine slept through too, where the system counts them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass
class Clock:
    """The two clocks, and a way to sleep; tests put in their own."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    passed: Callable[[], float] = _passed
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Steady:
    """The time for a process that runs for days: never ahead of the seconds gone by since it began.

    A wall clock that was put back is believed at once, one that was put forward after `BELIEVED_AFTER`.
    """

    clock: Clock = field(default_factory=Clock)
    tell: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._at, self._passed = self.clock.now(), self.clock.passed()
        self._ahead, self._since = timedelta(), 0.0

    def now(self) -> datetime:
        """The wall clock's time, or that of the count where the wall clock has run ahead of it."""
        wall, passed = self.clock.now(), self.clock.passed()
        counted = self._at + timedelta(seconds=passed - self._passed)
        ahead = wall - counted
        if ahead >= A_JUMP:
            self._notice(ahead, passed)
            if passed - self._since < BELIEVED_AFTER:
                return counted
        if ahead > -A_JUMP:
            self._at, self._passed, self._ahead = wall, passed, timedelta()
        return wall if ahead >= A_JUMP else min(wall, counted)

    def _notice(self, ahead: timedelta, passed: float) -> None:
        if abs(ahead - self._ahead) >= A_JUMP:
            self._ahead, self._since = ahead, passed
            seconds = ahead.total_seconds()
            self.tell(f"The clock of this machine was put forward by {seconds:.0f} s; start again if it is right now")


@dataclass
class Wait:
    """A wait that has begun. ``tell`` hears of a wall clock that was set, and by how much."""

    until: datetime
    clock: Clock = field(default_factory=Clock)
    tell: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._began, self._began_at = self.clock.passed(), self.clock.now()
        self._off = timedelta()

    def left(self) -> float:
        """Seconds still to wait, by the clock that says more; 0 or less when the moment has come."""
        now, passed = self.clock.now(), self.clock.passed() - self._began
        self._notice(now - self._began_at - timedelta(seconds=passed))
        by_wall = (self.until - now).total_seconds()
        by_count = (self.until - self._began_at).total_seconds() - passed
        return max(by_wall, by_count)

    def _notice(self, off: timedelta) -> None:
        if abs(off - self._off) >= A_JUMP:
            way = "forward" if off > self._off else "back"
            seconds = abs(off - self._off).total_seconds()
            self.tell(f"The clock of this machine was put {way} by {seconds:.0f} s; start again if it is right now")
            self._off = off

    def sleep(self, at_most: float = LOOK_EVERY) -> bool:
        """Sleep a little; whether the moment has come."""
        left = self.left()
        if left > 0:
            self.clock.sleep(max(SHORTEST, min(left, at_most)))
            left = self.left()
        return left <= 0
