"""Searching 100,000 decisions of about 5 KB with highlights and facets, beside SQLite's own full text search (FTS5).

The same for the bundle of many readers, of two million. Its pages have their limits in `bench.readers`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bench import Row
from bench.bundle import FOLDER, made
from bench.made_searches import EVERYWHERE, read_through, times, usual
from bench.readers import made as many
from upheld.publication.bundle.schema import SEARCH, SITE
from upheld.publication.bundle.search_index import write_index
from upheld.publication.website.decision_search import PER_PAGE

P95, P95_OF_ALL, A_SECOND, WORST = 15, 50, 4000, 200
FTS5 = FOLDER / "fts5.sqlite3"
OF_THEIRS, OF_THEIRS_AMONG_MANY = 20, 2
FACETS = ("authority", "subject", "outcome", "year")
HITS = """
    SELECT d.reference, d.title, snippet(found, 1, '<mark>', '</mark>', '…', 40)
    FROM found JOIN decisions d ON d.id = found.rowid WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?
"""
COUNTS = """
    SELECT {name}, count(*) FROM decisions
    WHERE id IN (SELECT rowid FROM found WHERE found MATCH ?) GROUP BY 1
"""


def run() -> Iterator[Row]:
    """Building both, then the same searches on both."""
    folder = made()
    theirs, number, taken = _build_theirs(folder)
    built = number / _build_ours(folder)
    what = f"search: index of {number:,} decisions"
    yield Row(what, "SQLite FTS5", number / taken, built, unit="a s", more_is_better=True)
    yield Row("search: index built", "the limit", A_SECOND, built, 1, "a s", more_is_better=True)
    ours = _ours(folder)
    for what, name, asked, limit in (
        ("of 1 to 3 words", "usual", usual(), P95),
        ("for a word nearly all hold", "everywhere", [EVERYWHERE], P95_OF_ALL),
    ):
        peer = _p95(times(lambda words: _find_theirs(theirs, words), asked, OF_THEIRS))
        yield Row(f"search {what}: p95", "SQLite FTS5", peer, _p95(ours[name]), unit="ms")
        yield Row(f"search {what}: p95", "the limit", limit, _p95(ours[name]), 1, "ms")
        yield Row(f"search {what}, whole page: p95", "the limit", limit, _p95(ours[f"{name} page"]), 1, "ms")
    yield Row("search: the costliest, whole page: worst", "the limit", WORST, max(ours["hostile page"]), 1, "ms")
    theirs.close()
    try:
        yield from _of_many()
    finally:
        FTS5.unlink()  # it is as large as the bundle


def _of_many() -> Iterator[Row]:
    """The same searches of the bundle of many readers; theirs a few times only, as one can take many seconds."""
    folder, _ = many()
    theirs, number, _ = _build_theirs(folder)
    ours = _ours(folder)
    for what, name, asked, rounds in (
        ("of 1 to 3 words", "usual", usual(), OF_THEIRS),
        ("for a word nearly all hold", "everywhere", [EVERYWHERE], OF_THEIRS_AMONG_MANY),
    ):
        peer = median(times(lambda words: _find_theirs(theirs, words), asked, rounds))
        what = f"search of {number:,} {what}"
        yield Row(f"{what}: median", "SQLite FTS5", peer, median(ours[name]), unit="ms")
        yield Row(f"{what}, whole page: median", "-", None, median(ours[f"{name} page"]), unit="ms")
    yield Row(
        f"search of {number:,}: the costliest, whole page: worst", "-", None, max(ours["hostile page"]), unit="ms"
    )
    theirs.close()


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


def _ours(folder: Path) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "bench.made_searches", str(folder)]
    found: dict[str, list[float]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _build_ours(folder: Path) -> float:
    """The seconds that an index of a bundle's SQLite file takes."""
    aside = FOLDER / "index"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    (aside / SITE).symlink_to(folder / SITE)
    read_through([folder / SITE])
    started = perf_counter()
    write_index(aside)
    taken = perf_counter() - started
    shutil.rmtree(aside / SEARCH)
    return taken


def _build_theirs(folder: Path) -> tuple[sqlite3.Connection, int, float]:
    """An index of FTS5 over the same rows, how many they are, and the seconds that it took."""
    path = FTS5
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    connection.execute("ATTACH ? AS site", (str(folder / SITE),))
    columns = ", ".join(("reference", "title", *FACETS))
    connection.execute(
        "CREATE TABLE decisions (id INTEGER PRIMARY KEY, reference, title, authority, subject, outcome, year)"
    )
    connection.execute(f"INSERT INTO decisions SELECT rowid, {columns} FROM site.decisions")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(title, text, tokenize = 'porter unicode61')")
    read_through([folder / SITE])
    started = perf_counter()
    number = connection.execute(
        "INSERT INTO found (rowid, title, text) SELECT rowid, title, text FROM site.decisions"
    ).rowcount
    connection.commit()
    taken = perf_counter() - started
    read_through([path])
    return connection, number, taken


def _find_theirs(connection: sqlite3.Connection, words: str) -> object:
    query = " ".join(f'"{word}"' for word in words.split())
    hits = connection.execute(HITS, (query, PER_PAGE)).fetchall()
    counts = [connection.execute(COUNTS.format(name=name), (query,)).fetchall() for name in FACETS]
    return hits, counts
