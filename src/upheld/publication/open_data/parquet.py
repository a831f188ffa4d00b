"""The figures as Parquet, typed, with the same description in the file's metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from upheld.publication.open_data.tables import AnyTable, Filled, Type
from upheld.publication.open_data.text_files import About, by_column, json_text


@contextmanager
def writing_parquet(
    table: AnyTable, about: About, path: Path, *, long: bool = False
) -> Iterator[Callable[[Filled], None]]:
    """Write a table whose rows come some at a time; a missing number is null, a rate a double. Yields what adds rows.

    ``long`` texts hardly ever stand in a column twice: looking for those that do takes most of the time.
    """
    import pyarrow.parquet as pq

    schema = _schema(table, about)
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=not long) as writer:
        yield lambda part: writer.write_table(_table(part, schema))


def write_plain(parts: Iterator[Filled], path: Path) -> None:
    """Write a table that is not published, without a description; its rows come a few at a time, some at least."""
    import pyarrow.parquet as pq

    first = next(parts)
    schema = _columns(first)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in chain((first,), parts):
            writer.write_table(_table(part, schema))


def _schema(filled: AnyTable, about: About) -> Any:
    described = {"title": about.title, "description": about.description, "notes": json_text(_notes(about))}
    return _columns(filled).with_metadata(described)


def _columns(filled: AnyTable) -> Any:
    import pyarrow as pa

    types = {Type.TEXT: pa.string(), Type.WHOLE: pa.int64(), Type.DECIMAL: pa.float64(), Type.DAY: pa.date32()}
    return pa.schema([pa.field(column.name, types[column.type], nullable=column.open) for column in filled.columns])


def _table(filled: Filled, schema: Any) -> Any:
    import pyarrow as pa

    arrays = [
        pa.array(READ[column.type](cells), field.type)
        for cells, field, column in zip(by_column(filled), schema, filled.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _doubles(cells: Sequence[Any]) -> list[float | None]:
    return [None if cell is None else float(cell) for cell in cells]


def _days(cells: Sequence[Any]) -> list[date | None]:
    return [date.fromisoformat(cell) if cell else None for cell in cells]


READ: dict[Type, Callable[[Sequence[Any]], Sequence[Any]]] = {
    Type.TEXT: list,
    Type.WHOLE: list,
    Type.DECIMAL: _doubles,
    Type.DAY: _days,
}


def _notes(about: About) -> dict[str, object]:
    return {
        "sample": about.sample or None,
        "licence": about.licence,
        "released_on": about.released_on.isoformat(),
        "edition": about.edition,
    }
