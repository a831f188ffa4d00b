"""Looking a bundle through once for all processes of a server: the others take the word of the one that did.

Looking through two million decisions takes half a minute and more. Each process that did so itself, at each start and
each new bundle, would take that time from those that answer; a thread of a process that answers would hardly get on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from upheld.publication.bundle.check import BrokenBundle, check, read_manifest

PLACE = "UPHELD_CHECKED"
Looks = frozenset[tuple[str, int, int, int]]


@contextmanager
def word_is_taken() -> Iterator[None]:
    """Let this process and those that it starts take each other's word, in a folder that nobody else can read."""
    with TemporaryDirectory(prefix="upheld-checked-") as place:
        os.environ[PLACE] = place
        try:
            yield
        finally:
            del os.environ[PLACE]


def checked(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle that is whole; raises `BrokenBundle` otherwise.

    Where another process has found it whole, and nothing about its files has changed since, it is not read again.
    Only one process looks through a bundle at a time.
    """
    place = os.environ.get(PLACE)
    if not place:
        return check(folder)
    with _alone(Path(place)):
        note = Path(place) / _name_of(looks_of(folder))
        if note.exists():
            return read_manifest(folder)
        told = look_through(folder)
        note.touch()
        return told


def look_through(folder: Path) -> dict[str, Any]:
    """The manifest of a whole bundle, looked through by a process of its own; raises `BrokenBundle` otherwise."""
    command = [sys.executable, "-m", "upheld.publication.website.checked_once", str(folder)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if told.returncode:
        raise BrokenBundle(told.stdout.strip() or "it cannot be looked through")
    return read_manifest(folder)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    handle = os.open(place / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _name_of(looks: Looks) -> str:
    return hashlib.sha256(repr(sorted(looks)).encode()).hexdigest()


def looks_of(folder: Path) -> Looks:
    """What tells without reading them that files are others now: names, sizes, and when anything about them changed."""
    found = set()
    for path in (folder, *folder.rglob("*")):
        try:
            told = path.lstat()
        except OSError:
            continue
        found.add((str(path), told.st_ino, told.st_size, told.st_ctime_ns))
    return frozenset(found)


def main(folder: str) -> int:
    """Look through a bundle; what is wrong with it on standard output, and exit status 1."""
    try:
        check(Path(folder))
    except Exception as error:  # whatever it is that cannot be read
        is_told = isinstance(error, BrokenBundle | OSError)
        _tell(f"{error}\n" if is_told else f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def _tell(words: str) -> None:
    """Say it to whoever asked; where that process has ended meanwhile, to nobody."""
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left would fail again at the end


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
