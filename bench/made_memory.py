"""What this process holds of memory, as the system tells it (`proc(5)`, ``/proc/self/status``).

Not `ru_maxrss`, which counts what a process's parent held when it was started.
"""

from __future__ import annotations

import re
from pathlib import Path

ALL, MOST = "VmRSS", "VmHWM"
"""All that is held now, and the most that ever was, with what is mapped of files."""
OWN, OF_FILES = "RssAnon", "RssFile"
"""Of what is held now: its own, and what is mapped of files, which the system takes back as it likes."""


def mebibytes(what: str) -> float:
    """One of them, in MiB; not a number where the system does not tell it."""
    told = re.search(rf"^{what}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(told.group(1)) / 1024 if told else float("nan")
