"""The site under load: an authority's page as `upheld serve` answers it, beside what the same server does with less.

Everything runs on this machine, the load generator included; each rate is the best of several runs, taken by turns
with the peers. Cached pages are those of all authorities; uncached ones have a query that nobody asked before, so
that Django makes and the site packs each of them anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count, cycle
from urllib.request import Request, urlopen

from bench import Row
from bench.made_load import SENT, Load
from bench.made_load import run as load
from bench.made_site import FOLDER, bundle, served, served_by_granian
from upheld.publication.bundle.schema import SITE

SECONDS = float(os.environ.get("UPHELD_BENCH_SECONDS", 4))
ROUNDS = 3
MOST_CLOSED = 3
CACHED, UNCACHED, MILLISECONDS = 4000, 400, 50


def run() -> Iterator[Row]:
    """Rates first, then how long answers take at half the rates promised."""
    with ExitStack() as servers:
        site = servers.enter_context(served(port=8781))
        empty = servers.enter_context(served_by_granian("bench.made_peer:application", port=8782))
        bare = servers.enter_context(
            served_by_granian("bench.made_peer:bare", port=8783, UPHELD_BENCH_FILE=_file(site))
        )
        asked: dict[str, Callable[[], Iterator[str]]] = {
            "cached": lambda: cycle([f"{site}{path}" for path in authorities()]),
            "uncached": _never_asked(site),
            "empty": lambda: cycle([f"{empty}/"]),
            "bare": lambda: cycle([f"{bare}/"]),
        }
        _warm(site)
        rates = _rates(asked)
        yield Row("authority page, kept", "empty Django view", rates["empty"], rates["cached"], 1, "/s", True)
        yield Row(
            "authority page, kept", "bare answer of the same bytes", rates["bare"], rates["cached"], None, "/s", True
        )
        yield Row("authority page, kept", "the limit", CACHED, rates["cached"], 1, "/s", True)
        yield Row("authority page, not kept", "the limit", UNCACHED, rates["uncached"], 1, "/s", True)
        for name, limit in (("cached", CACHED), ("uncached", UNCACHED)):
            p99 = _paced(asked[name], limit / 2).percentile(0.99) * 1000
            yield Row(f"authority page, {name}: p99 at {limit // 2}/s", "the limit", MILLISECONDS, p99, 1, "ms")
        p99 = _paced(asked["empty"], CACHED / 2).percentile(0.99) * 1000
        yield Row(f"empty Django view: p99 at {CACHED // 2}/s", "the limit", MILLISECONDS, p99, None, "ms")


def authorities() -> list[str]:
    """The paths of all authorities' pages."""
    with sqlite3.connect(f"file:{(bundle() / SITE).resolve()}?mode=ro", uri=True) as site:
        rows = site.execute("SELECT code FROM authorities WHERE in_year ORDER BY code").fetchall()
    return [f"/authorities/{code}/" for (code,) in rows]


def _never_asked(site: str) -> Callable[[], Iterator[str]]:
    number, paths = count(), cycle(authorities())
    return lambda: (f"{site}{path}?n={next(number)}" for path in paths)


def _rates(asked: dict[str, Callable[[], Iterator[str]]]) -> dict[str, float]:
    """The best of several runs of each, by turns."""
    best = dict.fromkeys(asked, 0.0)
    for _ in range(ROUNDS):
        for name, addresses in asked.items():
            best[name] = max(best[name], _whole(load(addresses(), SECONDS)).rate)
    return best


def _paced(addresses: Callable[[], Iterator[str]], pace: float) -> Load:
    """The quietest of several runs at a steady pace: what else this machine does is not ours."""
    runs = [_whole(load(addresses(), SECONDS, pace=pace)) for _ in range(ROUNDS)]
    return min(runs, key=lambda one: one.percentile(0.99))


def _whole(found: Load) -> Load:
    assert not found.failed, f"{found.failed} answers were not 200"
    assert found.closed <= MOST_CLOSED, f"the server closed {found.closed} connections"
    return found


def _warm(site: str) -> None:
    """Each page often enough that every process of the server has it."""
    for _ in range(4):
        for path in authorities():
            _content(f"{site}{path}")


def _file(site: str) -> str:
    """A file that holds an authority's page, packed as it is sent."""
    path = FOLDER / "page"
    path.write_bytes(_content(f"{site}{authorities()[0]}"))
    return str(path)


def _content(address: str) -> bytes:
    with urlopen(Request(address, headers=SENT)) as answer:
        content: bytes = answer.read()
    return content
