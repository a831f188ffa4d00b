"""Counting ten million cases: our engine beside one hand-written query of the same counts, both on DuckDB.

Each run is a process of its own, the two by turns; the median counts. What is timed is opening DuckDB, counting, and
having every row in Python; imports are not, on either side. Memory is the most that a process ever held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from bench import Row
from bench.made_memory import MOST, mebibytes
from bench.made_snapshot import INVESTIGATIONS, make
from upheld.statistics.counting import Breakdown, CountPlan, CountRow, SnapshotFiles
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.year import YearEnd

FOLDER = Path("build/bench")
CASES = int(os.environ.get("UPHELD_BENCH_CASES", 10_000_000))
RUNS = 5
YEARS = (2021, 2022, 2023)
MEMORY_GIB = 2.0


MEASURES = (
    ("uphold_rate", "investigations", "upheld", "decision", "percent"),
    ("satisfactory_remedy_rate", "upheld_decisions", "satisfactory_remedy", "decision", "percent"),
    ("upheld_per_100k", "residents", "upheld", "decision", "per_100k"),
    ("compliance_rate", "compliance_outcomes", "complied", "compliance_outcome", "percent"),
    ("lateness", "compliance_outcomes", "complied_late", "compliance_outcome", "percent"),
    ("late_replies", "enquiries", "answered_late", "reply_due", "percent"),
)


def plan() -> CountPlan:
    """Every measure that the vocabulary can say, and every breakdown, of three years."""
    parts = ("id", "base", "counted", "dated_by", "shown_as")
    measures = [
        Measure(**dict(zip(parts, words, strict=True)), better="lower", order=order)
        for order, words in enumerate(MEASURES)
    ]
    return CountPlan(
        measures, tuple(Breakdown), YEARS, YearEnd(3, 31), frozenset(INVESTIGATIONS), frozenset({"upheld"})
    )


def by_us(snapshot: SnapshotFiles) -> list[CountRow]:
    """What `upheld review` does."""
    from upheld.statistics.engines.ibis_engine import IbisEngine

    return list(IbisEngine().count(snapshot, plan()))


def by_hand(snapshot: SnapshotFiles) -> list[tuple[Any, ...]]:
    """What somebody who knows DuckDB well would write for these very counts."""
    import duckdb

    files = {
        name: f"'{snapshot.table(name)}'"
        for name in ("cases", "compliance", "recommendations", "enquiries", "handovers")
    }
    with duckdb.connect() as connection:
        return connection.execute(QUERY.format(**files)).fetchall()


WAYS: dict[str, Callable[[SnapshotFiles], list[Any]]] = {"us": by_us, "hand": by_hand}


def _year(day: str) -> str:
    return f"(year({day}) + (month({day}) * 100 + day({day}) > 331)::INTEGER)"


def _open_at(year: int) -> str:
    end = f"DATE '{year}-03-31'"
    still = f"received_on <= {end} AND (decided_on IS NULL OR decided_on > {end})"
    return f"count(*) FILTER ({still}) AS open_{year}"


_IN = "BETWEEN DATE '2020-04-01' AND DATE '2023-03-31'"
QUERY = f"""
WITH decided AS MATERIALIZED (
  SELECT decided_by AS a, {_year("decided_on")} AS y, outcome, subject, satisfactory_remedy AS s, count(*) AS n
  FROM {{cases}} WHERE decided_on {_IN} GROUP BY ALL),
complied AS MATERIALIZED (
  SELECT counted_for AS a, {_year("recorded_on")} AS y, result, count(*) AS n
  FROM {{compliance}} WHERE recorded_on {_IN} GROUP BY ALL),
ends AS MATERIALIZED (
  SELECT received_by AS a, {", ".join(map(_open_at, range(2020, 2024)))} FROM {{cases}} GROUP BY ALL),
open AS (
  SELECT a, unnest([2020, 2021, 2022, 2023]) AS y, unnest([open_2020, open_2021, open_2022, open_2023]) AS n
  FROM ends),
handed AS (
  SELECT handed_from, handed_to, y, make_date(y - 1, 4, 1) AS first, make_date(y, 3, 31) AS last, handed_on AS d,
    coalesce(decided_on, DATE '9999-12-31') AS decided_on, count(*) AS n
  FROM {{handovers}}, unnest([2021, 2022, 2023]) AS years(y) GROUP BY ALL),
forward AS (
  SELECT a, y + 1 AS y, 'brought_forward' AS item, n FROM open WHERE y < 2023
  UNION ALL SELECT a, y, 'carried_forward', n FROM open WHERE y > 2020
  UNION ALL SELECT unnest([handed_from, handed_to]), y, 'brought_forward', unnest([-n, n]) FROM handed
    WHERE d <= first AND decided_on >= first
  UNION ALL SELECT unnest([handed_from, handed_to]), y, 'carried_forward', unnest([-n, n]) FROM handed
    WHERE d <= last AND decided_on > last
  UNION ALL SELECT unnest([handed_to, handed_from]), y, unnest(['brought_forward', 'carried_forward']), n FROM handed
    WHERE first < d AND d <= last)
