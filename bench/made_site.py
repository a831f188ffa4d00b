"""A bundle of the sample's three years, and our own server on it, for the benchmarks of the site."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from urllib.error import URLError
from urllib.request import urlopen

from upheld.publication.bundle.check import BrokenBundle
from upheld.publication.website.in_use import whole
from upheld.publication.website.serving import THREADS, workers

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
    arguments = ("serve", str(bundle()), "--preview", "--port", str(port))
    with _running([sys.executable, "-m", "upheld.console", *arguments], subprocess.PIPE) as server:
        assert server.stdout
        yield next(line.strip().rstrip("/") for line in server.stdout if line.startswith("http"))


@contextmanager
def served_by_granian(application: str, port: int, **environment: str) -> Iterator[str]:
    """The address of an application on the server that the site runs on, with as many processes and threads."""
    arguments = ("--interface", "wsgi", "--workers", str(workers()), "--blocking-threads", str(THREADS))
    command = [sys.executable, "-m", "granian", *arguments, "--port", str(port), "--no-log", application]
    with _running(command, subprocess.DEVNULL, environment):
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/")
        yield address


@contextmanager
def _running(
    command: list[str], output: int, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    own = {**os.environ, **(environment or {})}
    with subprocess.Popen(
        command, stdout=output, stderr=subprocess.DEVNULL, text=True, env=own, process_group=0
    ) as server:
        try:
            yield server
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            urlopen(address).close()
        except URLError:
            sleep(0.1)
        else:
            return
    raise TimeoutError(address)
