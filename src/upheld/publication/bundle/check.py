"""Whether a bundle is whole. The website serves nothing else."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from upheld.publication.bundle.manifest import content_hash, file_hash, names_of_files
from upheld.publication.bundle.schema import FORMAT, MANIFEST, SITE, TABLES
from upheld.publication.bundle.search_index import wrong_with_index

FACTS = {
    "year": int,
    "edition": int,
    "scheme": str,
    "sample": bool,
    "preview": bool,
    "content": str,
    "files": dict,
}


class BrokenBundle(Exception):
    """A folder that is no whole bundle, and what is wrong with it."""


def check(folder: Path) -> dict[str, Any]:
    """The manifest of a whole bundle that this version can serve; raises `BrokenBundle` otherwise."""
    told = check_files(folder)
    _check_site(folder / SITE, told)
    if wrong := wrong_with_index(folder, told["content"]):
        raise BrokenBundle(wrong)
    return told


def check_files(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle whose every file is as it was written, whatever version wrote its tables."""
    told = read_manifest(folder)
    present = names_of_files(folder)
    if strange := sorted(set(present) ^ set(told["files"])):
        raise BrokenBundle(f"{strange[0]} is {'not in the manifest' if strange[0] in present else 'missing'}")
    for name in present:
        if file_hash(folder / name) != told["files"][name]:
            raise BrokenBundle(f"{name} is not as it was written")
    return told


def read_manifest(folder: Path) -> dict[str, Any]:
    """A bundle's manifest, of a format that is known here."""
    try:
        if not (folder / MANIFEST).is_file():  # a pipe would be waited for
            raise FileNotFoundError(MANIFEST)
        told = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise BrokenBundle(f"no manifest can be read in {folder.name}") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BrokenBundle(f"{folder.name} is not of format {FORMAT}")
    for name, kind in FACTS.items():
        if not isinstance(told.get(name), kind):
            raise BrokenBundle(f"the manifest of {folder.name} does not say {name}")
    return told


def _check_site(path: Path, told: dict[str, Any]) -> None:
    try:
        _check_tables(path)
        content = content_hash(path)
    except sqlite3.Error as error:
        raise BrokenBundle(f"{SITE} cannot be read") from error
    if content != told["content"]:
        raise BrokenBundle(f"{SITE} does not hold what the manifest says")


def _check_tables(path: Path) -> None:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        for table in TABLES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
            if columns != list(table.columns) and (columns or not table.optional):
                raise BrokenBundle(f"{SITE} has another table {table.name} than this version of the site")
    finally:
        connection.close()
