"""A whole review of 17,000 cases, process start to finished bundle, beside the bare compiles of a year's letters."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import Row
from bench.letters import bare, job
from bench.made_letters import PUBLISHED_ON, SENT_ON, year
from upheld.letters.actions import contents
from upheld.letters.press import WORKERS, LetterPress

LIMIT = 3
ROUNDS = 3
FOLDER = Path("build/bench")


def run() -> Iterator[Row]:
    """The two by turns; the median of each."""
    sample = FOLDER / "sample"
    if not (sample / "cases.csv").exists():
        made = [sys.executable, "-m", "sample_data", "--out", str(sample), "--years", "2022..2022"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    what = year()
    letters = list(contents(**what, language="en", sent_on=SENT_ON, published_on=PUBLISHED_ON, sample=True))
    with TemporaryDirectory() as folder, LetterPress() as press:
        jobs = [job(what, content, press, folder) for content in letters]
        rounds = [(bare(jobs), _review(sample)) for _ in range(ROUNDS)]
    peer, ours = (median(times) for times in zip(*rounds, strict=True))
    told = f"review: 17,000 cases, {len(jobs)} letters, bundle"
    yield Row(told, f"bare Typst, {WORKERS} processes", peer, ours, LIMIT)


def _review(sample: Path) -> float:
    out = FOLDER / "review"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "upheld.console", "review", str(sample), "--year", "2022", "--out", str(out)]
    started = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return perf_counter() - started
