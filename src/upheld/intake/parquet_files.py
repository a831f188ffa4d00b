"""Reading Parquet: typed columns come as the same texts that a CSV would hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from upheld.intake.collecting import Collector
from upheld.intake.csv_files import GLOB
from upheld.intake.header import Header, match
from upheld.intake.loaded import Loaded
from upheld.intake.tables import Table
from upheld.intake.workspace import Workspace, named, no_room, quoted

PLAIN = ("VARCHAR", "DATE", "BOOLEAN", "UUID")
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
DAMAGED = "a Parquet file that can be read; this one is damaged, or of another kind"


def read(
    workspace: Workspace, table: Table, path: Path, mapping: Mapping[str, str], problems: Collector
) -> Loaded | None:
    """Read a Parquet file; None comes back where it cannot be used, with the problems collected."""
    import duckdb

    where = str(path.absolute())
    if GLOB.search(where):
        problems.add(path.name, expected="a folder whose name has none of the characters * ? [ ] { }, for Parquet")
        return None
    try:
        columns = workspace.rows(f"DESCRIBE SELECT * FROM read_parquet({quoted(where)})")
        header = match(table, [column[0] for column in columns], mapping, path.name, problems)
        if header is None or not _readable(columns, header, path, problems):
            return None
        return _kept(workspace, table, where, path, header, [(column[0], column[1]) for column in columns])
    except duckdb.Error as error:
        if no_room(error):
            raise
        problems.add(path.name, expected=DAMAGED)
        return None


def _readable(columns: list[tuple[str, ...]], header: Header, path: Path, problems: Collector) -> bool:
    before = problems.total
    for (written, kind, *_), name in zip(columns, header.columns, strict=True):
        if name and not _as_text(written, kind):
            problems.add(path.name, 1, written, kind, expected="a column of texts, days, numbers, or true and false")
    return problems.total == before


def _as_text(name: str, kind: str) -> str:
    """A column as text, in SQL, or "" where its kind is none that an extract can hold."""
    cell = named(name)
    if kind in PLAIN or kind in WHOLE or kind.startswith("ENUM"):
        return f"CAST({cell} AS VARCHAR)"
    if kind in ("DOUBLE", "FLOAT") or kind.startswith("DECIMAL"):
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e15"
        return _if(whole, f"CAST(CAST({cell} AS BIGINT) AS VARCHAR)", f"CAST({cell} AS VARCHAR)")
    if kind.startswith("TIMESTAMP") and "ZONE" not in kind:
        local = f"CAST({cell} AS TIMESTAMP)"
        midnight = f"{local} = date_trunc('day', {local})"
        return _if(midnight, f"CAST(CAST({local} AS DATE) AS VARCHAR)", f"CAST({cell} AS VARCHAR)")
    if kind in ('"NULL"', "NULL"):
        return "''"
    return ""


def _if(condition: str, then: str, otherwise: str) -> str:
    return f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"


def _kept(
    workspace: Workspace, table: Table, where: str, path: Path, header: Header, kinds: list[tuple[str, str]]
) -> Loaded:
    texts = [
        f"coalesce({_as_text(written, kind)}, '') AS {named(name)}"
        for (written, kind), name in zip(kinds, header.columns, strict=True)
        if name
    ]
    kept = f"text_{table.name}"
    workspace.do(f"CREATE OR REPLACE TABLE {kept} AS SELECT {', '.join(texts)} FROM read_parquet({quoted(where)})")
    blank = " AND ".join(f"trim({named(name)}) = ''" for name in header.present)
    workspace.do(
        f"CREATE OR REPLACE VIEW numbered_{table.name} AS SELECT rowid + 2 AS row_no, * FROM {kept} WHERE NOT ({blank})"
    )
    return Loaded(table, path.name, header, f"numbered_{table.name}", numbered=True, scanned=False)
