"""A table of the extract as it was read: every cell a text, every row with its number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from upheld.intake.header import Header
from upheld.intake.tables import Table
from upheld.intake.workspace import Workspace, named

ROW = "row_no"
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Loaded:
    """``relation`` is what SQL reads it from: its columns by their own names, all texts.

    ``numbered`` says whether the relation has a column of row numbers; where not, its rows follow the header.
    ``scanned`` says that no cell can hold a control character.
    """

    table: Table
    label: str
    header: Header
    relation: str
    numbered: bool
    scanned: bool

    @property
    def text_relation(self) -> str:
        """The name of the kept texts, where they are kept."""
        return f"text_{self.table.name}"


def keep(
    workspace: Workspace, table: Table, label: str, header: Header, rows: Iterable[tuple[int, Sequence[str | None]]]
) -> Loaded:
    """Keep rows of (row number, cells in the header's order) read in Python. Blank rows are left out."""
    name = f"text_{table.name}"
    places = [place for place, column in enumerate(header.columns) if column]
    types = {ROW: "BIGINT", **{header.columns[place]: "VARCHAR" for place in places}}
    workspace.put(name, types, [])
    rows = ((number, cells) for number, cells in rows if any(cell and cell.strip() for cell in cells))
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        columns: list[list[object]] = [[number for number, _ in batch]]
        columns += [[cells[place] or "" for _, cells in batch] for place in places]
        workspace.append(name, types, columns)
    return Loaded(table, label, header, named(name), numbered=True, scanned=False)
