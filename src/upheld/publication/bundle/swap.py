"""Putting a folder in another's place so that a reader sees the one or the other, whenever power fails."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ASIDE = ".writing-"
FOLDER_MODE, FILE_MODE = 0o755, 0o644


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Wait for any other writer of a folder, then be the only one."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def clear_leavings(folder: Path) -> None:
    """Remove what a writer that was stopped has left; only the writer may."""
    for left in folder.glob(f"{ASIDE}*"):
        if left.is_symlink() or left.is_file():
            left.unlink()
        else:
            shutil.rmtree(left)


def settle(folder: Path, mode: int = FOLDER_MODE) -> None:
    """Make what is in a folder readable by everybody, give it a mode, and see to it that all of it is on the disk.

    Symbolic links stay as they are: what they lead to is not ours.
    """
    for path in sorted(one for one in folder.rglob("*") if not one.is_symlink()):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        sync(path)
    folder.chmod(mode)
    sync(folder)


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def point(link: Path, target: Path) -> None:
    """Make a symbolic link point at a folder, replacing what it pointed at in one step."""
    aside = target.parent / f"{ASIDE}link"
    aside.unlink(missing_ok=True)
    aside.symlink_to(os.path.relpath(target, link.parent))
    aside.replace(link)
    sync(link.parent)
