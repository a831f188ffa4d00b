"""``upheld backup``: everything that a desk needs to stand again, in one file, while it goes on working.

The register is copied first, by the database's own means, as it was at one moment. Files come after it: whatever the
register names was on the disk before it was named, so nothing is missing; a file more than it names does no harm.
Every file's hash stands in the list at the end.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from upheld.console.by import by
from upheld.console.editions import existing
from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused

LIST, FORMAT = "backup.json", 1
REGISTER, DUMP = "register.sqlite3", "register.dump"
BUNDLES = "bundles"
HANDED_IN = "files"
NAMED = "upheld-"
"""How backups begin that a folder gets: of them the oldest are let go of, of no others."""
LEFT_OUT = ("prepared",)
"""Folders never copied: what waits to be published is made again from the register."""


def run(out: Path, file: Path, register: str, without: tuple[str, ...], *, keep: int = 0, prove: bool = False) -> None:
    """Write a backup; its owner alone can read it. It stands under its name when it is whole, never before.

    A folder gets a backup that is named by the time, and lets go of all but the ``keep`` newest of that kind. With
    ``prove`` it has its name only once it was unpacked and every published figure in it was found as it is.
    """
    register = register or str(out / REGISTER)
    folder = file if file.is_dir() else None
    file = file / f"{NAMED}{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar" if folder else file
    if file.exists():
        raise Refused([Problem(str(file), expected="a new file: a backup is never written over")])
    with existing(register):
        from upheld.access.actions import record
        from upheld.console.proving import refuse_unproven

        aside = file.with_name(f".{file.name}.part")
        try:
            with _private(aside) as handle:
                files = written(handle, out, register, without, file.parent)
            if prove:
                refuse_unproven(aside)
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
        record("back up", file.name, by=by("backup"), files=files, proven=prove)
    say(f"{number(files, 'file')} are in {file}. It holds personal data: keep it as the register is kept.")
    if prove:
        say("It was unpacked again, and every published figure in it is as the register has it.")
    for old in sorted(folder.glob(f"{NAMED}*.tar"))[:-keep] if folder and keep else ():
        old.unlink()
        say(f"{old.name} was let go of.")


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def written(handle: BinaryIO, out: Path, register: str, without: tuple[str, ...], beside: Path) -> int:
    """Write the archive; returns the number of its files."""
    hashes: dict[str, str] = {}
    with tarfile.open(fileobj=handle, mode="w") as archive, TemporaryDirectory(dir=beside) as aside:
        copy = _copied_register(register, Path(aside))
        hashes[copy.name] = _add(archive, copy.name, copy)
        for name, path in (*_files(out, without, own_register=Path(register)), *_handed_in(out, without)):
            hashes[name] = _add(archive, name, path)
        pointers = {} if BUNDLES in without else _bundles(archive, out, hashes)
        told = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "register": copy.name,
            "out": str(out.resolve()),
            "mode": out.stat().st_mode & 0o777,
            "without": sorted(without),
            "pointers": pointers,
            "files": hashes,
        }
        _add_text(archive, LIST, json.dumps(told, indent=1, sort_keys=True))
    return len(hashes)


def _copied_register(register: str, into: Path) -> Path:
    """The register as it is at one moment, whoever writes to it meanwhile."""
    if "://" in register:
        return _dumped(register, into / DUMP)
    copy = into / REGISTER
    copy.touch(mode=0o600)
    address = f"{Path(register).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
        if new.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Refused([Problem(register, expected="a register that is whole; this one is damaged")])
    return copy


def _dumped(register: str, copy: Path) -> Path:
    # Packing harder takes four times as long, and saves a quarter of the file.
    run_postgresql("pg_dump", register, "--format=custom", "--compress=1", "--no-owner", f"--file={copy}")
    return copy


def connecting(register: str) -> dict[str, str]:
    """What ``postgresql://…`` says of a database, by the names that libpq has for it."""
    from psycopg.conninfo import conninfo_to_dict

    return {name: str(value) for name, value in conninfo_to_dict(register).items() if value}


def run_postgresql(program: str, register: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on a register. The password goes by the environment, where no list of processes
    shows it. Raises `Refused` where the program is missing or fails."""
    told = connecting(register)
    own = {f"PG{name.upper()}": told[name] for name in ("host", "port", "user", "password") if name in told}
    command = [program, f"--dbname={told['dbname']}", *arguments]
    try:
        subprocess.run(command, check=True, env={**os.environ, **own}, capture_output=True)
    except FileNotFoundError as error:
        raise Refused([Problem(program, expected="this program of PostgreSQL on the path")]) from error
    except subprocess.CalledProcessError as error:
        raise Refused([Problem(program, expected=f"no failure; exit status {error.returncode}")]) from error


def _files(out: Path, without: tuple[str, ...], own_register: Path) -> Iterator[tuple[str, Path]]:
    """What lies in a folder of reviews, but for the register, bundles, links, and what is still being made."""
    skipped = {BUNDLES, *LEFT_OUT, *without}
    registers = {f"{name}{end}" for name in (REGISTER, own_register.name) for end in ("", "-wal", "-shm", "-journal")}
    for path in sorted(out.rglob("*")):
        parts = path.relative_to(out).parts
        if parts[0] in skipped or parts[0] in registers or any(part.startswith(".") for part in parts):
            continue
        if path.is_file() and not any(parent.is_symlink() for parent in (path, *path.parents[: len(parts)])):
            yield "/".join(parts), path


def _handed_in(out: Path, without: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """What people handed in, where a setting keeps it elsewhere than in the folder of reviews."""
    folder = Path(os.environ.get("UPHELD_FILES") or out / HANDED_IN)
    if HANDED_IN in without or folder.resolve().is_relative_to(out.resolve()):
        return
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        yield f"{HANDED_IN}/{path.relative_to(folder).as_posix()}", path


def _bundles(archive: tarfile.TarFile, out: Path, hashes: dict[str, str]) -> dict[str, str]:
    """Add the bundles that links point at, while nobody drops one; returns link → name of its bundle."""
    from upheld.publication.bundle.swap import only_writer

    if not (out / BUNDLES).is_dir():
        return {}
    with only_writer(out / BUNDLES):
        links = {one.name: one.resolve() for one in out.iterdir() if one.is_symlink()}
        known = {name: path for name, path in links.items() if path.parent == (out / BUNDLES).resolve()}
        for bundle in sorted(set(known.values())):
            for path in sorted(one for one in bundle.rglob("*") if one.is_file()):
                name = f"{BUNDLES}/{path.relative_to(bundle.parent).as_posix()}"
                hashes[name] = _add(archive, name, path)
    return {name: path.name for name, path in sorted(known.items())}


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO):
        super().__init__()
        self.file, self.digest = file, hashlib.sha256()
        self.read: Callable[..., bytes] = self._read  # type: ignore[assignment]

    def _read(self, size: int = -1) -> bytes:
        part = self.file.read(size)
        self.digest.update(part)
        return part


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file under a name, without whose it is; returns its hash."""
    with path.open("rb") as file:
        about = os.fstat(file.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = about.st_size, int(about.st_mtime), about.st_mode & 0o777
        hashed = _Hashed(file)
        archive.addfile(entry, hashed)
    return hashed.digest.hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    content: Any = text.encode()
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))
