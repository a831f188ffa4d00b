"""The press: processes that print letters, made ready early and fed when there is something to print.

However many letters there are, only a few are on their way at a time. Where a process dies, because the machine ran out
of memory or somebody ended it, another takes its place and prints again what was on its way.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from upheld.letters.printing import Job, print_letters, ready, warm_up
from upheld.vocabulary.problems import Problem, Refused

TYPEFACE = "font_source_sans_pro"
WORKERS = min(max(os.cpu_count() or 1, 2), 6)  # more than this one process can't keep in work
AT_ONCE = 4  # letters handed to a process together: enough that it need not wait for the next ones
AHEAD = 3  # such batches for each process, the one that it prints included
TRIES = 3  # of a letter over which processes die


class PressStopped(Refused):
    """Processes died again and again over the same letters; those that were printed before are kept."""


@dataclass(frozen=True)
class _Batch:
    jobs: list[Job]
    tries: int = 0


class LetterPress:
    """Enter it early: its processes start while other work goes on.

    Processes are spawned, not forked: a fork after Typst was used hangs. ``died`` counts those that ended early.

    >>> with LetterPress() as press:
    ...     for path, sha256 in press.printed(jobs):
    ...         ...
    """

    def __init__(self, workers: int = WORKERS):
        self.workers, self.died = workers, 0
        self._under_way: dict[Future[list[tuple[str, str]]], _Batch] = {}

    def __enter__(self) -> Self:
        self._fonts = TemporaryDirectory(prefix="upheld-fonts-")
        for font in typefaces():
            (Path(self.fonts) / font.name).symlink_to(font)
        self._start()
        return self

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=ready)
        for _ in range(self.workers):
            self._pool.submit(warm_up)

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

    def printed(self, jobs: Iterable[Job]) -> Iterator[tuple[str, str]]:
        """Path and SHA-256 of each letter, once done. Jobs are asked for as processes get free.

        Raises what goes wrong first, in a job or in asking for one, and prints nothing more then; `PressStopped` where
        processes die over the same letters again and again.
        """
        new, again = _batched(iter(jobs)), deque[_Batch]()
        try:
            while self._filled(new, again):
                finished, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
                lost = []
                for one in finished:
                    batch = self._under_way.pop(one)
                    if isinstance(one.exception(), BrokenProcessPool):
                        lost.append(batch)
                    else:
                        yield from one.result()
                if lost:
                    again.extend(self._replaced(lost))
        finally:
            self.drop()

    def _filled(self, new: Iterator[_Batch], again: deque[_Batch]) -> bool:
        """Hand over until every process has enough; whether anything is on its way.

        What was on its way when one died goes alone, a letter for each process: when one dies again, few are suspected.
        """
        suspects = again or any(batch.tries for batch in self._under_way.values())
        while len(self._under_way) < (self.workers if suspects else self.workers * AHEAD):
            batch = again.popleft() if again else next(new, None)
            if batch is None:
                break
            self._hand_over(batch)
        return bool(self._under_way)

    def _hand_over(self, batch: _Batch) -> None:
        try:
            self._under_way[self._pool.submit(print_letters, batch.jobs)] = batch
        except BrokenProcessPool as broken:  # it died while nobody looked: told as if it had died over this batch
            told: Future[list[tuple[str, str]]] = Future()
            told.set_exception(broken)
            self._under_way[told] = batch

    def _replaced(self, lost: list[_Batch]) -> Iterator[_Batch]:
        """New processes; what was on its way, letter by letter, so that the one over which they die shows."""
        self.died += 1
        wait(self._under_way)  # all of them are broken, or done
        for one in [one for one in self._under_way if isinstance(one.exception(), BrokenProcessPool)]:
            lost.append(self._under_way.pop(one))
        self._pool.shutdown(cancel_futures=True)
        tired = [job for batch in lost if batch.tries + 1 >= TRIES for job in batch.jobs]
        if tired:
            expected = f"a letter that can be printed; the processes that print died {TRIES} times over it (memory?)"
            raise PressStopped([Problem(Path(job.path).name, expected=expected) for job in tired])
        self._start()
        return (_Batch([job], batch.tries + 1) for batch in lost for job in batch.jobs)

    def drop(self) -> None:
        """Print nothing more of what was begun."""
        for one in self._under_way:
            one.cancel()
        wait(self._under_way)
        self._under_way.clear()


def _batched(jobs: Iterator[Job]) -> Iterator[_Batch]:
    while batch := list(islice(jobs, AT_ONCE)):
        yield _Batch(batch)


def typefaces() -> list[Path]:
    """The typeface's files, from the package that is depended on; never from whatever the machine has."""
    folder = Path(str(files(TYPEFACE))) / "files"
    return sorted(Path(os.path.realpath(path)) for path in folder.glob("*.otf"))