SELECT a, y, 'uphold_rate', '', sum(n) FILTER (outcome = 'upheld'), sum(n) FROM decided
  WHERE outcome IN ('upheld', 'not_upheld') GROUP BY ALL
UNION ALL SELECT a, y, 'satisfactory_remedy_rate', '', coalesce(sum(n) FILTER (s), 0), sum(n) FROM decided
  WHERE outcome = 'upheld' GROUP BY ALL
UNION ALL SELECT a, y, 'upheld_per_100k', '', sum(n), 0 FROM decided WHERE outcome = 'upheld' GROUP BY ALL
UNION ALL SELECT a, y, 'compliance_rate', '', sum(n) FILTER (result <> 'not_complied'), sum(n) FROM complied
  GROUP BY ALL
UNION ALL SELECT a, y, 'lateness', '', coalesce(sum(n) FILTER (result = 'late'), 0), sum(n) FROM complied
  GROUP BY ALL
UNION ALL SELECT counted_for, {_year("due_on")} AS y, 'late_replies', '',
  count(*) FILTER (answered_on IS NULL OR answered_on > due_on), count(*) FROM {{enquiries}}
  WHERE due_on {_IN} GROUP BY ALL
UNION ALL SELECT a, y, 'decided', outcome, sum(n), 0 FROM decided GROUP BY ALL
UNION ALL SELECT received_by, {_year("received_on")} AS y, 'received', subject, count(*), 0 FROM {{cases}}
  WHERE received_on {_IN} GROUP BY ALL
UNION ALL SELECT a, y, 'upheld_by_subject', subject, coalesce(sum(n) FILTER (outcome = 'upheld'), 0), sum(n)
  FROM decided WHERE outcome IN ('upheld', 'not_upheld') GROUP BY ALL
UNION ALL SELECT a, y, 'compliance', result, n, 0 FROM complied
UNION ALL SELECT counted_for, {_year("recorded_on")} AS y, 'days_late',
  (completed_on - coalesce(extended_to, due_on))::VARCHAR AS days, count(*), 0 FROM {{recommendations}}
  WHERE recorded_on {_IN} AND result = 'late' AND completed_on > coalesce(extended_to, due_on) GROUP BY ALL
UNION ALL SELECT decided_by, {_year("decided_on")} AS y, 'remedies', category, count(*), 0
  FROM {{recommendations}} WHERE decided_on {_IN} GROUP BY ALL
UNION ALL SELECT a, y, item, '', sum(n), 0 FROM forward WHERE a <> '' GROUP BY ALL HAVING sum(n) <> 0
"""


def same_counts(snapshot: SnapshotFiles) -> None:
    """Refuse to compare two ways that do not give the same answer."""
    ours = {(row.authority, row.year, str(row.item), row.key, row.count, row.base) for row in by_us(snapshot)}
    theirs = {(a, int(y), item, key, int(count or 0), int(base)) for a, y, item, key, count, base in by_hand(snapshot)}
    if ours != theirs:
        raise SystemExit(f"the two ways of counting differ: {sorted(ours ^ theirs)[:6]}")


def _measured(way: str) -> tuple[float, float]:
    """Seconds, and GiB at the most, of one way in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "bench.counting", way], capture_output=True, text=True, check=True)
    seconds, gib = json.loads(done.stdout)
    return seconds, gib


def run() -> list[Row]:
    """Seconds and memory, by turns."""
    snapshot = make(FOLDER, CASES)
    same_counts(snapshot)
    runs = [(_measured("hand"), _measured("us")) for _ in range(RUNS)]
    hand, us = ([of[side][0] for of in runs] for side in (0, 1))
    most = [max(of[side][1] for of in runs) for side in (0, 1)]
    what = f"count {CASES / 1e6:g} million cases"
    return [
        Row(what, "hand-written SQL in DuckDB", median(hand), median(us), limit=1.3),
        Row(f"{what}: memory", "limit of 2 GiB", MEMORY_GIB, most[1], limit=1.0, unit="GiB"),
        Row(f"{what}: memory beside", "hand-written SQL in DuckDB", most[0], most[1], unit="GiB"),
    ]


def main(way: str) -> None:
    """One run in this process."""
    import duckdb

    snapshot = make(FOLDER, CASES)
    if way == "us":
        from upheld.statistics.engines.ibis_engine import start

        start()
        duckdb.connect().close()
    began = time.perf_counter()
    WAYS[way](snapshot)
    seconds = time.perf_counter() - began
    print(json.dumps([seconds, mebibytes(MOST) / 1024]))


if __name__ == "__main__":
    main(sys.argv[1])
