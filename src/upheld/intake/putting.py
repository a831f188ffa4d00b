"""Writing what is new and what has changed, inside a transaction that its caller holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from upheld.intake.cells import sql_type
from upheld.intake.loaded import Loaded
from upheld.intake.report import TableTaken
from upheld.intake.tables import Column, Table
from upheld.intake.workspace import FEW, Workspace, named
from upheld.register import writing

Progress = Callable[[int, int], None]
BETWEEN_KEYS = " / "


class Writer:
    """Puts tables into the register, one after the other, and tells how far it is."""

    def __init__(self, workspace: Workspace, total: int, progress: Progress, by: str):
        self.workspace, self.total, self.progress, self.by = workspace, total, progress, by
        self.done = 0

    def put(self, loaded: Loaded, taken: TableTaken) -> None:
        """Write one table's new and changed rows."""
        if taken.new:
            self._insert(loaded.table, taken.new)
        if taken.changed:
            self._keep_prior(loaded.table)
            self._update(loaded)

    def _insert(self, table: Table, number: int) -> None:
        rows = f"FROM compared_{table.name} WHERE is_new ORDER BY {_key(table)}"
        if connection.vendor == "postgresql" and number > FEW:
            cells = ", ".join(map(named, table.names))
            writing.insert_lines(table.model, table.names, self._lines(f"SELECT {cells} {rows}"))
        else:
            cells = ", ".join(map(written, table.columns))
            writing.insert(table.model, table.names, self._counted(f"SELECT {cells} {rows}"))

    def _lines(self, rows: str) -> Iterator[bytes]:
        """Rows as lines of CSV, made of columns: an object for each cell would take longer than the database does."""
        import pyarrow as pa
        from pyarrow import csv

        for stretch in self.workspace.stretches(rows):
            sink = pa.BufferOutputStream()
            csv.write_csv(stretch, sink, csv.WriteOptions(include_header=False))
            yield sink.getvalue().to_pybytes()
            self._move(stretch.num_rows)

    def _update(self, loaded: Loaded) -> None:
        table = loaded.table
        columns = [table.column(name) for name in loaded.header.present if name not in table.key]
        cells = ", ".join(map(written, [*columns, *map(table.column, table.key)]))
        rows = f"SELECT {cells} FROM compared_{table.name} WHERE is_changed ORDER BY {_key(table)}"
        writing.update(table.model, table.key, [column.name for column in columns], self._counted(rows))

    def _keep_prior(self, table: Table) -> None:
        """Keep each row that is about to change as it stands."""
        cells = ", ".join(f"r.{named(name)}" for name in table.names)
        key = ", ".join(map(named, table.key))
        rows = (
            f"SELECT {cells} FROM register_{table.name} r "
            f"SEMI JOIN (SELECT * FROM compared_{table.name} WHERE is_changed) c USING ({key}) ORDER BY {key}"
        )
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        writing.insert(
            "PriorRow",
            ("table", "key", "changed_at", "by", "before"),
            ([self._prior(table, row, now) for row in batch] for batch in self.workspace.batches(rows)),
        )

    def _prior(self, table: Table, row: tuple[Any, ...], now: object) -> tuple[Any, ...]:
        before = dict(zip(table.names, row, strict=True))
        key = BETWEEN_KEYS.join(str(before[name]) for name in table.key)
        return table.name, key, now, self.by, json.dumps(before, default=str, ensure_ascii=False)

    def _counted(self, rows: str) -> Iterator[list[tuple[Any, ...]]]:
        for batch in self.workspace.batches(rows):
            yield batch
            self._move(len(batch))

    def _move(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, self.total)


def _key(table: Table) -> str:
    return ", ".join(map(named, table.key))


def written(column: Column) -> str:
    """A cell as the database takes it: days as ISO texts, true and false as SQLite's numbers where it is SQLite."""
    if sql_type(column) == "DATE":
        return f"CAST({named(column.name)} AS VARCHAR)"
    if sql_type(column) == "BOOLEAN" and connection.vendor == "sqlite":
        return f"CAST({named(column.name)} AS INTEGER)"
    return named(column.name)
