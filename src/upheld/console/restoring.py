"""``upheld restore``: a desk stands again as a backup holds it, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from upheld.console.backup import BUNDLES, DUMP, FORMAT, LIST, REGISTER, connecting, run_postgresql
from upheld.console.came_back import PutRight, put_right, take_newest
from upheld.console.words import number, say
from upheld.publication.bundle.swap import FOLDER_MODE, settle
from upheld.vocabulary.problems import Problem, Refused

ERASURES = "erasures.jsonl"
PIECE = 2**20


def run(file: Path, out: Path, register: str, erasures: Path | None) -> None:
    """Restore a backup. Everything is unpacked and put right aside: the folder is there when it can be worked with."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused([Problem(str(out), expected="a folder that is not there yet, or empty: nothing is written over")])
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        told = unpacked(file, aside)
        where = _register_of(told, register)
        _point(aside, told["pointers"])
        if erasures:
            take_newest(erasures, aside / ERASURES)
        if told["register"] == DUMP:
            _fill(register, aside / DUMP)
        found = _put_right(where, aside, out, told, file.name)
        if out.exists():
            out.rmdir()
        aside.chmod(int(told.get("mode", 0o700)) & 0o777)
        aside.rename(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    say(f"{number(len(told['files']), 'file')} restored to {out}, as of {told['made_at']}.")
    _tell(found, told["made_at"], newest=erasures is not None)


def _put_right(where: str, aside: Path, out: Path, told: dict[str, Any], name: str) -> PutRight:
    try:
        return put_right(where or str(aside / REGISTER), aside, out, told, name)
    except BaseException:
        if where:
            say("The database is filled, and not yet put right: empty it, and restore again.")
        raise


def _tell(found: PutRight, made_at: str, *, newest: bool) -> None:
    """What was put right, and what a person has to do before others work with it."""
    say(f"{number(found.people, 'person', 'people')} erased again.")
    if not newest:
        say(
            f"No newer file of erasures was given: whoever was erased after {made_at} is in this register again. "
            "If anybody was, restore again with --erasures FILE, before somebody works with it."
        )
    if found.doubtful or found.stopped:
        say(
            f"{number(found.doubtful, 'message')} that waited may have gone since, and "
            f"{number(found.stopped, 'job')} of sending stopped: at the desk a person says what became of them."
        )
    say(
        f"{number(found.announced, 'release')} to come. Nothing is published until a person has held the calendar "
        "against the one on the site (upheld release list) and confirmed it (upheld release confirm, or at the desk)."
    )


def unpacked(file: Path, into: Path) -> dict[str, Any]:
    """Unpack an archive and hold every file against the list at its end; returns the list."""
    return _each_held(file, lambda archive, entry: _unpack(archive, entry, into, into / entry.name))


def looked_through(file: Path) -> dict[str, Any]:
    """Hold every file of a backup against its list without unpacking any; returns the list.

    Raises `Refused` where the backup is not whole.
    """
    return _each_held(file, lambda archive, entry: _hash(_content(archive, entry)))


def _each_held(file: Path, hashed: Callable[[tarfile.TarFile, tarfile.TarInfo], str]) -> dict[str, Any]:
    hashes: dict[str, str] = {}
    told: dict[str, Any] | None = None
    try:
        with tarfile.open(file, "r:") as archive:
            for entry in archive:
                if entry.name == LIST:
                    told = json.loads(_content(archive, entry).read())
                elif entry.isfile() and _is_safe(entry.name):
                    hashes[entry.name] = hashed(archive, entry)
                else:
                    raise _damaged(file, f"{entry.name} is no file of a backup")
    except (OSError, tarfile.TarError, ValueError) as error:
        raise _damaged(file, "it cannot be read to its end") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _damaged(file, "it has no list of its files")
    if wrong := sorted(set(hashes.items()) ^ set(told["files"].items())):
        raise _damaged(file, f"{wrong[0][0]} is not as it was written")
    return told


def _hash(content: Any) -> str:
    with content:
        digest = hashlib.sha256()
        while piece := content.read(PIECE):
            digest.update(piece)
        return digest.hexdigest()


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> Any:
    content = archive.extractfile(entry)
    assert content is not None  # a file has content
    return content


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path, path: Path) -> str:
    digest = hashlib.sha256()
    _private_folders(into, path.parent)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file, _content(archive, entry) as content:
        while piece := content.read(PIECE):
            digest.update(piece)
            file.write(piece)
        os.fchmod(file.fileno(), entry.mode & 0o777)
    return digest.hexdigest()


def _private_folders(into: Path, folder: Path) -> None:
    """Make a folder and those above it, for their owner alone: what lies in them may be readable by itself."""
    for one in reversed([folder, *folder.parents]):
        if one.is_relative_to(into):
            one.mkdir(exist_ok=True, mode=0o700)


def _damaged(file: Path, why: str) -> Refused:
    return Refused([Problem(file.name, expected=f"a whole backup; {why}")])


def _register_of(told: dict[str, Any], register: str) -> str:
    """The database that a backup is of; "" where its register is a file among the others."""
    if told["register"] == REGISTER:
        if register:
            raise Refused([Problem("--register", value="…", expected="nothing: this backup holds a SQLite register")])
        return ""
    if "://" not in register:
        raise Refused([Problem("--register", expected="an empty PostgreSQL database: the backup is of one")])
    return register


def _point(out: Path, pointers: dict[str, str]) -> None:
    """Set the links to bundles again; what bundles show is for everybody but where they are previews."""
    for name, bundle in pointers.items():
        if not _is_safe(f"{name}/{bundle}") or "/" in name + bundle:
            raise Refused([Problem(LIST, value=name, expected="names of bundles")])
        (out / name).symlink_to(Path(BUNDLES) / bundle)
    for one in {out / BUNDLES / bundle for bundle in pointers.values()}:
        is_preview = json.loads((one / "manifest.json").read_bytes())["preview"]
        settle(one, 0o700 if is_preview else FOLDER_MODE)
        (out / BUNDLES).chmod(FOLDER_MODE)


def _fill(register: str, dump: Path) -> None:
    """Load a dump into a database that must be empty, whole or not at all."""
    import psycopg

    with psycopg.connect(**connecting(register)) as connection:  # type: ignore[arg-type]
        query = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        row = connection.execute(query).fetchone()
    if row is None or row[0]:
        raise Refused([Problem("--register", value="…", expected="an empty database: nothing is written over")])
    run_postgresql("pg_restore", register, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
    with psycopg.connect(**connecting(register), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("ANALYZE")  # what PostgreSQL knew of its tables, to plan by, is in no dump
    dump.unlink()
