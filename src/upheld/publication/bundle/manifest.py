"""A bundle's manifest: what it is, and a hash of each file. It comes from the contents, not a clock."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from upheld.publication.bundle.schema import FORMAT, MANIFEST, SEARCH, SITE, TABLES

HASH_LETTERS = 12


def manifest(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """A folder's manifest: its facts, each file's SHA-256, and that of the SQLite file's content."""
    names = names_of_files(folder)
    with ThreadPoolExecutor(1) as beside:
        hashes = beside.map(lambda name: file_hash(folder / name), names)
        content = content_hash(folder / SITE)
    return {"format": FORMAT, **facts, "content": content, "files": dict(zip(names, hashes, strict=True))}


def names_of_files(folder: Path) -> list[str]:
    """All files below a folder but the manifest and the search index, by their paths from there."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != MANIFEST and not name.startswith(f"{SEARCH}/"))


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_hash(path: Path) -> str:
    """SHA-256 of the rows of every table, sorted by key: the same whichever SQLite wrote them."""
    digest = hashlib.sha256()
    for line in canonical_lines(path):
        digest.update(line.encode())
    return digest.hexdigest()


def canonical_lines(path: Path) -> Iterator[str]:
    """Each table's name, then each of its rows as JSON."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    try:
        held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in (one for one in TABLES if one.name in held or not one.optional):
            key = ", ".join(f'"{column}"' for column in table.key)
            yield f"{table.name}\n"
            for row in connection.execute(f"SELECT * FROM {table.name} ORDER BY {key}"):  # noqa: S608
                yield encode(row) + "\n"
    finally:
        connection.close()


def name_of(manifest: dict[str, Any]) -> str:
    """Its name: year, edition and the start of its manifest's hash, the SQLite file's bytes left out."""
    meant = {**manifest, "files": {name: one for name, one in manifest["files"].items() if name != SITE}}
    short = hashlib.sha256(text_of(meant).encode()).hexdigest()[:HASH_LETTERS]
    return f"{manifest['year']}-{manifest['edition']}-{short}"


def text_of(manifest: dict[str, Any]) -> str:
    """A manifest as it is written: the same for the same content."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
