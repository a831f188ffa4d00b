"""The data dictionary: every open file and every column, as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.publication.open_data.bundle_tables import told
from upheld.publication.open_data.tables import TABLES, Column, Table, Type
from upheld.publication.open_data.words import Words, tables_in_words
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.site_wording import Table as TableWords

KINDS = {Type.TEXT: "text", Type.WHOLE: "whole number", Type.DECIMAL: "decimal number", Type.DAY: "day"}
INTRODUCTION = """# Data dictionary

This page is generated from the declarations in `src/upheld/publication/open_data/tables.py` and `bundle_tables.py`
and the words of the scheme.

A review writes the files of figures of its year. Each table comes as CSV, JSON and Parquet with the same columns;
all of them make the workbook `figures.xlsx`. Beside each CSV file lies its metadata in the form of the W3C's CSV on
the Web. A bundle adds, in its folder `data/`, the tables that are not bound to a year, in the same forms, with the
workbook `casework.xlsx`, this dictionary as `dictionary.csv`, and `everything.zip`.

- CSV files are UTF-8 without a byte order mark, with commas, and a line feed at the end of each line.
- An empty cell has no number to show: there was nothing to count from, or it is withheld. The column `shown`
  says which.
- A text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@` or a tab, has
  an apostrophe before it in the CSV files. The other files hold the text as it is, as text.
- Decimal numbers have at most six decimals. Days are written as in ISO 8601. The same figures always give the same
  bytes.
"""
BUNDLE = """# Tables of a bundle

These hold what is public as the bundle is written. `decision_texts` comes as JSON Lines (packed by gzip) and Parquet.
"""


def data_dictionary(scheme: Scheme) -> str:
    """The page, in Markdown."""
    said = tables_in_words(scheme.words)
    own = [line for table in TABLES for line in _section(table, said[table.name], scheme.words)]
    others = [line for one in told(said) for line in _section(one.table, said[one.table.name], scheme.words)]
    return "\n".join([INTRODUCTION, *own, BUNDLE, *others])


def _section(table: Table, said: TableWords, words: Words) -> Iterator[str]:
    yield f"## `{table.name}`\n"
    yield f"{said.description}\n"
    yield "| column | holds | | what it is |"
    yield "|---|---|---|---|"
    for column in table.columns_for(sample=True):
        yield _line(column, said.columns[column.name].description, words.data.page.units.get(column.unit, ""))
    yield ""


def _line(column: Column, description: str, unit: str) -> str:
    role = "names the row" if column.key else "may be empty" if column.open else ""
    holds = f"{KINDS[column.type]}: {unit}" if unit else KINDS[column.type]
    return f"| `{column.name}` | {holds} | {role} | {description} |"
