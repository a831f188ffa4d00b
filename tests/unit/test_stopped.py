"""What a command says that something stopped: what people can put right, and nothing that stood in a row."""

from __future__ import annotations

import sqlite3

import duckdb
import psycopg.errors
import pytest
from django.db.utils import OperationalError

from upheld.console.stopped import why

ROW = "Mrs Secret of 1 High Street"


def caused(error: Exception, cause: Exception) -> Exception:
    """An error as it comes out of Django, with what it came from."""
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (caused(OperationalError(ROW), psycopg.errors.DiskFull(ROW)), "the disk of the PostgreSQL server is full"),
        (psycopg.errors.AdminShutdown(ROW), "the PostgreSQL server ended the connection"),
        (psycopg.OperationalError(ROW), "the connection to the PostgreSQL server was lost"),
        (psycopg.errors.UniqueViolation(ROW), ""),
        (OSError(28, "No space left on device", "x.parquet"), "the disk is full: x.parquet"),
        (OSError(28, "Error writing bytes to file"), "the disk is full"),
        (PermissionError(13, "Permission denied", "x"), "Permission denied: x"),
        (duckdb.OutOfMemoryException(ROW), "there is no room left for rows aside"),
        (duckdb.ConversionException(ROW), ""),
        (ValueError(ROW), ""),
    ],
)
def test_what_is_told(error: Exception, told: str):
    found = why(error)
    assert found.startswith(told) and bool(found) == bool(told)
    assert ROW not in found


def test_a_full_disk_under_sqlite_itself():
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE x (y)")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO x VALUES (zeroblob(100000))")
    connection.close()
    assert why(caused(OperationalError(ROW), full.value)) == "the disk of the register is full"
