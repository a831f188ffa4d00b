"""Intake: a million cases read, checked and written, beside DuckDB's bare reading and SQLite's bare writing.

Limits: reading and checking at most 3 times DuckDB's bare ``read_csv`` into a table with the same types; the whole,
register written, at most 3 times the standard library's bare ``executemany`` of the same rows into the same table.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter

from bench import Row

CASES = 1_000_000
ROUNDS = 3
LIMIT_CHECKING = 3.0
LIMIT_WRITING = 3.0
HEADER = (
    "reference", "authority", "subject", "received_on", "decided_on", "outcome", "fault_accepted_early",
    "satisfactory_remedy", "summary", "public_report_on", "public_report_title",
)  # fmt: skip
SUMMARIES = (
    "",
    "The Council was late to answer, and did not say why.",
    'Mrs X complained about "delay" in her daughter\'s plan. We found fault, and the Council agreed to put it right.',
)
TYPES = {
    **dict.fromkeys(("received_on", "decided_on", "public_report_on"), "DATE"),
    **dict.fromkeys(("fault_accepted_early", "satisfactory_remedy"), "BOOLEAN"),
}


def run(cases: int = CASES) -> list[Row]:
    """Measure reading, checking and writing."""
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as place:
        folder = Path(place)
        file = _make(folder / "extract", cases)
        pairs = [(_timed(lambda: _bare_reading(file)), _in_process("check", folder)) for _ in range(ROUNDS)]
        reading, checked = (min(times) for times in zip(*pairs, strict=True))
        written = _in_process("take", folder)
        again = _in_process("take", folder)
        writing = _bare_writing(folder)
    size = f"{cases:,} cases"
    return [
        Row(f"intake: {size} read and checked", "DuckDB's bare read_csv", reading, checked, LIMIT_CHECKING),
        Row(f"intake: {size} read, checked and written", "sqlite3's bare executemany", writing, written, LIMIT_WRITING),
        Row(f"intake: the same {size} again, nothing changed", "", None, again),
    ]


def _timed(work: Callable[[], None]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _in_process(what: str, folder: Path) -> float:
    """One action in a process of its own; its time without the process's start."""
    command = [sys.executable, "-m", "bench.intake", "--one", what, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return float(done.stdout.split()[-1])


def _one(what: str, folder: Path) -> None:
    """What the process does."""
    import duckdb
    import pyarrow

    from upheld.console.starting import start
    from upheld.vocabulary.scheme_loader import load

    register = folder / ("checked.sqlite3" if what == "check" else "register.sqlite3")
    start(register)
    scheme = load("local-government-england")
    from upheld.intake.actions import check, take

    duckdb.connect().close()
    pyarrow.array([""])
    extract = folder / "extract"
    print(_timed(lambda: check(extract, scheme) if what == "check" else take(extract, scheme, by="bench")))  # type: ignore[arg-type,return-value]


def _make(folder: Path, cases: int) -> Path:
    from datetime import date, timedelta

    from upheld.vocabulary.scheme_loader import load

    scheme, dice, first = load("local-government-england"), Random(20220331), date(2019, 4, 1)
    lasting = [one for one in scheme.authorities if not one.end_on and not (one.start_on and one.start_on > first)]
    names = [name for one in lasting for name in (one.code(first), one.name(date(2022, 3, 31)))]
    outcomes = [outcome.id for outcome in scheme.outcomes]
    folder.mkdir()
    with (folder / "cases.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(cases):
            received = first + timedelta(days=dice.randrange(1000))
            outcome = dice.choice(outcomes)
            better = "true" if outcome in scheme.upheld_outcomes and dice.random() < 0.1 else ""
            decided = received + timedelta(days=dice.randrange(60))
            row = (
                f"{number:09d}",
                dice.choice(names),
                dice.choice(scheme.subjects),
                received,
                decided,
                outcome,
                "",
                better,
            )
            writer.writerow((*row, dice.choice(SUMMARIES), "", ""))
    return folder / "cases.csv"


def _bare_reading(file: Path) -> None:
    import duckdb

    columns = {name: TYPES.get(name, "VARCHAR") for name in HEADER}
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE TABLE cases AS SELECT * FROM read_csv('{file}', columns={columns}, header=true)")


def _bare_writing(folder: Path) -> float:
    """The register's own rows into an empty table with the same indexes, in one transaction; seconds."""
    source = sqlite3.connect(folder / "register.sqlite3")
    statements = [
        sql
        for (sql,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'register_case' AND sql IS NOT NULL ORDER BY type DESC"
        )
    ]
    rows = source.execute("SELECT * FROM register_case").fetchall()
    bare = sqlite3.connect(folder / "bare.sqlite3")
    bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + ";".join(statements))
    started = perf_counter()
    with bare:
        bare.executemany(f"INSERT INTO register_case VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return perf_counter() - started


if __name__ == "__main__":
    _one(sys.argv[2], Path(sys.argv[3]))
