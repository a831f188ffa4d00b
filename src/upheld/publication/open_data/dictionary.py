"""The data dictionary: every file of figures and every column, as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.publication.open_data.tables import TABLES, Column, Table, Type
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.site_wording import Files

KINDS = {Type.TEXT: "text", Type.WHOLE: "whole number", Type.DECIMAL: "decimal number"}
INTRODUCTION = """# Data dictionary

This page is generated from the declarations in `src/upheld/publication/open_data/tables.py` and the words of
the scheme.

A review writes these files. `figures` also comes as JSON, as Parquet (both with the same columns) and, with
the other tables, as the workbook `figures.xlsx`. Beside each CSV file lies its metadata in the form of the
W3C's CSV on the Web.

- CSV files are UTF-8 without a byte order mark, with commas, and a line feed at the end of each line.
- An empty cell has no number to show: there was nothing to count from, or it is withheld. The column `shown`
  says which.
- A text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@` or a tab, has
  an apostrophe before it in the CSV files. The other files hold the text as it is, as text.
- Decimal numbers have at most six decimals. The same figures always give the same bytes.
"""


def data_dictionary(scheme: Scheme) -> str:
    """The page, in Markdown."""
    words = scheme.words.site.files
    return "\n".join([INTRODUCTION, *(line for table in TABLES for line in _section(table, words))])


def _section(table: Table, words: Files) -> Iterator[str]:
    yield f"## `{table.name}.csv`\n"
    yield f"{words.tables[table.name].description}\n"
    yield "| column | holds | | what it is |"
    yield "|---|---|---|---|"
    for column in table.columns_for(sample=True):
        yield _line(column, words.tables[table.name].columns[column.name].description)
    yield ""


def _line(column: Column, description: str) -> str:
    role = "names the row" if column.key else "may be empty" if column.open else ""
    return f"| `{column.name}` | {KINDS[column.type]} | {role} | {description} |"
