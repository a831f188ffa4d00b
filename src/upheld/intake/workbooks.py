"""Reading XLSX: one workbook with a sheet for each table, or a workbook for each."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from upheld.intake import archives
from upheld.intake.collecting import Collector
from upheld.intake.folder import Source, nearest
from upheld.intake.header import BLANK_HEADER, WIDEST, Header, match, names_of
from upheld.intake.loaded import Loaded, keep
from upheld.intake.tables import TABLES
from upheld.intake.workspace import Workspace
from upheld.vocabulary.import_mapping import ImportMapping

Cells = Sequence[Any]
MOST_ROWS = 1_048_576


def read(workspace: Workspace, source: Source, mapping: ImportMapping, problems: Collector) -> list[Loaded]:
    """The tables of a workbook; what is wrong with it or with a sheet is collected."""
    if wrong := archives.wrong_with(source.path):
        problems.add(source.label, expected=wrong)
        return []
    try:
        with _opened(source.path) as book:
            found = list(_sheets(book, source, problems))
            read_sheets = [
                _read_sheet(workspace, sheet, name, label, mapping, problems) for name, label, sheet in found
            ]
            return [loaded for loaded in read_sheets if loaded]
    except Exception as error:  # openpyxl raises whatever its parts raise on a damaged workbook
        _damaged(source, error, problems)
        return []


def _damaged(source: Source, error: Exception, problems: Collector) -> None:
    if isinstance(error, MemoryError):
        raise error
    problems.add(source.label, expected="an XLSX workbook; this file is damaged. Open it and save it again")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _sheets(book: Any, source: Source, problems: Collector) -> Iterator[tuple[str, str, Any]]:
    """(table, label, sheet) of the sheets that hold tables; blank sheets of other names are left out."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    filled = {title: sheet for title, sheet in sheets.items() if title.strip().lower() in TABLES or _first_row(sheet)}
    if source.table and len(filled) == 1:
        yield source.table, source.label, next(iter(filled.values()))
        return
    for title, sheet in filled.items():
        name, label = title.strip().lower(), f"{source.label} sheet {title}"
        if source.table and name != source.table:
            expected = f"one sheet, named {source.table}; a workbook with a sheet for each table is called extract.xlsx"
            problems.add(label, expected=expected)
        elif name not in TABLES:
            expected = f"a sheet named after a table{nearest(name, TABLES)}; there are {', '.join(TABLES)}"
            problems.add(label, expected=expected)
        else:
            yield name, label, sheet
    if not filled:
        problems.add(source.label, expected="a sheet with a header row; the workbook is empty")


def _first_row(sheet: Any) -> Cells | None:
    """The first row that holds anything, or None."""
    return next((row for row in sheet.iter_rows(max_col=WIDEST) if any(cell.value is not None for cell in row)), None)


def _read_sheet(
    workspace: Workspace, sheet: Any, name: str, label: str, mapping: ImportMapping, problems: Collector
) -> Loaded | None:
    sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
    rows = enumerate(sheet.iter_rows(max_col=WIDEST), 1)
    first = next(rows, None)
    cells = [plain(cell.value) for cell in first[1]] if first else []
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        problems.add(label, 1, expected=BLANK_HEADER)
        return None
    table = TABLES[name]
    header = match(table, cells, names_of(mapping, name), label, problems)
    return keep(workspace, table, label, header, _texts(rows, header, label, problems)) if header else None


def _texts(
    rows: Iterator[tuple[int, Cells]], header: Header, label: str, problems: Collector
) -> Iterator[tuple[int, list[str]]]:
    width = len(header.columns)
    for number, row in rows:
        if number > MOST_ROWS:
            problems.add(label, number, expected=f"at most {MOST_ROWS:,} rows, as every sheet has")
            return
        cells = [_text(cell, number, header, place, label, problems) for place, cell in enumerate(row)]
        if any(cells[width:]):
            place = next(place for place in range(width, len(cells)) if cells[place])
            problems.add(
                label, number, value=cells[place], expected=f"nothing to the right of the {width} columns of the header"
            )
        yield number, (cells + [""] * width)[:width]


def _text(cell: Any, number: int, header: Header, place: int, label: str, problems: Collector) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        written = header.written[place] if place < len(header.written) else ""
        expected = (
            "a value, not a formula; copy the cell and paste its value"
            if cell.data_type == "f"
            else "a value, not an error"
        )
        problems.add_unreadable(label, number, written, plain(value), expected=expected)
        return ""
    return plain(value)


def plain(value: object) -> str:
    """A cell's value as an extract writes it: ISO days, true and false, numbers without a needless ``.0``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = getattr(value, "text", value)  # an array formula's own text
    return str(text)
