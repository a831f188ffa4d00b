"""A database of DuckDB's for one piece of work on many rows: bounded in memory, and gone afterwards.

``UPHELD_MEMORY`` says how much memory its rows may take (such as ``2GB``, which it is where nothing is said). What is
more goes to a private folder under ``TMPDIR``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import duckdb

MEMORY = "UPHELD_MEMORY"
USUAL_MEMORY = "2GB"


@contextmanager
def workbench(prefix: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory, and on the disk where that is not enough; it reaches for nothing on the network.

    Raises `Refused` where ``UPHELD_MEMORY`` says no amount of memory.
    """
    import duckdb

    with TemporaryDirectory(prefix=prefix) as spill:
        settings = {
            "temp_directory": spill,
            "memory_limit": os.environ.get(MEMORY) or USUAL_MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
        try:
            connection = duckdb.connect(config=settings)
        except duckdb.Error:
            memory = os.environ.get(MEMORY)
            raise Refused([Problem(MEMORY, value=memory, expected="an amount of memory such as 2GB")]) from None
        connection.execute("SET enable_progress_bar = false")  # standard output is the command's own
        try:
            yield connection
        finally:
            connection.close()
