"""Where an extract is laid out to be checked as sets: a workbench of DuckDB's, nothing of it kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from upheld.register.workbench import workbench

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH = 20_000
FEW = 10_000  # rows up to here go in without Arrow, whose first array imports pandas: that takes longer than the rows


class Workspace:
    """Sets of rows and questions about them, in SQL."""

    def __init__(self, connection: duckdb.DuckDBPyConnection):
        self.connection = connection

    def do(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement."""
        self.connection.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, list(parameters)).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """The one row of a query."""
        return self.rows(sql, parameters)[0]

    def batches(self, sql: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, some thousands at a time; other questions may be asked meanwhile."""
        cursor = self.connection.cursor()
        cursor.execute("SET enable_progress_bar = false")
        cursor.execute(sql)
        while batch := cursor.fetchmany(BATCH):
            yield batch
        cursor.close()

    def put(self, name: str, types: Mapping[str, str], columns: Sequence[Sequence[object]]) -> None:
        """Make a table of columns that are in memory."""
        self.do(f"CREATE OR REPLACE TABLE {name} ({', '.join(f'{named(one)} {kind}' for one, kind in types.items())})")
        if columns and columns[0]:
            self.append(name, types, columns)

    def stretches(self, sql: str, rows: int = BATCH) -> Iterator[pa.RecordBatch]:
        """The rows of a query as Arrow's columns, some thousands at a time."""
        with self.connection.cursor() as cursor:
            cursor.execute("SET enable_progress_bar = false")
            yield from cursor.sql(sql).to_arrow_reader(rows)

    def append_stretch(self, name: str, stretch: pa.Table) -> None:
        """Put more rows into a table: Arrow's columns in the table's order."""
        self.connection.register("put_in", stretch)
        self.do(f"INSERT INTO {name} SELECT * FROM put_in")
        self.connection.unregister("put_in")

    def append(self, name: str, types: Mapping[str, str], columns: Sequence[Sequence[object]]) -> None:
        """Put more rows into a table, column by column."""
        if len(columns[0]) <= FEW:
            lists = ", ".join(f"unnest(?::{kind}[])" for kind in types.values())
            self.do(f"INSERT INTO {name} SELECT {lists}", [list(values) for values in columns])
            return
        import pyarrow

        kinds = {"VARCHAR": pyarrow.string(), "INTEGER": pyarrow.int32(), "BIGINT": pyarrow.int64()}
        arrays = [pyarrow.array(values, kinds[kind]) for values, kind in zip(columns, types.values(), strict=True)]
        self.append_stretch(name, pyarrow.Table.from_arrays(arrays, names=list(types)))


@contextmanager
def workspace() -> Iterator[Workspace]:
    """A workspace that is gone afterwards."""
    with workbench("upheld-intake-") as connection:
        yield Workspace(connection)


def no_room(error: Exception) -> bool:
    """Whether DuckDB stopped because memory and disk are full, and not because of what it read."""
    import duckdb

    full = any(words in str(error) for words in ("No space left", "File too large", "Disk quota"))
    return isinstance(error, duckdb.OutOfMemoryException) or (isinstance(error, duckdb.IOException) and full)


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
