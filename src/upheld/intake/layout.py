"""Laying a table out: every cell trimmed and typed, its rows numbered, and wrong cells told."""

from __future__ import annotations

from upheld.intake.cells import Place, Wrong, absent, as_it_stands, in_texts, trimmed, typed, ways_wrong
from upheld.intake.collecting import SHOWN_A_FILE, Collector
from upheld.intake.loaded import ROW, Loaded
from upheld.intake.tables import Column, Type
from upheld.intake.workspace import Workspace, named
from upheld.vocabulary.problems import Problem
from upheld.vocabulary.scheme import Scheme

FLAW = "flaw"
UNREAD = "unread"


def lay_out(workspace: Workspace, loaded: Loaded, scheme: Scheme) -> None:
    """Make ``typed_<table>``: row_no, all columns of the table by their types, and two flags.

    ``flaw`` is up on rows with a wrong cell, ``unread`` on those where that cell is a day.

    Raises DuckDB's errors where the relation cannot be read.
    """
    present = _present(loaded)
    name, row = f"laid_{loaded.table.name}", ", kept_row" if loaded.numbered else ""
    cells = [f"{_value(one) if one in present else absent(one)} AS {named(one.name)}" for one in loaded.table.columns]
    flaws = _any_wrong(present, scheme, loaded.scanned)
    unread = _any_wrong([one for one in present if one.type is Type.DATE], scheme, loaded.scanned)
    workspace.do(
        f"CREATE OR REPLACE TABLE {name} AS SELECT {', '.join(cells)}, {flaws} AS {FLAW}, {unread} AS {UNREAD}{row} "
        f"FROM ({_valued(loaded, present)})"
    )
    number = "kept_row" if loaded.numbered else "rowid + 2"
    workspace.do(f"CREATE OR REPLACE VIEW typed_{loaded.table.name} AS SELECT {number} AS {ROW}, * FROM {name}")


def _valued(loaded: Loaded, present: list[Column]) -> str:
    """Every cell trimmed once and typed once, in SQL; conditions then only look at the results."""
    row = [f"{ROW} AS kept_row"] if loaded.numbered else []
    texts = ", ".join([f"{trimmed(one)} AS {named(one.name)}" for one in present] + row)
    values = ", ".join(f"{typed(one, named(one.name))} AS {_value(one)}" for one in present if not as_it_stands(one))
    return f"SELECT *{', ' * bool(values)}{values} FROM (SELECT {texts} FROM {loaded.relation})"


def _value(column: Column) -> str:
    return named(column.name if as_it_stands(column) else f"{column.name} value")


def _any_wrong(columns: list[Column], scheme: Scheme, scanned: bool) -> str:
    """Whether any cell of some columns is wrong, in SQL."""
    places = [Place(column, named(column.name), _value(column)) for column in columns]
    ways = [way.condition for place in places for way in ways_wrong(place, scheme, scanned)]
    return f"coalesce({' OR '.join(ways)}, false)" if ways else "false"


def _present(loaded: Loaded) -> list[Column]:
    return [column for column in loaded.table.columns if column.name in loaded.header.present]


def tell_wrong_cells(workspace: Workspace, loaded: Loaded, scheme: Scheme, problems: Collector) -> None:
    """Collect a problem for each wrong cell of a table that is laid out."""
    name = loaded.table.name
    if not workspace.row(f"SELECT count(*) FILTER (WHERE {FLAW}) FROM laid_{name}")[0]:
        return
    texts = _texts(workspace, loaded)
    for column in _present(loaded):
        for way in ways_wrong(in_texts(column), scheme, loaded.scanned):
            _tell(workspace, loaded, texts, column, way, problems)


def _texts(workspace: Workspace, loaded: Loaded) -> str:
    """The texts with their row numbers; wholly blank rows are left out, of these and of the typed rows."""
    if loaded.numbered:
        return loaded.relation
    name, laid = loaded.text_relation, f"laid_{loaded.table.name}"
    workspace.do(
        f"CREATE OR REPLACE TABLE {name} AS SELECT row_number() OVER () + 1 AS {ROW}, * FROM {loaded.relation}"
    )
    blank = " AND ".join(f"{trimmed(column)} = ''" for column in _present(loaded))
    workspace.do(f"DELETE FROM {laid} WHERE rowid + 2 IN (SELECT {ROW} FROM {name} WHERE {blank})")
    workspace.do(f"DELETE FROM {name} WHERE {blank}")
    return name


def _tell(workspace: Workspace, loaded: Loaded, texts: str, column: Column, way: Wrong, problems: Collector) -> None:
    total = workspace.row(f"SELECT count(*) FROM {texts} WHERE {way.condition}")[0]
    if not total:
        return
    cell = named(column.name)
    found = workspace.rows(
        f"SELECT {ROW}, {trimmed(column)} AS {cell} FROM {texts} WHERE {way.condition} "
        f"ORDER BY {ROW} LIMIT {SHOWN_A_FILE}"
    )
    written = loaded.header.as_written(column.name)
    problems.add_many(
        loaded.label,
        [Problem(loaded.label, row, written, shown_value(column, value), way.expected(value)) for row, value in found],
        total,
    )


def shown_value(column: Column, value: str | None) -> str | None:
    """A value as a problem may show it: nothing personal, and not the blank that is complained of."""
    return None if column.personal or not value else value
