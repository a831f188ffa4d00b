"""Which process does something, and whether it still lives."""

from __future__ import annotations

import os
from pathlib import Path


def process_lives(process: str) -> bool:
    """Whether a process of this machine, as `this_process` named it, still lives."""
    return _started(process.partition(" ")[0]) == process


def this_process() -> str:
    """This process by its number and the moment it started: numbers are used again, both together are not."""
    return _started(str(os.getpid()))


def _started(process: str) -> str:
    """``number start`` of a living process, "" where there is none; without /proc its number alone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return process if not Path("/proc/self").exists() and _answers(int(process)) else ""
    state, *rest = told.rpartition(")")[2].split()
    return "" if state in "ZX" else f"{process} {rest[18]}"


def _answers(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
