"""Where in the files a row is that an engine found wrong: looked for only once there is something to tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from upheld.intake.collecting import Collector
from upheld.intake.straight.checks import Found
from upheld.intake.straight.files import Source, name_of, opened
from upheld.vocabulary.problems import Problem

HEADER = 2  # a spreadsheet's number of the first row below the header
ROWS_AT_A_TIME = 100_000
Place = tuple[Any, ...]


def tell(found: Found, source: Source, problems: Collector) -> None:
    """Collect a problem for each of the first rows that break a rule, by file and row."""
    by_file: dict[str, list[Problem]] = {}
    firsts: dict[Place, str] = {}
    for file, number, cells in _places(source, found.rows):
        key = tuple(cells.values())
        if found.again and key not in firsts:
            firsts[key] = f"row {number} of {file}"
            continue
        expected = f"{found.expected}; {firsts[key]} has the same" if found.again else found.expected
        problem = Problem(file, number, found.column, _text(cells[found.column]), expected)
        by_file.setdefault(file, []).append(problem)
    more = max(0, found.total - sum(map(len, by_file.values())))
    for at, (file, told) in enumerate(sorted(by_file.items())):
        problems.add_many(file, told, len(told) + (more if at == 0 else 0))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _places(source: Source, wanted: tuple[dict[str, Any], ...]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """File, row and cells of every row that has the wanted cells; a key that is there twice has two."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import parquet

    columns = list(wanted[0])
    sought = {tuple(row.values()) for row in wanted}
    first = columns[0]
    for file in source.files:
        before = 0
        with parquet.ParquetFile(opened(file)) as found:
            for batch in found.iter_batches(ROWS_AT_A_TIME, columns=[one for one in columns if one in source.columns]):
                keys = pa.array([row[first] for row in wanted], batch.column(first).type)
                for at in pc.indices_nonzero(pc.is_in(batch.column(first), keys)).to_pylist():
                    cells = {one: batch.column(one)[at].as_py() if one in source.columns else None for one in columns}
                    if tuple(cells.values()) in sought:
                        yield name_of(file), before + at + HEADER, cells
                before += batch.num_rows
