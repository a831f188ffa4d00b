"""The workbook made by a process of its own, beside the letters: gptables takes long to come and to write."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from upheld.letters.printing import end_with_parent
from upheld.publication.open_data.actions import write_workbook_of
from upheld.publication.open_data.rows import tables
from upheld.publication.open_data.text_files import about
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme


class WorkbookPress:
    """One process that has gptables ready. Enter it early; `begin` as soon as there are figures.

    >>> with WorkbookPress() as press:
    ...     made = press.begin(scheme, directory, figures, out, sample=False, released_on=day)
    ...     open_data.write(scheme, directory, figures, out, sample=False, released_on=day, workbook=False)
    ...     made.result()  # the workbook's path; raises what went wrong
    """

    def __enter__(self) -> Self:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent)
        self._pool.submit(_warm_up)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def dismiss(self) -> None:
        """Let go what will not be needed again, and do not wait for it: it takes a while to end."""
        self._pool.shutdown(wait=False)

    def begin(
        self,
        scheme: Scheme,
        directory: AuthorityDirectory,
        figures: YearFigures,
        out: Path,
        *,
        sample: bool,
        released_on: date,
        edition: int = 1,
        sources: Sequence[str] = (),
    ) -> Future[Path]:
        """Have the workbook of an edition written into a folder."""
        out.mkdir(parents=True, exist_ok=True)
        facts = {"released_on": released_on, "edition": edition, "sources": tuple(sources)}
        told = about(scheme, figures.year, sample=sample, **facts)  # type: ignore[arg-type]
        filled = tables(scheme, directory, figures, sample=sample)
        return self._pool.submit(write_workbook_of, filled, told, out)


def _warm_up() -> None:
    from upheld.publication.open_data.workbook import gptables_quietly

    gptables_quietly()
