"""Counting cases straight from Parquet files: `upheld count` beside what one would write by hand, at three sizes.

Every way gives investigations, upheld cases and those with a satisfactory remedy of ten years by authority; sums over
all authorities must agree to the last case, or nothing is told. Ours also finds out, of every case, which authority it
counts for and as at which day its name is meant. Each run is a process of its own, by turns; the median counts. What
is timed is opening the engine, counting, and having every row in Python; imports are not. Memory is the most that a
process held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, nullcontext
from datetime import date
from pathlib import Path
from statistics import median

from bench import Row
from bench.made_memory import MOST, mebibytes

FOLDER = Path("build/bench")
SIZES = tuple(int(size) for size in os.environ.get("UPHELD_BENCH_SIZES", "1000000,10000000,100000000").split(","))
YEARS = range(2013, 2023)
LARGEST_FOR_PANDAS = 10_000_000
GIB = 1.0
SCHEME = "local-government-england"
COLUMNS = ["authority", "successor", "decided_on", "outcome", "satisfactory_remedy"]
INVESTIGATED = ("upheld", "not_upheld")
FIRST, LAST = date(2012, 4, 1), date(2022, 3, 31)
Sums = dict[int, tuple[int, int, int]]
"""By year: investigations, upheld, satisfactory remedies, of all authorities together."""


def made(cases: int) -> Path:
    """The extract of so many cases; kept, and found again by the next run."""
    folder = FOLDER / f"straight-{cases}"
    command = [
        "-m",
        "sample_data",
        "--at-scale",
        str(cases),
        "--years",
        f"{YEARS[0]}..{YEARS[-1]}",
        "--out",
        str(folder),
    ]
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def _summed(rows: Iterable[tuple[int, str, bool, int]]) -> Sums:
    """From (year, outcome, satisfactory, n) of any authorities."""
    found: dict[int, Counter[str]] = {year: Counter() for year in YEARS}
    for year, outcome, satisfactory, n in rows:
        found[year]["all"] += n * (outcome in INVESTIGATED)
        found[year]["upheld"] += n * (outcome == "upheld")
        found[year]["satisfactory"] += n * (outcome == "upheld" and bool(satisfactory))
    return {year: (one["all"], one["upheld"], one["satisfactory"]) for year, one in found.items()}


def by_us(folder: Path, engine: str = "duckdb") -> Callable[[], Sums]:
    """What `upheld count --checked` does."""
    from upheld.intake.straight.counting import count, found
    from upheld.statistics.engines.backends import Room, connected
    from upheld.vocabulary.scheme_loader import load

    scheme, running = load(SCHEME), ExitStack()
    patterns = {"cases": str(folder / "cases"), "authorities": str(folder / "authorities.parquet")}
    kept = running.enter_context(connected(engine)) if engine != "duckdb" else None  # a cluster's session stays

    def run(_stays: ExitStack = running) -> Sums:
        with connected(engine, Room("600MB")) if kept is None else nullcontext(kept) as backend:
            rows = count(backend, found(scheme, patterns), scheme, YEARS)
        sums = {year: [0, 0, 0] for year in YEARS}
        for row in rows:
            if row.item == "uphold_rate":
                sums[row.year][0] += row.base
                sums[row.year][1] += row.count
            elif row.item == "satisfactory_remedy_rate":
                sums[row.year][2] += row.count
        return {year: (a, b, c) for year, (a, b, c) in sums.items()}

    return run


def by_spark(folder: Path) -> Callable[[], Sums]:
    """The same on a cluster of two workers of this machine, its session open; asked once before, to warm it."""
    run = by_us(folder, os.environ["UPHELD_BENCH_SPARK"])
    run()
    return run


def by_hand(folder: Path) -> Callable[[], Sums]:
    """What somebody who knows DuckDB well would write for these counts."""
    import duckdb

    year = "(year(decided_on) + (month(decided_on) * 100 + day(decided_on) > 331)::INTEGER)"
    query = f"""
        SELECT authority, successor, {year} AS y, outcome, satisfactory_remedy, count(*) FROM '{folder}/cases/*.parquet'
        WHERE decided_on BETWEEN DATE '{FIRST}' AND DATE '{LAST}' AND outcome IN {INVESTIGATED} GROUP BY ALL"""

    def run() -> Sums:
        with duckdb.connect(config={"memory_limit": "600MB"}) as connection:
            return _summed((row[2], row[3], row[4], row[5]) for row in connection.execute(query).fetchall())

    return run


def by_scan(folder: Path) -> Callable[[], Sums]:
    """Reading the same columns and doing next to nothing with them; it gives no counts."""
    import duckdb

    texts = ", ".join(f"sum(strlen({name}))" for name in ("authority", "successor", "outcome"))
    rest = "sum(decided_on - DATE '2000-01-01'), count(*) FILTER (satisfactory_remedy)"
    query = f"SELECT {texts}, {rest} FROM '{folder}/cases/*.parquet'"

    def run() -> Sums:
        with duckdb.connect(config={"memory_limit": "600MB"}) as connection:
            connection.execute(query).fetchall()
        return {}

    return run


def by_polars(folder: Path) -> Callable[[], Sums]:
    """Polars, lazily and streaming."""
    import polars as pl

    day = pl.col("decided_on")
    after = day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32) > 331
    keys = ["authority", "successor", "y", "outcome", "satisfactory_remedy"]

    def run() -> Sums:
        inside = pl.scan_parquet(f"{folder}/cases/*.parquet").filter(
            day.is_between(FIRST, LAST) & pl.col("outcome").is_in(INVESTIGATED)
        )
        grouped = inside.with_columns(y=day.dt.year() + after.cast(pl.Int32)).group_by(keys).len()
        return _summed((row[2], row[3], row[4], row[5]) for row in grouped.collect(engine="streaming").rows())

    return run


def by_pandas(folder: Path) -> Callable[[], Sums]:
    """Pandas, all rows in memory."""
    import pandas as pd

    def run() -> Sums:
        read = pd.read_parquet(folder / "cases", columns=COLUMNS)
        day = pd.to_datetime(read["decided_on"])
        read["y"] = day.dt.year + (day.dt.month * 100 + day.dt.day > 331)
        days = (day >= pd.Timestamp(FIRST)) & (day <= pd.Timestamp(LAST))
        inside = read[days & read["outcome"].isin(INVESTIGATED)]
        keys = ["authority", "successor", "y", "outcome", "satisfactory_remedy"]
        counts = inside.groupby(keys, dropna=False, observed=True).size()
        return _summed((int(key[2]), key[3], key[4] is True or key[4] == True, int(n)) for key, n in counts.items())  # noqa: E712

    return run


WAYS: dict[str, Callable[[Path], Callable[[], Sums]]] = {
    "us": by_us,
    "hand-written SQL in DuckDB": by_hand,
    "bare scan of the columns": by_scan,
    "Polars": by_polars,
    "pandas": by_pandas,
    "us on a Spark cluster": by_spark,
}
LIMITS = {"hand-written SQL in DuckDB": 1.3, "bare scan of the columns": 2.5}
LIMITS_FROM = 100_000_000  # below, finding the files and opening an engine is most of what is timed
SEVERAL_TIMES = ("us", *LIMITS)


def _measured(way: str, folder: Path) -> tuple[float, float, Sums]:
    """Seconds, GiB at the most, and what was counted, of one way in a process of its own."""
    command = [sys.executable, "-m", "bench.straight", way, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    seconds, gib, sums = json.loads(done.stdout.splitlines()[-1])
    return seconds, gib, {int(year): tuple(values) for year, values in sums.items()}


def of_size(cases: int) -> list[Row]:
    """Every way at one size, by turns."""
    folder = made(cases)
    ways = [way for way in WAYS if way != "pandas" or cases <= LARGEST_FOR_PANDAS]
    runs: dict[str, list[tuple[float, float, Sums]]] = {way: [] for way in ways}
    for turn in range(3):
        for way in ways:
            if turn == 0 or way in SEVERAL_TIMES:
                runs[way].append(_measured(way, folder))
    expected = runs["us"][0][2]
    for way, found in runs.items():
        if found[0][2] and found[0][2] != expected:
            raise SystemExit(f"{way} and we differ at {cases:,} cases: {found[0][2]} {expected}")
    us, what = median(one[0] for one in runs["us"]), f"count {cases / 1e6:g} million cases from files"
    rows = [
        Row(what, way, median(one[0] for one in found), us, limit=LIMITS.get(way) if cases >= LIMITS_FROM else None)
        for way, found in runs.items()
        if way != "us"
    ]
    held = {way: max(one[1] for one in found) for way, found in runs.items()}
    rows.append(Row(f"{what}: memory", f"limit of {GIB:g} GiB", GIB, held["us"], limit=1.0, unit="GiB"))
    others = [way for way in ways if way not in ("us", "bare scan of the columns", "us on a Spark cluster")]
    return rows + [Row(f"{what}: memory beside", way, held[way], held["us"], unit="GiB") for way in others]


def run() -> list[Row]:
    """All sizes, one Spark cluster for all of them."""
    from tests.support.spark_cluster import cluster

    with cluster() as started:
        os.environ["UPHELD_BENCH_SPARK"] = started.address
        return [row for size in SIZES for row in of_size(size)]


def main(way: str, folder: Path) -> None:
    """One run in this process."""
    counting = WAYS[way](folder)
    if way == "us":
        import ibis
        import pyarrow.parquet  # noqa: F401

        import upheld.statistics.engines.duckdb_backend  # noqa: F401

        ibis.duckdb.connect().disconnect()  # what Ibis imports when it is first asked
    began = time.perf_counter()
    sums = counting()
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, mebibytes(MOST) / 1024, sums]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
