"""Timing each kind of page on a bundle in a process of its own: `python -m bench.made_pages BUNDLE`.

Prints, as JSON, the milliseconds (the best of a few, as Django alone answers, nothing kept) and the bytes of each kind,
the seconds until the process could answer, and its memory in MiB.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

from bench.made_memory import ALL, OF_FILES, mebibytes
from bench.made_requests import HOST, environ

ROUNDS = 3
LARGEST = "SELECT authority FROM decisions GROUP BY authority ORDER BY count(*) DESC LIMIT 1"


def answer(address: str) -> tuple[str, float, int]:
    """The status of one answer, the milliseconds that it took, and its bytes; of a file only the first piece."""
    from upheld.config.website_wsgi import django_alone

    told: list[str] = []
    started = perf_counter()
    made: Any = django_alone(environ(address), lambda status, *_: told.append(status))
    size = len(next(iter(made), b"")) if getattr(made, "streaming", False) else sum(map(len, made))
    taken = (perf_counter() - started) * 1000
    made.close()
    return told[0], taken, size


def kinds(bundle: Any) -> Iterator[tuple[str, str]]:
    """What each kind of page is, and an address of it: the costliest that is known."""
    number = bundle.row("SELECT max(rowid) AS number FROM decisions")["number"]
    code = bundle.row(f"SELECT code FROM authorities WHERE id = ({LARGEST})")["code"]
    reference = quote(bundle.row("SELECT reference FROM decisions WHERE rowid = ?", number)["reference"])
    own = bundle.row(f"SELECT count(*) AS number FROM decisions WHERE authority = ({LARGEST})")["number"]
    members = bundle.row("SELECT count(*) AS number FROM members WHERE year = ?", bundle.newest)["number"]
    agreed = bundle.row("SELECT count(*) AS number FROM improvements")["number"]
    subject, year = quote(bundle.rules["subjects"][0]), bundle.newest
    yield from {
        "front page": "/",
        "front page, a kind": "/?kind=district",
        "front page, page 2": "/?page=2",
        "authorities": "/authorities/",
        "authority": f"/authorities/{code}/",
        "comparing": f"/authorities/{code}/compare/",
        "national": "/national/",
        "national, a kind": f"/national/{year}/district/",
        "finding an authority": "/search/?name=york",
        "finding one misspelt": "/search/?name=bournmuth",
        "decisions": "/decisions/",
        "decisions, in the middle": f"/decisions/?page={number // 40}",
        "decisions, last page": f"/decisions/?page={-(-number // 20)}",
        "decisions of a subject": f"/decisions/?subject={subject}",
        "decisions of a subject, deep": f"/decisions/?subject={subject}&page={number // 20 // 20}",
        "decisions by 2 words": "/decisions/?words=boiler+damp",
        "decisions by a word all hold": "/decisions/?words=the",
        "decisions by a word all hold, last page": "/decisions/?words=the&page=100",
        "decisions by a word all hold, newest": "/decisions/?words=the&sort=newest",
        "decisions of an authority": f"/authorities/{code}/decisions/",
        "decisions of an authority, last page": f"/authorities/{code}/decisions/?page={-(-own // 20)}",
        "feed of decisions": "/decisions/feed.atom",
        "feed of an authority": f"/authorities/{code}/decisions/feed.atom",
        "decision": f"/decisions/{reference}/",
        "downloads": "/downloads/",
        "data dictionary": "/downloads/dictionary/",
        "method": "/method/",
        "API explained": "/api/",
        "API: authorities, last page": f"/api/v1/authorities?size=200&page={-(-members // 200)}",
        "API: decisions": "/api/v1/decisions?size=200",
        "API: decisions, last page": f"/api/v1/decisions?size=200&page={-(-number // 200)}",
        "API: decision": f"/api/v1/decisions/{reference}",
        "API: improvements": "/api/v1/improvements?size=200",
        "API: improvements, last page": f"/api/v1/improvements?size=200&page={-(-agreed // 200)}",
        "API: improvements in a state": "/api/v1/improvements?size=200&state=overdue",
        "API: figures": f"/api/v1/authorities/{code}/years/{year}/figures",
        "sitemaps": "/sitemap.xml",
        "sitemap of decisions, last": f"/sitemaps/decisions-{-(-number // 4000)}.xml",
        "file of decisions, first piece": "/downloads/decisions.csv",
    }.items()


def memory() -> tuple[float, float]:
    """What this process holds: all, and of that its own (not files that the system keeps for everybody), in MiB."""
    every = mebibytes(ALL)
    return every, every - mebibytes(OF_FILES)


def main(folder: Path) -> dict[str, Any]:
    """Everything."""
    os.environ |= {"UPHELD_BUNDLE": str(folder), "UPHELD_HOSTS": HOST, "UPHELD_PREVIEW": "1"}
    started = perf_counter()
    from upheld.config.website_wsgi import application
    from upheld.publication.website.in_use import follow

    del application
    ready = perf_counter() - started
    bundle = follow(str(folder), previews=True).current()
    found = {}
    for name, address in kinds(bundle):
        answers = [answer(address) for _ in range(ROUNDS)]
        status, taken, size = min(answers, key=lambda one: one[1])
        found[name] = {"address": address, "status": status[:3], "ms": taken, "first": answers[0][1], "bytes": size}
    every, own = memory()
    return {"ready": ready, "memory": every, "own": own, "pages": found}


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]).resolve()), sys.stdout)
