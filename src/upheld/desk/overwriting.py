"""Leaving nothing of deleted rows in the files of a SQLite register.

SQLite overwrites what is deleted, but not every unused byte of a page that it fills anew. So the file is written again
without them, and its log is emptied.
"""

from __future__ import annotations

from django.db import OperationalError, connection


def overwrite() -> bool:
    """Write the register's file anew; returns whether nothing of what was deleted is left in it or its log.

    PostgreSQL clears its pages by itself, in its own time.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
    except OperationalError:  # others hold the register
        return False
