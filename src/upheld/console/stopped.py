"""Why a command stopped, in words for what people can put right: a server that went away, a disk that is full.

Errors are known by their class and number. Their text is never told: it may hold what stood in a row.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

SERVER_ENDED = "the PostgreSQL server ended the connection"
BY_NUMBER = {
    "53100": "the disk of the PostgreSQL server is full",
    "53200": "the PostgreSQL server has no memory left",
    "53300": "the PostgreSQL server has as many connections as it lets in",
    "57014": "the PostgreSQL server was told to cancel the work",
    "57P01": SERVER_ENDED,
    "57P02": SERVER_ENDED,
    "57P03": "the PostgreSQL server is starting or stopping",
    "40P01": "others changed the same rows of the register at the same time",
    "55P03": "others hold the register",
}
"""By PostgreSQL's numbers (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_ROOM = "there is no room left for rows aside, neither in memory (UPHELD_MEMORY) nor in the temporary folder (TMPDIR)"


def why(error: BaseException) -> str:
    """Why work stopped, as a part of a sentence; "" where it is nothing that people can put right."""
    return next((told for one in _causes(error) for told in (_told(one),) if told), "")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    package = type(error).__module__.partition(".")[0]
    if package == "psycopg":
        return _of_postgresql(error)
    if package in ("duckdb", "_duckdb"):
        return NO_ROOM if type(error).__name__ in ("OutOfMemoryException", "IOException") else ""
    if package == "sqlite3":
        return {13: "the disk of the register is full", 5: "others hold the register"}.get(
            getattr(error, "sqlite_errorcode", 0) & 0xFF, ""
        )
    if isinstance(error, OSError) and error.strerror:
        told = "the disk is full" if error.errno in FULL else error.strerror
        return f"{told}: {error.filename}" if error.filename else told
    return ""


def _of_postgresql(error: BaseException) -> str:
    number = getattr(error, "sqlstate", None)
    if number:
        return BY_NUMBER.get(number) or (SERVER_ENDED if number.startswith("08") else "")
    return "the connection to the PostgreSQL server was lost" if type(error).__name__ == "OperationalError" else ""
