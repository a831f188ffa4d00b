"""A bundle of 333 authorities, 6 years and 100,000 decisions: how long it takes to write, and how much memory.

Beside it: the bare copy of its files, which no bundle can be written faster than.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench import Row

DECISIONS = 100_000
SECONDS, MEBIBYTES = 60, 2048
FOLDER = Path("build/bench/bundle")


def run() -> Iterator[Row]:
    """One run in a process of its own; the bundle is left there for the search."""
    seconds, mebibytes = _write()
    copied = _copy(FOLDER / "bundle")
    what = f"bundle: 333 authorities, 6 years, {DECISIONS:,} decisions"
    yield Row(what, "bare copy of its files", copied, seconds)
    yield Row(f"{what}: time", "the limit", SECONDS, seconds, 1)
    yield Row(f"{what}: memory", "the limit", MEBIBYTES, mebibytes, 1, "MiB")


def made() -> Path:
    """The bundle that a run left, written if there is none."""
    if not (FOLDER / "bundle").exists():
        _write()
    return (FOLDER / "bundle").resolve()


def _write() -> tuple[float, float]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.made_bundle", str(FOLDER), str(DECISIONS)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1])


def _copy(bundle: Path) -> float:
    to = FOLDER / "copy"
    started = perf_counter()
    shutil.copytree(bundle.resolve(), to, symlinks=True)
    taken = perf_counter() - started
    shutil.rmtree(to)
    return taken
