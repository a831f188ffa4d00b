"""Files that authorities hand in: looked at before they are kept, and kept where nothing serves them.

A file is what its content is, never what its name or the browser says. What is not kept is told with its reason, and
then nothing of the lot is kept. Names are for reading only: on the disk a file is called by a random key.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shlex
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from upheld.casework.handed_in.file_kinds import kind_of
from upheld.casework.refusal import Refusal

MOST_FILES = 5
LARGEST = 10 * 1024 * 1024
SCANNING_TAKES = 60
LONGEST_NAME = 100
BETWEEN_FOLDERS = 2


class Handed(Protocol):
    """A file as it was handed in. ``size`` in bytes."""

    name: str | None
    size: int | None

    def read(self) -> bytes:
        """Its content."""
        ...


@dataclass(frozen=True)
class Kept:
    """A file that was kept: its key, the name to show, the kind that its content is, its bytes and their SHA-256."""

    key: str
    name: str
    kind: str
    size: int
    sha256: str


def keep(files: Sequence[Handed], folder: Path, *, scanner: str = "") -> list[Kept]:
    """Look at files and keep all of them, or none. Raises `Refusal` with a sentence for each that is not taken.

    ``scanner`` is a command that is given a file's path: anything but the exit code 0 refuses the file.
    """
    if len(files) > MOST_FILES:
        raise Refusal(f"At most {MOST_FILES} files can be added; these are {len(files)}.")
    kept: list[Kept] = []
    refused: list[str] = []
    for one in files:
        try:
            kept.append(_keep(one, folder, scanner))
        except Refusal as refusal:
            refused += [f"{shown_name(one.name or '')}: {why}" for why in refusal.args]
        except BaseException:
            discard(kept, folder)
            raise
    if refused:
        discard(kept, folder)
        raise Refusal(*refused)
    return kept


def _keep(one: Handed, folder: Path, scanner: str) -> Kept:
    if not one.size:
        raise Refusal("the file is empty.")
    if one.size > LARGEST:
        raise Refusal(f"the file is larger than {LARGEST // 1024 // 1024} MB.")
    content = one.read()
    kind = kind_of(content, PurePosixPath(shown_name(one.name or "")).suffix.lower())
    key = secrets.token_hex(16)
    path = where(key, folder)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        if scanner and not _is_clean(scanner, path):
            raise Refusal("the virus scanner does not let it through.")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(key, shown_name(one.name or "", kind), kind, len(content), hashlib.sha256(content).hexdigest())


def _is_clean(scanner: str, path: Path) -> bool:
    """Whether a scanner lets a file through; one that cannot be run, or is not done in time, does not."""
    try:
        done = subprocess.run([*shlex.split(scanner), str(path)], capture_output=True, timeout=SCANNING_TAKES)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def where(key: str, folder: Path) -> Path:
    """Where a file lies: as ever, so that files and backups of before are found. Raises ValueError for no key."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        raise ValueError("not a key")
    return folder / "queries" / key[:BETWEEN_FOLDERS] / key


def discard(kept: Iterable[Kept], folder: Path) -> None:
    """Remove files that belong to nothing."""
    for one in kept:
        where(one.key, folder).unlink(missing_ok=True)


def shown_name(name: str, kind: str = "") -> str:
    """A name to show and to save under: its last part, without what could steer a terminal, a path or a reader's eye.

    With a kind it ends in that kind, whatever it ended in.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(char for char in unicodedata.normalize("NFC", last) if _is_harmless(char)).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not kind:
        return clean[-LONGEST_NAME:] or "file"
    bare = stem if dot and len(ending) <= 5 else clean
    return f"{bare[:LONGEST_NAME].strip(' .') or 'file'}.{kind}"


def _is_harmless(char: str) -> bool:
    return (unicodedata.category(char)[0] not in "CZ" and char not in '"<>|:*?;%&$`') or char == " "
