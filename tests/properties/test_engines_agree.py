"""Every engine counts the same, to the last case: on drawn events, on drawn extracts, and on ten million cases.

DuckDB, PostgreSQL, a Spark cluster of a master and two workers, and one engine that nobody is offered: Polars, added
here as the page on adding engines says. Engines that take long to ask are asked of many drawn examples at once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from bench.counting import plan as plan_of_the_bench
from bench.made_snapshot import make
from tests.properties.test_counting_straight import SCHEME, whole_extracts
from tests.properties.test_engines import EVENTS, SPRING, YEARS, Events, asked
from tests.support import postgresql, spark_cluster
from tests.support.snapshots import write_snapshot
from tests.support.straight import counted_on, judged, write
from upheld.intake.straight.counting import found
from upheld.statistics.counting import CountRow, SnapshotFiles
from upheld.statistics.engines.backends import Backend, Room, connected
from upheld.statistics.engines.ibis_engine import IbisEngine
from upheld.statistics.engines.reference import ReferenceEngine

# PySpark leaves the sockets that answers come through to be closed by whoever clears up.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
AT_ONCE = 40
CLUSTERS: list[spark_cluster.Cluster] = []
CASES = int(os.environ.get("UPHELD_TEST_CASES", 10_000_000))
SLOWLY = settings(max_examples=1, deadline=None, suppress_health_check=list(HealthCheck))
AUTHORITIES_OF = ("received_by", "decided_by", "counted_for", "handed_from", "handed_to")
REFERENCES = ("reference", "case_reference")


def _polars(_: ExitStack) -> Backend:
    import ibis

    return Backend(ibis.polars.connect())


def _duckdb(running: ExitStack) -> Backend:
    return running.enter_context(connected("duckdb", Room(memory="600MB")))


def _postgresql(running: ExitStack) -> Backend:
    if reason := postgresql.why_not():
        pytest.skip(reason)
    return running.enter_context(connected(running.enter_context(postgresql.server()) + "/postgres"))


def _spark(running: ExitStack) -> Backend:
    if reason := spark_cluster.why_not():
        pytest.skip(reason)
    cluster = running.enter_context(spark_cluster.cluster())
    CLUSTERS.append(cluster)
    return running.enter_context(connected(cluster.address))


ENGINES = {
    "duckdb": pytest.param(_duckdb, id="duckdb"),
    "polars": pytest.param(_polars, id="polars"),
    "postgresql": pytest.param(_postgresql, id="postgresql", marks=pytest.mark.postgresql),
    "spark": pytest.param(_spark, id="spark", marks=pytest.mark.spark),
}


@pytest.fixture(scope="module", params=list(ENGINES.values()))
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """One connection to each engine for all tests of this module."""
    with ExitStack() as running:
        yield request.param(running)


def together(drawn: list[Events]) -> Events:
    """Many examples as one: authorities and references of each have its number before them."""
    put: Events = {name: [] for name in ("cases", "compliance", "recommendations", "enquiries", "handovers")}
    for number, events in enumerate(drawn):
        for name, rows in events.items():
            for at, row in enumerate(rows):
                own = {key: f"{number} {row[key]}" for key in AUTHORITIES_OF if row.get(key)}
                key = REFERENCES[name != "cases"]
                put[name].append({**row, **own, key: f"{number} {row.get(key, f'{name} {at}')}"})
    return put


@SLOWLY
@given(drawn=st.lists(EVENTS, min_size=AT_ONCE, max_size=AT_ONCE), years=YEARS)
def test_a_snapshot_is_counted_as_the_reference_counts_it(backend: Backend, drawn: list[Events], years: list[int]):
    asking = asked(years, SPRING)
    with TemporaryDirectory() as folder:
        expected = []
        for number, events in enumerate(drawn):
            rows = ReferenceEngine().count(write_snapshot(Path(folder), **events), asking)
            expected += [row._replace(authority=f"{number} {row.authority}") for row in rows]
        snapshot = write_snapshot(Path(folder), **together(drawn))
        assert sorted(IbisEngine(backend).count(snapshot, asking)) == sorted(expected)


@SLOWLY
@given(drawn=st.lists(whole_extracts(), min_size=AT_ONCE, max_size=AT_ONCE), parts=st.integers(1, 3))
def test_an_extract_is_counted_as_a_loop_counts_it(backend: Backend, drawn: list[Any], parts: int):
    rows: dict[str, list[dict[str, Any]]] = {"cases": [], "compliance": [], "enquiries": []}
    for number, extract in enumerate(drawn):
        for name, of_table in extract.items():
            key = REFERENCES[name != "cases"]
            rows[name] += [{**row, key: f"{number} {row[key]}"} for row in of_table]
    with TemporaryDirectory() as folder:
        extract = found(SCHEME, write(Path(folder), rows, parts))
        assert counted_on(backend, extract, SCHEME, [2020, 2021]) == judged(rows, SCHEME, [2020, 2021])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> SnapshotFiles:
    """Ten million cases, and all that hangs on them."""
    return make(Path(os.environ.get("UPHELD_TEST_FOLDER", tmp_path_factory.mktemp("many"))), CASES)


@pytest.fixture(scope="module")
def expected(many: SnapshotFiles) -> list[CountRow]:
    """What one engine counts, for the others to be held against."""
    return sorted(IbisEngine().count(many, plan_of_the_bench()))


def test_ten_million_cases_are_counted_alike_also_while_a_worker_dies(
    backend: Backend, many: SnapshotFiles, expected: list[CountRow]
):
    asking = plan_of_the_bench()
    killing = threading.Timer(3, CLUSTERS[-1].kill_a_worker) if CLUSTERS and backend.ibis.name == "pyspark" else None
    if killing:  # a worker dies in the middle: its work is done again by the other, and no count differs
        killing.start()
    assert sorted(IbisEngine(backend).count(many, asking)) == expected
    if killing:
        killing.join(timeout=0)
        assert CLUSTERS[-1].workers[0].poll() is not None, "it had counted before the worker was killed"
    upheld = [row for row in expected if row.item == "uphold_rate"]
    assert len({row.authority for row in upheld}) > 300 and sum(row.base for row in upheld) > CASES // 20


def test_one_case_less_is_seen(tmp_path: Path):
    asking, whole = plan_of_the_bench(), make(tmp_path, 2000)
    before, year = IbisEngine().count(whole, asking), max(asking.years)
    cases = whole.table("cases")
    rows = parquet.read_table(cases)
    days = (date(year - 1, 4, 1), date(year, 3, 31))
    gone = next(
        at
        for at, row in enumerate(rows.to_pylist())
        if row["outcome"] == "upheld" and days[0] <= row["decided_on"] <= days[1]
    )
    parquet.write_table(rows.take([at for at in range(rows.num_rows) if at != gone]), cases)
    after = IbisEngine().count(whole, asking)
    upheld, investigated = _upheld(before, year)
    assert upheld > 1 and _upheld(after, year) == (upheld - 1, investigated - 1)


def _upheld(rows: list[CountRow], year: int) -> tuple[int, int]:
    """Upheld and investigated, of all authorities, in a year; by no part of the year or of their subjects."""
    whole = [row for row in rows if row.item == "uphold_rate" and row.year == year and not row[3]]
    return sum(row.count for row in whole), sum(row.base for row in whole)
