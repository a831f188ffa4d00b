"""The register on PostgreSQL: five million cases taken, taken again with few changes, frozen, counted and backed up.

Peers: a hand-written COPY of the same rows, in the same order, into the same tables with the same indexes and foreign
keys; a bare COPY of the same columns out. Limits: writing takes at most 1.5 times the hand-written COPY, freezing at
most 8 times the bare COPY out (it also joins, sorts, packs and hashes), a backup and its restoring at most twice
``pg_dump`` and ``pg_restore``, and no process more than 3 GiB of memory.
``UPHELD_BENCH_REGISTER_CASES`` asks for less. At full size 5 GiB of disk are needed, and about ten minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench import Row, made_extract, made_memory
from tests.support import postgresql

CASES = int(os.environ.get("UPHELD_BENCH_REGISTER_CASES", "5000000"))
LIMIT_WRITING = 1.5
LIMIT_FREEZING = 8.0
LARGE = 1_000_000  # from here on little of the time is loading libraries and making empty tables
LIMIT_BACKUP = 2.0 if CASES >= LARGE else None
MEMORY = 3 * 1024.0
DESK = "desk"
CHANGED = 100
TABLES = {
    "register_case": "reference",
    "register_compliance": "case_reference",
    "register_recommendation": "case_reference, number",
    "register_enquiry": "case_reference, sent_on",
}
PIECE = 2**18


@dataclass(frozen=True)
class Took:
    """What an action took: seconds in all, those of its last step, and the most memory in MiB."""

    seconds: float
    last: float
    memory: float


def run(cases: int = CASES) -> list[Row]:
    """Measure intake, the second extract, freezing and counting."""
    with tempfile.TemporaryDirectory(prefix="upheld-bench-") as place, postgresql.server() as server:
        folder = Path(place)
        register = f"{server}/register"
        for name in ("register", "peer"):
            postgresql.execute(server, f"CREATE DATABASE {name}")
            _one("start", f"{server}/{name}", folder)
        made_extract.make(folder / "extract", cases)
        first = _one("take", register, folder)
        shutil.rmtree(folder / "extract")
        bare = _copied(register, f"{server}/peer", folder)
        postgresql.execute(server, "DROP DATABASE peer")
        made_extract.make(folder / "extract", cases, changed=CHANGED)
        second = _one("take", register, folder)
        shutil.rmtree(folder / "extract")
        made_extract.make(folder / "extract", cases, only=CHANGED)
        few = _one("take", register, folder)
        out = min(_copied_out(register) for _ in range(2))
        frozen = _one("freeze", register, folder)
        counted = _one("count", register, folder)
        dumped, backed_up = _bare_dump(register, folder), _command("backup", DESK, "kept.tar", register, folder)
        loaded = _bare_load(server, folder)
        postgresql.execute(server, "CREATE DATABASE again")
        restored = _command("restore", "kept.tar", "again", f"{server}/again", folder)
    size = f"{cases:,} cases"
    freezing = LIMIT_FREEZING if cases >= LARGE else None
    memory = {"peer_name": "the bound", "peer": MEMORY, "limit": 1.0, "unit": "MiB"}
    return [
        Row(f"register: {size} written to PostgreSQL", "hand-written COPY", bare, first.last, LIMIT_WRITING),
        Row(f"register: {size} read, checked and written", "hand-written COPY", bare, first.seconds),
        Row(f"register: the same, {CHANGED} of them changed", "hand-written COPY", bare, second.seconds),
        Row(f"register: an extract of {CHANGED} cases into {size}", "", None, few.seconds),
        Row(f"register: {size} frozen", "bare COPY out", out, frozen.seconds, freezing),
        Row(f"register: {size} counted", "bare COPY out", out, counted.seconds),
        Row(f"register: {size} backed up, with the snapshot", "bare pg_dump", dumped, backed_up, LIMIT_BACKUP),
        Row(f"register: {size} restored, with the snapshot", "bare pg_restore", loaded, restored, LIMIT_BACKUP),
        Row("register: most memory, taking", us=first.memory, **memory),  # type: ignore[arg-type]
        Row("register: most memory, taking again", us=second.memory, **memory),  # type: ignore[arg-type]
        Row("register: most memory, freezing", us=frozen.memory, **memory),  # type: ignore[arg-type]
    ]


def _copied(source: str, target: str, folder: Path) -> float:
    """Seconds of a plain COPY of the register's rows from files in the order of their keys, in one transaction."""
    import psycopg

    seconds, file = 0.0, folder / "rows.csv"
    with psycopg.connect(source) as old, psycopg.connect(target) as new:
        for table, key in TABLES.items():
            with (
                file.open("wb") as rows,
                old.cursor().copy(f"COPY (SELECT * FROM {table} ORDER BY {key}) TO STDOUT (FORMAT csv)") as copy,
            ):
                for piece in copy:
                    rows.write(piece)
            started = perf_counter()
            with file.open("rb") as rows, new.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
                while piece := rows.read(PIECE):
                    copy.write(piece)
            seconds += perf_counter() - started
        started = perf_counter()
        new.commit()
        seconds += perf_counter() - started
    file.unlink()
    return seconds


