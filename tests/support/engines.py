"""The engines that specs run on, each as one function from events to count rows; and the naive judge among
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import naive
from tests.support.spec import Count, Events
from upheld.statistics.counting import CountRow, Engine
from upheld.statistics.definitions import plan
from upheld.vocabulary.scheme import Scheme


@lru_cache
def _reference() -> Engine:
    from upheld.statistics.engines.reference import ReferenceEngine

    return ReferenceEngine()


@lru_cache
def _ibis() -> Engine:
    """On one connection for all specs: a new one for each would take longer than the counting."""
    import ibis

    from upheld.statistics.engines.duckdb_backend import DuckDB
    from upheld.statistics.engines.ibis_engine import IbisEngine

    return IbisEngine(DuckDB(ibis.duckdb.connect()))


ENGINES: dict[str, Callable[[], Engine]] = {"reference": _reference, "ibis": _ibis}


def _naive(events: Events, _scheme: Scheme, authorities: list[str], years: list[int]) -> Iterable[CountRow]:
    return naive.count(events, authorities, years)


def _counter(engine: Callable[[], Engine]) -> Count:
    """An engine that reads a snapshot, made of the events in a folder of its own."""

    def count(events: Events, scheme: Scheme, _authorities: list[str], years: list[int]) -> Iterable[CountRow]:
        from tests.support.snapshots import write_snapshot

        with TemporaryDirectory() as folder:
            snapshot = write_snapshot(Path(folder), **events)
            return list(engine().count(snapshot, plan(scheme, years)))

    return count


COUNTERS: dict[str, Callable[..., Iterable[CountRow]]] = {
    "naive": _naive,
    **{name: _counter(engine) for name, engine in ENGINES.items()},
}
