"""Starting Django for the command: one register, made or brought up to date, readable by its owner only.

The settings are named, not imported: `config` wires everything, so nothing but it may know all stages.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.operations.schema import is_of_an_earlier_version
from upheld.vocabulary.problems import Problem, Refused

A_REGISTER = "a register: a path to a SQLite file, or postgresql://user:password@host:port/name"

A_DATABASE = "a database: a path to a SQLite file, or postgresql://user:password@host:port/name"
REGISTER = "--register"
MIGRATE, BY_HAND = "UPHELD_MIGRATE", "by-hand"
MIGRATION_LOCK = 0x7570_6865_6C64
"""The number of the lock on PostgreSQL: "upheld" in hexadecimal."""


def start(register: str | Path, settings: str = "upheld.config.register") -> None:
    """Configure Django on a register (a path or ``postgresql://…``) and bring its tables up to date.

    A SQLite file that is new gets mode 600 before anything is written to it. Raises `Refused` where there is no
    register to be had; a password is never told. With ``UPHELD_MIGRATE=by-hand`` tables of an earlier version are left
    as they are, and refused: `upheld upgrade` changes them.
    """
    start_on(register, settings, "UPHELD_DATABASE", REGISTER)


def start_on(database: str | Path, settings: str, variable: str, option: str) -> None:
    """Configure Django on a database, which settings find by a variable and the command by an option."""
    configure(database, settings, variable, option)
    with alone(database, option):
        bring_up_to_date(database, option)


def configure(database: str | Path, settings: str, variable: str, option: str) -> None:
    """Configure Django on a database, and leave its tables as they are."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    os.environ[variable] = str(database)
    try:
        import django

        django.setup()
    except ValueError:
        raise _refused(database, A_REGISTER if option == REGISTER else A_DATABASE, option) from None


def bring_up_to_date(register: str | Path, option: str, *, by_hand: bool = False) -> None:
    """Make the tables of this version. Killed at any point, it goes on when it is run again."""
    from django.core.management import call_command
    from django.db import DatabaseError

    wanted = A_REGISTER if option == REGISTER else A_DATABASE
    try:
        with _migrating_alone():
            waits = option == REGISTER and not by_hand and os.environ.get(MIGRATE) == BY_HAND
            if waits and is_of_an_earlier_version():
                raise _refused(register, "tables of this version: stop everything, back up, run upheld upgrade", option)
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        if "://" in str(register):
            raise _refused(register, "a PostgreSQL server that answers and lets this account in", option) from error
        raise _refused(register, f"{wanted}; this file is none, or the disk is full", option) from error


@contextmanager
def _migrating_alone() -> Iterator[None]:
    """On PostgreSQL wait for whoever changes tables, on whatever machine. A file is locked by `alone`."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            connection.close()  # ends the lock with the session, whatever state an error left it in


@contextmanager
def alone(register: str | Path, option: str) -> Iterator[None]:
    """Make a SQLite file where there is none, and let one process at a time bring it up to date."""
    if "://" in str(register):
        yield
        return
    path = Path(register)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
        handle = _held_open(path)
    except OSError as error:
        raise _refused(register, f"a file that can be written ({error.strerror})", option) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


_HELD: dict[tuple[int, int], int] = {}
"""The files that this process has brought up to date, by device and number, each with its handle."""


def _held_open(path: Path) -> int:
    """A handle of a SQLite file that stays open as long as the process lives.

    Closing any handle of a file ends every lock that the process has on it, those of SQLite included. The next process
    to close the file would then take itself for the last one, delete the log, and with it what this one writes later
    (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    known = path.stat()
    key = known.st_dev, known.st_ino
    if key not in _HELD:
        _HELD[key] = os.open(path, os.O_RDONLY)
    return _HELD[key]


def _refused(register: str | Path, expected: str, option: str) -> Refused:
    return Refused([Problem(option, value=shown(register), expected=expected)])


def shown(register: str | Path) -> str:
    """A register as it may be told: of an address, which may hold a password, no more than its kind."""
    kind, address, _ = str(register).partition("://")
    return f"{kind}://…" if address else str(register)
