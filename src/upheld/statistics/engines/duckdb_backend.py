"""DuckDB in this process: the default."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import ibis

from upheld.statistics.engines.backends import ELSEWHERE, Backend, Room, named_after
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir


KEYS_AT_ONCE = 12_000_000
"""Hashes that fit into what a count takes by default (600 MB), with room for what else it holds."""
ROWS_AT_ONCE = 20_000
MOST = 1000
"""Keys of a part that are there twice and are looked at; more are not told either."""


@dataclass(frozen=True)
class DuckDB(Backend):
    """Ibis's own ways out of DuckDB import pandas, which takes longer than the counting of a year."""

    def parquet(self, files: Sequence[str], columns: Sequence[str] = ()) -> ir.Table:
        """Files here are read by DuckDB itself; those in an object store by Arrow, which needs nothing downloaded."""
        if ELSEWHERE not in files[0]:
            return super().parquet(files, columns)
        from pyarrow import dataset, fs

        where = fs.FileSystem.from_uri(files[0])[0]
        paths = [fs.FileSystem.from_uri(file)[1] for file in files]
        name = named_after(files)
        self.ibis.con.register(name, dataset.dataset(paths, filesystem=where, format="parquet"))
        table = self.ibis.table(name)
        return table.select(*columns) if columns else table

    def twice(self, table: ir.Table, key: Sequence[str]) -> ir.Table:
        """Keys are looked through by their hashes, so many at once as fit into little memory; then those alone that
        have a hash twice are compared as they are. DuckDB does not put aside what it groups by long texts in time.
        """
        [[number]] = self.rows(table.aggregate(n=table.count()))
        if number <= KEYS_AT_ONCE:
            return super().twice(table, key)
        parts = 1 << (number // KEYS_AT_ONCE).bit_length()
        hashed = table.select(*key[1:], hashed=table[key[0]].hash())
        found: list[int] = []
        for part in range(parts):
            some = hashed.filter((hashed.hashed & (parts - 1)) == part)
            found += (row[0] for row in self.rows(super().twice(some, ("hashed", *key[1:])).limit(MOST)))
        return super().twice(table.filter(table[key[0]].hash().isin(found)), key)

    def rows(self, question: ir.Table) -> list[tuple[Any, ...]]:
        """The rows of a small table as Python values."""
        rows: list[tuple[Any, ...]] = self.ibis.raw_sql(self.ibis.compile(question)).fetchall()
        return rows

    def each(self, question: ir.Table) -> Iterator[tuple[Any, ...]]:
        """The same, as many at a time as are quick to hand over. No other question may be asked meanwhile."""
        answer = self.ibis.raw_sql(self.ibis.compile(question))
        while some := answer.fetchmany(ROWS_AT_ONCE):
            yield from some


@contextmanager
def connected(_address: str, room: Room) -> Iterator[Backend]:
    """A database in memory; what does not fit into the room's memory goes to its folder for the while."""
    # rows of a file need not come in its order, which would have whole files wait in memory
    settings: dict[str, Any] = {"temp_directory": str(room.folder / "upheld-duckdb"), "preserve_insertion_order": False}
    if room.memory:
        settings["memory_limit"] = room.memory
    if room.threads:
        settings["threads"] = room.threads
    own = ibis.duckdb.connect(**settings)
    try:
        with _in_words(room):
            yield DuckDB(own)
    finally:
        own.disconnect()


@contextmanager
def _in_words(room: Room) -> Iterator[None]:
    """What DuckDB says of too little memory or a full disk, in words of ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        expected = f"more memory, or more room in {room.folder}"
        raise Refused([Problem("--memory", value=room.memory, expected=expected)]) from error
    except duckdb.IOException as error:
        if "No space left" in str(error) or "disk" in str(error).lower():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(room.folder)) from error
        raise
