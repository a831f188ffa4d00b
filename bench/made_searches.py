"""Timing searches of a bundle in a process of its own: `python -m bench.made_searches BUNDLE`.

Prints, as JSON, the milliseconds of each search: of the search alone, and of the whole page as Django answers it,
with no network and nothing kept in front of it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from itertools import cycle, islice
from pathlib import Path
from random import Random
from time import perf_counter
from urllib.parse import urlencode

from bench.made_decisions import COMMON, vocabulary
from bench.made_requests import HOST, environ

SEARCHES, OF_ALL = 200, 40
HOSTILE_ROUNDS = 5
EVERYWHERE = "the"
# The costliest that can be asked: the commonest words, as many as are taken, side by side and not.
COMMONEST = " ".join(COMMON[:12])
HOSTILE = [
    COMMONEST,
    f'"{COMMONEST}"',
    '"the to" "of and"',
    '"the the" "to to"',
    '"the to" "of and" a in that it was for council mr',
    '"the to of and a in" "that it was for council mr"',
    f"{' '.join(COMMON[:11])} unheardof",
]


def usual() -> list[str]:
    """Searches as people make them: words of their own, neither the commonest nor unheard of."""
    dice = Random(3)
    words = [*COMMON[40:], *vocabulary(Random(1))[len(COMMON) : 3000]]
    return [" ".join(dice.sample(words, k=dice.randint(1, 3))) for _ in range(SEARCHES)]


def times(search: Callable[[str], object], asked: list[str], rounds: int) -> list[float]:
    """In milliseconds, of each search as it comes; the first search opens what it needs and is not counted."""
    search(asked[0])
    return [_taken(search, words) for words in islice(cycle(asked), rounds)]


def _taken(search: Callable[[str], object], words: str) -> float:
    started = perf_counter()
    search(words)
    return (perf_counter() - started) * 1000


def read_through(paths: Iterable[Path]) -> None:
    """Let the system hold the files in memory, as it does those of a site that is running."""
    for path in paths:
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass


def page(words: str) -> bytes:
    """The page of a search, as Django alone answers it."""
    from upheld.config.website_wsgi import django_alone

    asked = environ(f"/decisions/?{urlencode({'words': words})}")
    told: list[str] = []
    body = b"".join(django_alone(asked, lambda status, *_: told.append(status)))
    assert told[0].startswith("200"), told
    return body


def main(folder: Path) -> dict[str, list[float]]:
    """All times."""
    os.environ |= {"UPHELD_BUNDLE": str(folder), "UPHELD_HOSTS": HOST, "UPHELD_PREVIEW": "1"}
    from upheld.publication.bundle.check import read_manifest
    from upheld.publication.website.decision_asking import Asked
    from upheld.publication.website.decision_search import find
    from upheld.publication.website.in_use import Bundle

    bundle = Bundle(folder, read_manifest(folder))
    read_through(path for path in (bundle.folder / "site.sqlite3", *(bundle.folder / "search").glob("*.*")))
    found: dict[str, list[float]] = {}
    for name, asked, rounds in (("usual", usual(), SEARCHES), ("everywhere", [EVERYWHERE], OF_ALL)):
        found[name] = times(lambda words: find(bundle, Asked(words=words)), asked, rounds)
        found[f"{name} page"] = times(page, asked, rounds)
    found["hostile page"] = times(page, HOSTILE, HOSTILE_ROUNDS * len(HOSTILE))
    return found


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]).resolve()), sys.stdout)
