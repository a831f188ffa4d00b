"""A backup proven by unpacking it: every file as it was listed, every published figure as the register has it."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.console.backup import DUMP, REGISTER
from upheld.console.restoring import unpacked
from upheld.vocabulary.problems import Problem, Refused

PUBLISHED = """
SELECT e.id, e.figures_hash, e.snapshot_hash, f.canonical
FROM editions_edition e LEFT JOIN editions_editionfigures f ON f.edition_id = e.id
WHERE e.state IN ('published', 'corrected') ORDER BY e.id
"""
ASIDE = ".proving-"
Kept = tuple[int, str, str]
"""An edition by its number in the register, the hash of its figures, and that of its snapshot."""


def refuse_unproven(file: Path) -> None:
    """Unpack a backup aside and look through it. Raises `Refused` with everything that is not as it must be.

    Of a PostgreSQL register the dump is read to its end; its rows are compared where a backup is restored.
    """
    for left in file.parent.glob(f"{ASIDE}*"):  # of one that was stopped: it holds personal data
        shutil.rmtree(left)
    with TemporaryDirectory(prefix=ASIDE, dir=file.parent) as aside:
        told = unpacked(file, Path(aside))
        if told["register"] == DUMP:
            problems = _wrong_with_dump(Path(aside) / DUMP)
        else:
            problems = _wrong_with_register(Path(aside), with_snapshots="snapshots" not in told["without"])
    if problems:
        raise Refused([Problem(file.name, expected=one) for one in problems])


def _wrong_with_dump(dump: Path) -> list[str]:
    try:
        subprocess.run(["pg_restore", "--file=/dev/null", str(dump)], check=True, capture_output=True)
    except FileNotFoundError:
        return ["pg_restore on the path, to read the dump again"]
    except subprocess.CalledProcessError:
        return ["a dump that pg_restore can read to its end"]
    return []


def _wrong_with_register(folder: Path, *, with_snapshots: bool) -> list[str]:
    from upheld.editions.snapshot import hash_of
    from upheld.statistics.counting import SnapshotFiles

    kept, wrong = _kept(folder / REGISTER)
    if {one: hashes for one, *hashes in kept} != {one: hashes for one, *hashes in _live()}:
        wrong.append("the published editions that the register has now; one was published meanwhile, or one is missing")
    for snapshot in sorted({snapshot for _, _, snapshot in kept}) if with_snapshots else ():
        files = SnapshotFiles(folder / "snapshots" / snapshot)
        if not files.folder.is_dir() or hash_of(files) != snapshot:
            wrong.append(f"snapshot {snapshot[:12]} as it was frozen")
    return wrong


def _kept(register: Path) -> tuple[list[Kept], list[str]]:
    """The published editions in a file, and which of them do not have the figures that they say."""
    kept, wrong = [], []
    with closing(sqlite3.connect(f"{register.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for number, figures, snapshot, canonical in connection.execute(PUBLISHED):
            kept.append((number, figures, snapshot))
            if hashlib.sha256((canonical or "").encode()).hexdigest() != figures:
                wrong.append(f"edition {number} with the figures that were frozen")
    return kept, wrong


def _live() -> list[Kept]:
    from upheld.editions.models import Edition
    from upheld.editions.states import State

    found = Edition.objects.filter(state__in=(State.PUBLISHED, State.CORRECTED)).order_by("pk")
    return list(found.values_list("pk", "figures_hash", "snapshot_hash"))
