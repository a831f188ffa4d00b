"""Counting in a process of its own, which gets ready while the extract is read."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from upheld.letters.printing import end_with_parent
from upheld.statistics.counting import CountPlan, CountRow, SnapshotFiles


class CountingProcess:
    """An `Engine` beside this process: its libraries take longer to come than a year takes to count."""

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

    def count(self, snapshot: SnapshotFiles, plan: CountPlan) -> Iterable[CountRow]:
        """Count a snapshot with the quick engine."""
        return self._pool.submit(_count, snapshot, plan).result()


def _warm_up() -> None:
    from upheld.statistics.engines.ibis_engine import start

    start()


def _count(snapshot: SnapshotFiles, plan: CountPlan) -> list[CountRow]:
    from upheld.statistics.engines.ibis_engine import IbisEngine

    return IbisEngine().count(snapshot, plan)
