"""What the command says to a person: refusals, progress and closing lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter

from upheld.operations.logs import JSON, form, tell
from upheld.vocabulary.problems import Refused


def refusal_lines(refused: Refused) -> Iterator[str]:
    """One line a problem, unwrapped, then how many there are in all.

    In a log nobody reads what was found in a cell: it may be of a person. The same command tells it at a terminal.
    """
    shown = [replace(one, value=None) for one in refused.problems] if form() == JSON else refused.problems
    yield from map(str, shown)
    more = refused.total - len(refused.problems)
    if more > 0:
        yield f"… and {more:,} more like these."
    yield f"{number(refused.total, 'problem')}; nothing was written."


def number(count: int, one: str, many: str = "") -> str:
    """``1 letter``, ``2 letters``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def say(line: str = "") -> None:
    """A line on standard output; where logs are JSON, a line of the log."""
    if form() == JSON:
        tell("said", line)
    else:
        print(line, flush=True)  # noqa: T201


class Stages:
    """Tells on standard error how far a run is, and remembers how long each stage took."""

    def __init__(self, count: int):
        self.count = count
        self.seconds: list[tuple[str, float]] = []
        self._live = sys.stderr.isatty()

    @contextmanager
    def stage(self, title: str) -> Iterator[Bar]:
        """A numbered stage; yields a bar that may be moved."""
        started = perf_counter()
        bar = Bar(f"[{len(self.seconds) + 1}/{self.count}] {title}", self._live)
        bar.show()
        try:
            yield bar
        except BaseException:
            bar.leave()
            raise
        seconds = perf_counter() - started
        self.seconds.append((title, seconds))
        bar.finish(seconds)


class Bar:
    """One line of progress, drawn over itself on a terminal and written once elsewhere."""

    WIDTH = 24

    def __init__(self, title: str, live: bool):
        self.title, self.live, self.note, self._drawn = title, live, "", 0.0

    def show(self) -> None:
        """The line before anything has moved."""
        if self.live:
            self._draw(f"{self.title} …")

    def move(self, done: int, total: int) -> None:
        """Show how far it is; at most twenty times a second."""
        now = perf_counter()
        if self.live and total and now - self._drawn > 0.05:
            self._drawn = now
            filled = self.WIDTH * done // total
            self._draw(f"{self.title} {'█' * filled}{'░' * (self.WIDTH - filled)} {done:,} of {total:,}")

    def tell(self, note: str) -> None:
        """Name the step inside the stage."""
        if self.live:
            self._draw(f"{self.title} … {note}")

    def finish(self, seconds: float) -> None:
        """The line that stays."""
        line = f"{self.title}{': ' + self.note if self.note else ''} ({seconds:.1f} s)"
        print(("\r\x1b[K" if self.live else "") + line, file=sys.stderr, flush=True)  # noqa: T201

    def leave(self) -> None:
        """Clear the line: something else is about to be said."""
        if self.live:
            self._draw("")

    def _draw(self, line: str) -> None:
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)  # noqa: T201
