"""The files of figures that are text: CSV, its metadata (CSVW), JSON. The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from upheld.publication.open_data.tables import AnyTable, Cell, Column, Filled, Type
from upheld.publication.open_data.words import tables_in_words
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.site_wording import Files, Table

LIVE = tuple("=+-@\t\r\n＝＋－＠")  # first characters by which spreadsheets take a text for a formula
PLAIN_MARK = "'"


@dataclass(frozen=True)
class About:
    """What the files say about themselves."""

    language: str
    title: str
    description: str
    licence: str
    released_on: date
    edition: int
    sample: str
    sources: tuple[str, ...]
    words: Files
    tables: dict[str, Table]


def about(
    scheme: Scheme, year: int, *, sample: bool, released_on: date, edition: int, sources: tuple[str, ...]
) -> About:
    """The files' description in the scheme's first language."""
    from upheld.publication.wording import day_in_words

    words, terms, span = scheme.words.site.files, scheme.words.terms, scheme.year(year)
    start, end = (day_in_words(day, scheme.language) for day in (span.start, span.end))
    return About(
        language=scheme.language,
        title=words.title(ombudsman=terms.ombudsman, year=span.label),
        description=words.description(ombudsman=terms.ombudsman, start=start, end=end),
        licence=words.licence,
        released_on=released_on,
        edition=edition,
        sample=terms.sample_long if sample else "",
        sources=sources,
        words=words,
        tables=tables_in_words(scheme.words),
    )


def csv_text(filled: Filled) -> str:
    """Comma-separated values with a header.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; JSON and Parquet hold it
    as it is.
    """
    return csv_lines([[column.name for column in filled.columns]]) + csv_rows(filled)


def csv_rows(filled: Filled) -> str:
    """The same without the header."""
    columns = [CSV_CELLS[column.type](cells) for column, cells in zip(filled.columns, by_column(filled), strict=True)]
    return csv_lines(zip(*columns, strict=True))


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Comma-separated values, a row a line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def by_column(filled: Filled) -> list[Sequence[Cell]]:
    """The cells column by column: a column is of one type, so nothing needs to be asked of each cell."""
    return list(zip(*filled.rows, strict=True)) if filled.rows else [()] * len(filled.columns)


def _csv_texts(cells: Sequence[Any]) -> Iterator[str]:
    return (PLAIN_MARK + cell if cell and cell.startswith(LIVE) else cell for cell in cells)


def _csv_decimals(cells: Sequence[Any]) -> Iterator[str]:
    return ("" if cell is None else plain_decimal(cell) for cell in cells)


CSV_CELLS: dict[Type, Callable[[Sequence[Any]], Iterable[Any]]] = {
    Type.TEXT: _csv_texts,
    Type.WHOLE: iter,
    Type.DAY: iter,
    Type.DECIMAL: _csv_decimals,
}


def plain_decimal(number: Decimal) -> str:
    """A decimal without needless zeros or exponents: 0.500000 → 0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def csvw(filled: AnyTable, about: About) -> dict[str, Any]:
    """A table's metadata by the W3C's CSV on the Web (Metadata Vocabulary for Tabular Data)."""
    words = about.tables[filled.table.name]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": about.language}],
        "url": f"{filled.table.name}.csv",
        "dc:title": f"{about.title}. {words.title}",
        "dc:description": " ".join(part for part in (words.description, about.sample) if part),
        "dc:rights": about.licence,
        "dc:issued": about.released_on.isoformat(),
        "dc:source": list(about.sources),
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "tableSchema": {
            "columns": [_csvw_column(column, about, filled.table.name) for column in filled.columns],
            "primaryKey": [column.name for column in filled.columns if column.key],
        },
    }


def _csvw_column(column: Column, about: About, table: str) -> dict[str, Any]:
    words = about.tables[table].columns[column.name]
    described = {
        "name": column.name,
        "titles": [column.name, words.title],
        "dc:description": words.description,
        "datatype": column.type.value,
        "required": not column.open,
    }
    return {**described, "null": [""]} if column.open else described


JSON_BETWEEN, JSON_END = ",\n  ", "\n ]\n}\n"


def json_head(table: AnyTable, about: About) -> str:
    """What a table's JSON begins with: its description. Its rows follow, a line each, and `JSON_END`."""
    return json_text(described(table, about)).removesuffix("\n}\n") + ',\n "rows": [\n  '


def json_rows(filled: Filled) -> str:
    """Rows, a line each; a missing number is null."""
    names = [column.name for column in filled.columns]
    columns = [
        map(_json_number, cells) if column.type is Type.DECIMAL else cells
        for column, cells in zip(filled.columns, by_column(filled), strict=True)
    ]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    return JSON_BETWEEN.join(encode(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))


def described(filled: AnyTable, about: About) -> dict[str, Any]:
    """What a table's JSON says of itself."""
    return {
        "title": about.title,
        "description": about.description,
        "sample": about.sample or None,
        "licence": about.licence,
        "released_on": about.released_on.isoformat(),
        "edition": about.edition,
        "sources": list(about.sources),
        "columns": [_json_column(column, about, filled.table.name) for column in filled.columns],
    }


def _json_column(column: Column, about: About, table: str) -> dict[str, str]:
    words = about.tables[table].columns[column.name]
    kind = "number" if column.type is Type.DECIMAL else column.type.value
    return {"name": column.name, "title": words.title, "description": words.description, "type": kind}


def _json_number(cell: Cell) -> float | None:
    return None if cell is None else float(cell)


def json_text(value: object) -> str:
    """JSON that is pleasant to read and always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
