"""20,000 letters: a second and core beside the bare compiles, memory after 1,000 and at the end, and the next run.

``UPHELD_BENCH_LETTERS`` makes it fewer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bench.made_apps  # noqa: F401
from bench import Row
from bench.letters import _seconds, bare, job
from bench.made_letters import COMPLETE, PUBLISHED_ON, SENT_ON, YEAR, facts_of, rows_of
from upheld.letters.actions import contents, write_letters
from upheld.letters.press import WORKERS, LetterPress
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated
from upheld.vocabulary.scheme_loader import load

LETTERS = int(os.environ.get("UPHELD_BENCH_LETTERS", "20000"))
EARLY = min(1_000, LETTERS // 4)
COMPILED = 300  # letters that are compiled bare, before and after
RATE_LIMIT, MEMORY_LIMIT = 0.8, 1.1
DAYS = {"sent_on": SENT_ON, "published_on": PUBLISHED_ON, "sample": True}


def run() -> Iterator[Row]:
    """The stage at least 0.8 times as quick as bare compiles; at the end at most 1.1 times the memory of the start."""
    what = year(LETTERS)
    with TemporaryDirectory() as folder, LetterPress() as press:
        made = contents(**what, language="en", **DAYS)
        jobs = [job(what, content, press, folder) for content, _ in zip(made, range(COMPILED), strict=False)]
        before = bare(jobs)
        memory: dict[int, int] = {}

        def look(done: int, _: int) -> None:
            if done in (EARLY, LETTERS):
                memory[done] = _resident(press)

        out = Path(folder) / "letters"
        first = _seconds(lambda: write_letters(**what, out=out, press=press, progress=look, **DAYS))
        least = min(before, bare(jobs))
        rates = (len(jobs) / least / WORKERS, LETTERS / first / WORKERS)
        named = f"{LETTERS:,} letters, a second and process"
        yield Row(named, "bare Typst", *rates, RATE_LIMIT, "/s", more_is_better=True)
        yield Row(f"memory after {LETTERS:,} letters", f"after {EARLY:,}", *memory.values(), MEMORY_LIMIT, "MiB")
        again = _seconds(lambda: write_letters(**what, out=out, press=press, **DAYS))
        yield Row("the same again, nothing changed", "the first run", first, again, 0.5)


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


def _resident(press: LetterPress) -> int:
    """MiB that this process and those that print hold."""
    pids = [os.getpid(), *press._pool._processes]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20
