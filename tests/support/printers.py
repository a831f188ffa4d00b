"""What printing processes do instead, in tests: die over a letter, be slow with one, or print nothing."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from upheld.letters import printing
from upheld.letters.printing import Job

Printed = list[tuple[str, str]]
DEADLY, SLOW = "E07000031", "1"


def die_over_one(jobs: list[Job]) -> Printed:
    """Stands for a letter that takes all memory."""
    if any(Path(job.path).stem == DEADLY for job in jobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return printing.print_letters(jobs)


def slow_with_one(jobs: list[Job]) -> Printed:
    """A second and a half for one letter, and for others none."""
    time.sleep(1.5 if any(Path(job.path).name == SLOW for job in jobs) else 0)
    return nothing(jobs)


def nothing(jobs: list[Job]) -> Printed:
    """Done at once."""
    return [(job.path, "") for job in jobs]
