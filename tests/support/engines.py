"""The engines that specs run on, each as one function from events to count rows; and the naive judge among
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support import naive
from tests.support.spec import Count, Events
from upheld.statistics.counting import CountRow
from upheld.statistics.definitions import plan
from upheld.vocabulary.scheme import Scheme

ENGINES = {
    "reference": "upheld.statistics.engines.reference:ReferenceEngine",
    "ibis": "upheld.statistics.engines.ibis_engine:IbisEngine",
}


def _naive(events: Events, _scheme: Scheme, authorities: list[str], years: list[int]) -> Iterable[CountRow]:
    return naive.count(events, authorities, years)


def _counter(where: str) -> Count:
    """An engine that reads a snapshot, made of the events in a folder of its own."""

    def count(
        events: Events, scheme: Scheme, _authorities: list[str], years: list[int]
    ) -> Iterable[CountRow]:
        from tests.support.snapshots import write_snapshot

        module, name = where.split(":")
        engine = getattr(import_module(module), name)()
        with TemporaryDirectory() as folder:
            snapshot = write_snapshot(Path(folder), **events)
            return list(engine.count(snapshot, plan(scheme, years)))

    return count


COUNTERS: dict[str, Callable[..., Iterable[CountRow]]] = {
    "naive": _naive,
    **{name: _counter(where) for name, where in ENGINES.items()},
}
