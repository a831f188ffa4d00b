"""What is drawn already: for each letter what it was drawn of, and the hashes of its two files.

A file counts as drawn only where the ledger names just this content, layout, typeface and day for it, and the file is
still, byte for byte, what was written then. So a file that is there by half, or of another content, is never taken.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from upheld.letters import html, printing

LEDGER = ".drawn"
"""In a folder that is being filled; of one that is whole it lies beside: nothing but letters is in there."""
KINDS = ("pdf", "html")


@dataclass(frozen=True)
class Entry:
    """A letter's files: the hash of what they were drawn of, and their own."""

    drawn_of: str
    pdf: str
    html: str


class Ledger:
    """The ledger of a folder of letters; a line is added for each letter whose files are both whole."""

    def __init__(self, folder: Path, path: Path | None = None):
        self.folder, self._path = folder, path or folder / LEDGER
        self.entries = dict(_read(self._path))

    def has(self, name: str, drawn_of: str) -> Entry | None:
        """The entry of a letter whose files lie here just as they were drawn of this; None otherwise."""
        entry = self.entries.get(name)
        if entry is None or entry.drawn_of != drawn_of:
            return None
        whole = all(_sha256(self.folder / f"{name}.{kind}") == getattr(entry, kind) for kind in KINDS)
        return entry if whole else None

    def add(self, name: str, entry: Entry) -> None:
        """Put down that a letter is drawn."""
        self.entries[name] = entry
        begin_a_line = b"" if _ends_well(self._path) else b"\n"  # the last line may have been cut off
        with self._path.open("ab") as file:
            file.write(begin_a_line + _line(name, entry))

    def take_over(self, name: str, drawn_of: str, other: Ledger) -> Entry | None:
        """The same where the files lie in another folder: they are linked into this one."""
        entry = other.has(name, drawn_of)
        if entry:
            for kind in KINDS:
                _link(other.folder / f"{name}.{kind}", self.folder / f"{name}.{kind}")
            self.add(name, entry)
        return entry

    def close(self, names: Iterable[str], beside: Path) -> None:
        """Keep these letters alone, and write their entries beside; the same letters give the same ledger."""
        kept = sorted(names)
        files = {LEDGER, *(f"{name}.{kind}" for name in kept for kind in KINDS)}
        for path in self.folder.iterdir():
            if path.is_file() and path.name not in files:
                path.unlink()
        aside = beside.with_name(f"{beside.name}.part")
        aside.write_bytes(b"".join(_line(name, self.entries[name]) for name in kept))
        aside.replace(beside)


def beside(folder: Path) -> Path:
    """Where the ledger of a whole folder of letters lies."""
    return folder.with_name(f".{folder.name}{LEDGER}")


def recipe(layout: Path, fonts: str) -> str:
    """A hash of all that a letter is drawn with beside its content: layout, page, typefaces, and the programs."""
    digest = hashlib.sha256(f"typst {version('typst')} jinja2 {version('jinja2')}".encode())
    files = [*layout.parent.rglob("*"), *html.TEMPLATES.rglob("*"), *Path(fonts).glob("*"), Path(printing.__file__)]
    for path in sorted(path for path in files if path.is_file()):
        digest.update(f"{path.name} {_sha256(path)}\n".encode())
    return digest.hexdigest()


def _read(path: Path) -> Iterable[tuple[str, Entry]]:
    """The lines that are whole; one that was cut off by a crash is left out."""
    try:
        lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        parts = line.split(" ")
        if len(parts) == 4 and all(len(one) == 64 for one in parts[1:]):
            yield parts[0], Entry(*parts[1:])


def _line(name: str, entry: Entry) -> bytes:
    return f"{name} {entry.drawn_of} {entry.pdf} {entry.html}\n".encode()


def _ends_well(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"
    except OSError:  # none there yet, or an empty one
        return True


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _link(old: Path, new: Path) -> None:
    with suppress(FileNotFoundError):
        new.unlink()
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copyfile(old, new)
