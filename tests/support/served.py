"""The public site on a port of its own, as `upheld serve` runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.support.ports import free_port


@contextmanager
def served(bundle: Path, *, workers: int = 1, **environment: str) -> Iterator[tuple[int, list[str]]]:
    """A port at which a bundle is served, and the lines that the server tells of faults, as they come."""
    port = free_port()
    command = [sys.executable, "-m", "upheld.console", "serve", str(bundle), "--port", str(port)]
    own = {**os.environ, "UPHELD_WORKERS": str(workers), **environment}
    told: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=own) as server:
        assert server.stdout and server.stderr
        reader = threading.Thread(target=collect, args=(server.stderr, told))
        reader.start()
        for line in server.stdout:  # with more processes than processors it says so first
            if line.startswith("http"):
                break
        try:
            yield port, told
        finally:
            server.terminate()
            server.wait(timeout=60)
            reader.join()


def collect(lines: IO[str], told: list[str]) -> None:
    """Keep each line as it comes."""
    for line in lines:
        told.append(line)
