"""Opening a register for a command, so that a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def opened(register: str | Path) -> Iterator[None]:
    """Start Django on a register. A SQLite file (and folders) made here is removed again when the work fails."""
    from upheld.console.starting import start

    made = [] if "://" in str(register) else _missing(Path(register))
    try:
        start(register)
        yield
    except BaseException:
        _close()
        if made and not _in_use(Path(register)):
            for path in made:
                _remove(path)
        raise


def _in_use(file: Path) -> bool:
    """Whether another run writes to a register, or has: two that begin at once both find none there."""
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", timeout=0, uri=True)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            return connection.execute("SELECT count(*) FROM access_auditentry").fetchone()[0] > 0
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False


def _missing(file: Path) -> list[Path]:
    """The file and the folders above it that are not there yet, deepest first."""
    return [path for path in (file, *file.parents) if not path.exists()]


def _close() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()


def _remove(path: Path) -> None:
    if path.is_dir():
        if not any(path.iterdir()):
            path.rmdir()
        return
    for part in (path, *path.parent.glob(f"{path.name}-*")):  # the file with its -wal and -shm
        part.unlink(missing_ok=True)
