"""A bundle of the sample's three years, and our own server on it, for the benchmarks of the site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.publication.bundle.check import BrokenBundle
from upheld.publication.website.in_use import whole

FOLDER = Path("build/bench")
YEARS = (2020, 2021, 2022)


def bundle() -> Path:
    """The bundle of three sample years, made once; made anew where this version would not serve it."""
    out, sample = FOLDER / "site", FOLDER / "three-years"
    try:
        whole((out / "bundle").resolve())
    except BrokenBundle:
        shutil.rmtree(out, ignore_errors=True)
        _quietly("sample_data", "--out", str(sample))
        for year in YEARS:
            complete = f"{YEARS[0]}..{year}"
            what = ("--year", str(year), "--complete", complete, "--out", str(out))
            _quietly("upheld.console", "review", str(sample), *what)
    return out / "bundle"


def _quietly(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def served(port: int = 8765) -> Iterator[str]:
    """The address of the site while it is served by ``upheld serve``."""
    command = [sys.executable, "-m", "upheld.console", "serve", str(bundle()), "--preview", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        try:
            yield next(line.strip().rstrip("/") for line in server.stdout if line.startswith("http"))
        finally:
            server.terminate()
