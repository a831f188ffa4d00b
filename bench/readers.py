"""Many readers: pages of a large bundle one by one, then load on 1, 2 and 4 processes, swaps under full load.

The bundle has `UPHELD_BENCH_DECISIONS` decisions (two million) of `UPHELD_BENCH_AUTHORITIES` authorities (333). With
texts of 5 KB it takes 30 GB: `UPHELD_BENCH_SENTENCES=5` makes them an eighth as long. Looking through so much takes
minutes, so that a swap is only seen where `UPHELD_BENCH_SWAP_SECONDS` gives it ten. Everything runs on this machine,
the load generator included: its own limit, on a server that does nothing but answer, stands beside.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from bench import Row
from bench.made_load import run as load
from bench.made_site import _running, served_by_granian
from upheld.publication.bundle.schema import MANIFEST
from upheld.publication.bundle.swap import point

FOLDER = Path(os.environ.get("UPHELD_BENCH_FOLDER", "build/bench")) / "readers"
DECISIONS = int(os.environ.get("UPHELD_BENCH_DECISIONS", 2_000_000))
AUTHORITIES = int(os.environ.get("UPHELD_BENCH_AUTHORITIES", 333))
SECONDS = float(os.environ.get("UPHELD_BENCH_SECONDS", 8))
PROCESSES = (1, 2, 4)
MILLISECONDS, KIBIBYTES, MEBIBYTES = 100, 300, 1024
SWAP_SECONDS = float(os.environ.get("UPHELD_BENCH_SWAP_SECONDS", 600))
MIXED = "1 in 20 not kept"
ONE_UNCACHED_IN = 20


def run() -> Iterator[Row]:
    """Writing, pages, load, swaps."""
    bundle, told = made()
    if told:
        yield Row(f"bundle of {DECISIONS:,}: written", "-", None, told[0])
        yield Row(f"bundle of {DECISIONS:,}: memory of its own", "the limit", MEBIBYTES, told[1], 1, "MiB")
        yield Row(f"bundle of {DECISIONS:,}: memory with what is mapped of files", "-", None, told[2], unit="MiB")
    yield from _pages(bundle)
    yield from _load(bundle)
    yield from _swaps(bundle)


def made() -> tuple[Path, tuple[float, ...] | None]:
    """The bundle, and the seconds and MiB that writing it took (`made_many`); None where it was there already."""
    if (FOLDER / "bundle").exists():
        return (FOLDER / "bundle").resolve(), None
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.made_many", str(FOLDER), str(DECISIONS), str(AUTHORITIES)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return (FOLDER / "bundle").resolve(), tuple(map(float, told))


def _pages(bundle: Path) -> Iterator[Row]:
    command = [sys.executable, "-m", "bench.made_pages", str(bundle)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    yield Row("process: until it can answer", "-", None, found["ready"])
    yield Row("process: memory of its own", "-", None, found["own"], unit="MiB")
    for name, page in found["pages"].items():
        assert page["status"] == "200", (name, page)
        yield Row(f"page: {name}", "the limit", MILLISECONDS, page["ms"], 1, "ms")
        yield Row(f"page: {name}: size", "the limit", KIBIBYTES, page["bytes"] / 1024, 1, "KiB")


def _load(bundle: Path) -> Iterator[Row]:
    """Rates of what is kept, of what never is, and of a mix as readers make it."""
    for number in PROCESSES:
        os.environ["UPHELD_WORKERS"] = str(number)
        what = f"{number} process{'es' * (number > 1)}"
        with served_by_granian("bench.made_peer:bare", port=8783, UPHELD_BENCH_FILE=str(bundle / MANIFEST)) as bare:
            limit = load(cycle([f"{bare}/"]), SECONDS).rate
        with served(bundle) as site:
            for name, addresses in _asked(site).items():
                load(addresses, SECONDS / 4)  # so that every process has what is kept
                done = load(addresses, SECONDS)
                assert not done.failed, f"{done.failed} answers were not 200"
                yield Row(f"{what}: {name}", "a server that only answers", limit, done.rate, unit="/s")
                yield Row(f"{what}: {name}: p99", "-", None, done.percentile(0.99) * 1000, unit="ms")
    del os.environ["UPHELD_WORKERS"]


def _asked(site: str) -> dict[str, Iterator[str]]:
    numbers = count()
    kept = [f"{site}{path}" for path in ("/", "/national/", "/decisions/", "/authorities/E06000001/", "/about/")]
    new = (f"{site}/authorities/E06000001/?n={next(numbers)}" for _ in count())
    mixed = (next(new) if turn % ONE_UNCACHED_IN == 0 else kept[turn % len(kept)] for turn in count())
    return {"kept": cycle(kept), "not kept": new, MIXED: mixed}


@contextmanager
def served(bundle: Path, port: int = 8784) -> Iterator[str]:
    """The address of the site while it is served by ``upheld serve``."""
    arguments = ("serve", str(bundle), "--preview", "--port", str(port))
    with _running([sys.executable, "-m", "upheld.console", *arguments], subprocess.PIPE) as server:
        assert server.stdout
        yield next(line.strip().rstrip("/") for line in server.stdout if line.startswith("http"))


def _swaps(bundle: Path) -> Iterator[Row]:
    """Swaps there and back between two bundles while answers come as fast as they can."""
    other, link = _copy(bundle), FOLDER / "link"
    point(link, bundle)
    seen: set[tuple[bytes, bytes]] = set()
    with served(link) as site:
        swaps: list[float] = []
        mover = threading.Thread(target=_move, args=(link, (other, bundle), site, swaps))
        mover.start()
        found = load(_asked(site)[MIXED], SWAP_SECONDS, connections=16, seen=seen)
        mover.join()
        yield Row("swaps under load: swaps", "-", None, len(swaps), unit="")
        yield Row("swaps under load: until one was seen, slowest", "-", None, max(swaps, default=float("nan")))
        yield Row("swaps under load: answers", "-", None, len(found.times), unit="")
        yield Row("swaps under load: answers that were not 200", "-", None, found.failed, unit="")
        yield Row("swaps under load: answers neither of one nor the other", "-", None, len(_mixed(seen)), unit="")
        yield Row("swaps under load: connections closed", "-", None, found.closed, unit="")
        yield Row("swaps under load: slowest answer", "-", None, max(found.times) * 1000, unit="ms")
    shutil.rmtree(other)


def _mixed(seen: set[tuple[bytes, bytes]]) -> list[bytes]:
    """Addresses of which more than two answers were seen: there were two bundles."""
    answers: dict[bytes, int] = {}
    for request, _ in seen:
        answers[request] = answers.get(request, 0) + 1
    return [request for request, number in answers.items() if number > 2]


def _move(link: Path, to: tuple[Path, Path], site: str, swaps: list[float]) -> None:
    """Move the link as soon as the last move was seen; keeps the seconds that each took to be seen."""
    end, turn = monotonic() + SWAP_SECONDS - 2, 0
    while monotonic() < end:
        before, moved = _tag(site), monotonic()
        point(link, to[turn % 2])
        while _tag(site) == before and monotonic() < end:
            sleep(0.2)
        if monotonic() < end:
            swaps.append(monotonic() - moved)
        turn += 1
        sleep(2)


def _tag(site: str) -> str:
    with urlopen(f"{site}/about/") as answer:
        return str(answer.headers["ETag"])


def _copy(bundle: Path) -> Path:
    """The same bundle under another name: its large files are the very same, and its answers have other ETags."""
    other = bundle.with_name(f"{bundle.name}-2")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(bundle, other, symlinks=True, copy_function=os.link)
    return other
