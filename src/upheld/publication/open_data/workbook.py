"""The figures as an accessible workbook: cover, contents, notes, and one table on each sheet."""

from __future__ import annotations

import warnings
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.publication.open_data.tables import Cell, Filled
from upheld.publication.open_data.text_files import About

if TYPE_CHECKING:
    from gptables import GPTable

NEVER_LIVE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PARAGRAPHS_FROM_ROW = 2


def write_workbook(tables: tuple[Filled, ...], about: About, path: Path) -> None:
    """Write all tables. The day of release stands as the day of making: same figures, same bytes."""
    words = about.words
    sheets = {
        words.notes_sheet: _notes(about),
        **{_label(filled, about): _sheet(filled, about) for filled in tables},
    }
    workbook = _produced(path, sheets, about)
    _write_cover(workbook, about)
    workbook.set_properties({"title": about.title, "created": datetime.combine(about.released_on, time())})
    workbook.close()


def _produced(path: Path, sheets: dict[str, GPTable], about: About) -> Any:
    words = about.words
    gptables = gptables_quietly()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # such as of a table that it will leave out
        warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, about how gptables calls it
        # Its own notes sheet speaks English whatever the language, so ours is a sheet like the others.
        warnings.filterwarnings("ignore", "No note text provided")
        warnings.filterwarnings("ignore", r"\s*Empty or null cell")  # each sheet's instructions say why
        return gptables.produce_workbook(
            str(path),
            sheets,
            cover=gptables.Cover(title=plain_text(about.title), cover_label=words.cover_sheet),
            contentsheet_label=words.contents_sheet,
            contentsheet_options={
                "column_names": [words.sheet_label, words.sheet_description],
                "title": words.contents_sheet,
                "instructions": words.table_instructions,
            },
            workbook_options=NEVER_LIVE,
        )


def gptables_quietly() -> Any:
    """Import gptables without its warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves the file of its theme open
        import gptables
    return gptables


def _notes(about: About) -> GPTable:
    import pandas as pd

    words = about.words
    rows = list(enumerate(map(plain_text, words.notes.values()), 1))
    return gptables_quietly().GPTable(
        table=pd.DataFrame(rows, columns=[words.note_reference, words.note_text], dtype=object),
        table_name="table_of_notes",
        title=words.notes_sheet,
        instructions=words.notes_instructions,
        index_columns={},
    )


def _label(filled: Filled, about: About) -> str:
    return about.tables[filled.table.name].title


def _sheet(filled: Filled, about: About) -> GPTable:
    import pandas as pd

    words = about.tables[filled.table.name]
    columns = [f"{words.columns[column.name].title}" for column in filled.columns]
    cells = [[_cell(cell) for cell in row] for row in filled.rows]
    return gptables_quietly().GPTable(
        table=pd.DataFrame(cells, columns=columns, dtype=object),
        table_name=f"table_of_{filled.table.name}",  # a name that looks like a cell would give an empty sheet
        title=plain_text(f"{words.title}. {words.description}"),
        subtitles=[plain_text(part) for part in (about.description, about.sample) if part],
        instructions=about.words.table_instructions,
        index_columns={},
    )


def _cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return plain_text(cell) if isinstance(cell, str) else cell


def plain_text(text: str) -> str:
    """A text in which gptables finds no link, written ``[words](address)``, and no note, ``$$note$$``."""
    return text.replace("](", "] (").replace("$$", "$ $")


def _write_cover(workbook: Any, about: About) -> None:
    """gptables puts English headings over a cover's text, so the text is written without it."""
    sheet = workbook.get_worksheet_by_name(about.words.cover_sheet)
    wrapped = workbook.add_format({"text_wrap": True, "font_name": "Arial", "font_size": 12, "valign": "top"})
    heading = workbook.add_format({"bold": True, "font_name": "Arial", "font_size": 14})
    texts = (about.sample, about.description, *about.sources, about.licence, about.released_on.isoformat())
    sheet.write_string(PARAGRAPHS_FROM_ROW - 1, 0, about.words.about, heading)
    for row, text in enumerate(filter(None, texts), PARAGRAPHS_FROM_ROW):
        sheet.write_string(row, 0, text, wrapped)
