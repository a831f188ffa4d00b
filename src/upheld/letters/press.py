"""The press: processes that print letters, made ready early and fed when there is something to print."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from upheld.letters.printing import Job, print_letter, warm_up

TYPEFACE = "font_source_sans_pro"
WORKERS = 2


class LetterPress:
    """Enter it early: its processes start while other work goes on.

    Processes are spawned, not forked: a fork after Typst was used hangs.

    >>> with LetterPress() as press:
    ...     for path in press.print(jobs):
    ...         ...
    """

    def __init__(self, workers: int = WORKERS):
        self.workers = workers

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

    @property
    def fonts(self) -> str:
        """A folder with the typefaces that a letter may use, and no other file."""
        return self._fonts.name

    def print(self, jobs: Iterable[Job]) -> Iterator[str]:
        """Begin to print letters; gives the path of each one done. Raises what went wrong first."""
        begun = [self._pool.submit(print_letter, job) for job in jobs]
        return (done.result() for done in as_completed(begun))


def typefaces() -> list[Path]:
    """The typeface's files, from the package that is depended on; never from whatever the machine has."""
    folder = Path(str(files(TYPEFACE))) / "files"
    return sorted(Path(os.path.realpath(path)) for path in folder.glob("*.otf"))
