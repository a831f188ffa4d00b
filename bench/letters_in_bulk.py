"""20,000 letters: how many a second of a core, beside bare compiles; memory after 1,000 and at the end; the next run.

A core's second is one of processor time, of all processes together: it says the same on a machine that others use too.
``UPHELD_BENCH_LETTERS`` makes the letters fewer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bench.made_apps  # noqa: F401
from bench import Row
from bench.letters import job
from bench.made_compiles import compile_all
from bench.made_letters import COMPLETE, PUBLISHED_ON, SENT_ON, YEAR, facts_of, rows_of
from upheld.letters.actions import contents, write_letters
from upheld.letters.press import WORKERS, LetterPress
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated
from upheld.vocabulary.scheme_loader import load

LETTERS = int(os.environ.get("UPHELD_BENCH_LETTERS", "20000"))
EARLY = min(1_000, LETTERS // 4)
COMPILED = 300  # letters that are compiled bare
RATE_LIMIT, MEMORY_LIMIT = 0.75, 1.1
DAYS = {"sent_on": SENT_ON, "published_on": PUBLISHED_ON, "sample": True}


def run() -> Iterator[Row]:
    """At least 0.75 times as many as bare compiles, which make no page; at the end at most 1.1 times the memory."""
    what = year(LETTERS)
    with TemporaryDirectory() as folder, LetterPress() as press:
        made = contents(**what, language="en", **DAYS)
        jobs = [job(what, content, press, folder) for content, _ in zip(made, range(COMPILED), strict=False)]
        compile_all(jobs[:1])  # warms up
        bare = _seconds_of(time.process_time, lambda: compile_all(jobs))
        memory: dict[int, int] = {}

        def look(done: int, _: int) -> None:
            if done in (EARLY, LETTERS):
                memory[done] = _resident(press)

        def write(progress: Callable[[int, int], None] = lambda *_: None) -> None:
            write_letters(**what, out=Path(folder) / "letters", press=press, progress=progress, **DAYS)

        began = time.perf_counter()
        ours = _seconds_of(lambda: _processor(press), lambda: write(look))
        first = time.perf_counter() - began
        rates = (len(jobs) / bare, LETTERS / ours)
        yield Row(f"{LETTERS:,} letters, a core's second", "bare Typst", *rates, RATE_LIMIT, "/s", more_is_better=True)
        yield Row(f"{LETTERS:,} letters, {WORKERS} processes, by the clock", "", None, LETTERS / first, unit="/s")
        yield Row(f"memory after {LETTERS:,} letters", f"after {EARLY:,}", *memory.values(), MEMORY_LIMIT, "MiB")
        again = _seconds_of(time.perf_counter, write)
        yield Row("the same again, nothing changed", "the first run", first, again, 0.5)


def _seconds_of(clock: Callable[[], float], work: Callable[[], object]) -> float:
    begun = clock()
    work()
    return clock() - begun


def year(letters: int) -> dict[str, Any]:
    """Arguments of `write_letters` for so many made-up authorities."""
    scheme = load("local-government-england")
    listed = list(scheme.authorities.living(scheme.year(YEAR).end))
    directory = AuthorityDirectory(_made_up(listed[n % len(listed)], n) for n in range(letters))
    figures = assemble(scheme, directory, YEAR, COMPLETE, rows_of(directory))
    return {
        "scheme": scheme,
        "directory": directory,
        "figures": figures,
        "facts": {one: facts_of(one) for one in figures.authorities},
    }


def _made_up(like: Authority, number: int) -> Authority:
    code, name = f"MADEUP-{number:05d}", f"Made-up body {number:05d}"
    return replace(
        like, id=code, codes=(Dated(code),), official_names=(Dated(name),), short_names=(), start_on=None, successors=()
    )


def _processes(press: LetterPress) -> list[int]:
    """This process and those that print."""
    return [os.getpid(), *press._pool._processes]


def _resident(press: LetterPress) -> int:
    """MiB that they hold."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in _processes(press))
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def _processor(press: LetterPress) -> float:
    """Seconds of processor time that they have had."""
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in _processes(press)]
    return sum(int(ticks) for stat in stats for ticks in stat[11:13]) / os.sysconf("SC_CLK_TCK")
