"""The press: processes that print letters, made ready early and fed when there is something to print."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed, wait
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from upheld.letters.printing import Job, print_letters, warm_up

TYPEFACE = "font_source_sans_pro"
WORKERS = 2
AT_ONCE = 4  # letters handed to a process together: enough that it need not wait for the next ones


class LetterPress:
    """Enter it early: its processes start while other work goes on.

    Processes are spawned, not forked: a fork after Typst was used hangs.

    >>> with LetterPress() as press:
    ...     press.begin(job)
    ...     for path, sha256 in press.finished():
    ...         ...
    """

    def __init__(self, workers: int = WORKERS):
        self.workers = workers
        self._waiting: list[Job] = []
        self._begun: list[Future[list[tuple[str, str]]]] = []

    def __enter__(self) -> Self:
        self._fonts = TemporaryDirectory(prefix="upheld-fonts-")
        for font in typefaces():
            (Path(self.fonts) / font.name).symlink_to(font)
        self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
        for _ in range(self.workers):
            self._pool.submit(warm_up)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._fonts.cleanup()

    def dismiss(self) -> None:
        """Let go what will not be needed again, and do not wait for it: it takes a while to end."""
        self._pool.shutdown(wait=False)

    @property
    def fonts(self) -> str:
        """A folder with the typefaces that a letter may use, and no other file."""
        return self._fonts.name

    def begin(self, job: Job) -> None:
        """Begin to print a letter, as soon as a process is free."""
        self._waiting.append(job)
        if len(self._waiting) >= AT_ONCE:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._begun.append(self._pool.submit(print_letters, self._waiting))
        self._waiting = []

    def finished(self) -> Iterator[tuple[str, str]]:
        """Path and SHA-256 of each letter begun since, once done. Raises what went wrong first; drops the rest."""
        self._hand_over()
        try:
            for done in as_completed(self._begun):
                yield from done.result()
        finally:
            self.drop()

    def drop(self) -> None:
        """Print nothing more of what was begun."""
        for one in self._begun:
            one.cancel()
        wait(self._begun)
        self._begun, self._waiting = [], []


def typefaces() -> list[Path]:
    """The typeface's files, from the package that is depended on; never from whatever the machine has."""
    folder = Path(str(files(TYPEFACE))) / "files"
    return sorted(Path(os.path.realpath(path)) for path in folder.glob("*.otf"))
