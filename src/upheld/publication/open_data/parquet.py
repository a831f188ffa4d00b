"""The figures as Parquet, typed, with the same description in the file's metadata."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from upheld.publication.open_data.tables import Cell, Filled, Type
from upheld.publication.open_data.text_files import About, json_text


def write_parquet(filled: Filled, about: About, path: Path) -> None:
    """Write a table; a missing number is null, a rate a double."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {Type.TEXT: pa.string(), Type.WHOLE: pa.int64(), Type.DECIMAL: pa.float64()}
    schema = pa.schema(
        [pa.field(column.name, types[column.type], nullable=column.open) for column in filled.columns],
        metadata={"title": about.title, "description": about.description, "notes": json_text(_notes(about))},
    )
    columns = zip(*filled.rows, strict=True) if filled.rows else ([] for _ in filled.columns)
    arrays = [pa.array(map(_cell, cells), field.type) for cells, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="zstd")


def _cell(cell: Cell) -> str | int | float | None:
    return float(cell) if isinstance(cell, Decimal) else cell


def _notes(about: About) -> dict[str, object]:
    return {
        "sample": about.sample or None,
        "licence": about.licence,
        "released_on": about.released_on.isoformat(),
        "edition": about.edition,
    }
