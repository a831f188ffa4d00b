"""Settings that are secret, read from the files that a supervisor gives to one service (systemd's ``LoadCredential``).

A file is called as its setting, such as ``UPHELD_REGISTER``. What it holds stands in no unit, no list of processes and
no environment that others can read.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, OURS = "CREDENTIALS_DIRECTORY", "UPHELD_"


def take() -> None:
    """Take the settings that were given as files. One that the environment has already stays; an empty file is none."""
    folder = os.environ.get(FOLDER)
    for file in sorted(Path(folder).iterdir()) if folder and Path(folder).is_dir() else ():
        if file.name.startswith(OURS) and not os.environ.get(file.name):
            written = file.read_text(encoding="utf-8").strip()
            if written:
                os.environ[file.name] = written