def _copied_out(register: str) -> float:
    """Seconds of the bare reading of what freezing reads."""
    import psycopg

    columns = {
        "register_case": "reference, authority, successor, subject, received_on, decided_on, outcome, "
        "satisfactory_remedy",
        "register_compliance": "case_reference, recorded_on, result",
        "register_recommendation": "case_reference, number, category, due_on, extended_to, completed_on, result",
        "register_enquiry": "case_reference, sent_on, due_on, answered_on",
    }
    started = perf_counter()
    with psycopg.connect(register) as connection:
        for table, names in columns.items():
            with connection.cursor().copy(f"COPY (SELECT {names} FROM {table}) TO STDOUT") as copy:
                for _ in copy:
                    pass
    return perf_counter() - started


def _bare_dump(register: str, folder: Path) -> float:
    started = perf_counter()
    subprocess.run(["pg_dump", "-d", register, "--format=custom", f"--file={folder / 'bare.dump'}"], check=True)
    return perf_counter() - started


def _bare_load(server: str, folder: Path) -> float:
    postgresql.execute(server, "CREATE DATABASE bare")
    dump = folder / "bare.dump"
    started = perf_counter()
    subprocess.run(["pg_restore", "-d", f"{server}/bare", "--no-owner", "--single-transaction", dump], check=True)
    seconds = perf_counter() - started
    postgresql.execute(server, "DROP DATABASE bare")
    dump.unlink()
    return seconds


def _command(what: str, source: str, target: str, register: str, folder: Path) -> float:
    """Seconds of a command from one place in the folder to another."""
    command = [sys.executable, "-m", "upheld.console", what, folder / source, folder / target, "--register", register]
    started = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - started


def _one(what: str, register: str, folder: Path) -> Took:
    """One action in a process of its own; its time without the process's start."""
    command = [sys.executable, "-m", "bench.register", "--one", what, register, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return Took(*map(float, done.stdout.split()[-3:]))


def _act(what: str, register: str, folder: Path) -> None:
    """What the process does."""
    from upheld.console.starting import start

    start(register)
    _get_ready()
    steps = [perf_counter()]

    def tell(_: str) -> None:
        steps.append(perf_counter())

    if what != "start":
        {"take": _take, "freeze": _freeze, "count": _count}[what](folder, tell)
    ended = perf_counter()
    print(ended - steps[0], ended - steps[-1], made_memory.mebibytes(made_memory.MOST))


def _get_ready() -> None:
    """Load the libraries: what is measured is the work."""
    import duckdb
    import pyarrow

    import upheld.statistics.engines.ibis_engine

    duckdb.connect().close()
    pyarrow.array([""])
    upheld.statistics.engines.ibis_engine.start()


def _take(folder: Path, tell) -> None:  # type: ignore[no-untyped-def]
    from upheld.intake.actions import take
    from upheld.vocabulary.scheme_loader import load

    take(folder / "extract", load("local-government-england"), by="bench", tell=tell)


def _freeze(folder: Path, _) -> None:  # type: ignore[no-untyped-def]
    from upheld.editions.snapshot import write
    from upheld.register.queries import directory
    from upheld.vocabulary.scheme_loader import load

    write(directory(load("local-government-england")), folder / DESK / "snapshots" / "bench")


def _count(folder: Path, _) -> None:  # type: ignore[no-untyped-def]
    from upheld.statistics.counting import SnapshotFiles
    from upheld.statistics.definitions import plan
    from upheld.statistics.engines.ibis_engine import IbisEngine
    from upheld.vocabulary.scheme_loader import load

    scheme = load("local-government-england")
    list(IbisEngine().count(SnapshotFiles(folder / DESK / "snapshots" / "bench"), plan(scheme, [2020, 2021, 2022])))


if __name__ == "__main__":
    _act(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
