"""Holding a bundle: whoever shows one holds it, and whoever clears old ones away leaves those that are held.

By a lock on the manifest that the system lets go of when the process ends, however it ends. Where a file system has
no locks a bundle is held by nobody, and the last few are kept as always.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from upheld.publication.bundle.schema import MANIFEST


def hold(folder: Path, while_living: object) -> None:
    """Hold a bundle for as long as an object lives."""
    try:
        handle = os.open(folder / MANIFEST, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    weakref.finalize(while_living, os.close, handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return


def is_held(folder: Path) -> bool:
    """Whether somebody holds a bundle, in this process or another."""
    try:
        handle = os.open(folder / MANIFEST, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False
