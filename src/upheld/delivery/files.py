"""The files of letters, as they go with messages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from upheld.delivery.actions import File
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme


def letter_files(scheme: Scheme, directory: AuthorityDirectory, year: int, folder: Path) -> dict[str, tuple[File, ...]]:
    """Authority id → the PDFs of its letter, one a language, for every authority that has one in a folder."""
    end = scheme.year(year).end
    found = {}
    for authority in directory.living(end):
        code = authority.code(end)
        names = [f"{code}.pdf", *(f"{code}.{one}.pdf" for one in scheme.languages[1:])]
        if all((folder / name).is_file() for name in names):
            found[authority.id] = tuple(_file(folder / name) for name in names)
    return found


def _file(path: Path) -> File:
    return File(path.name, path.resolve(), hashlib.sha256(path.read_bytes()).hexdigest())
