"""The files of figures that are text: CSV, its metadata (CSVW), JSON. The same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from upheld.publication.open_data.tables import Cell, Column, Filled, Type
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.site_wording import Files

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
    )


def csv_text(filled: Filled) -> str:
    """Comma-separated values with a header.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; JSON and Parquet hold it
    as it is.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in filled.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in filled.rows)
    return out.getvalue()


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return PLAIN_MARK + cell if cell.startswith(LIVE) else cell
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    return "" if cell is None else cell


def plain_decimal(number: Decimal) -> str:
    """A decimal without needless zeros or exponents: 0.500000 → 0.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def csvw(filled: Filled, about: About) -> dict[str, Any]:
    """A table's metadata by the W3C's CSV on the Web (Metadata Vocabulary for Tabular Data)."""
    words = about.words.tables[filled.table.name]
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
    words = about.words.tables[table].columns[column.name]
    described = {
        "name": column.name,
        "titles": [column.name, words.title],
        "dc:description": words.description,
        "datatype": column.type.value,
        "required": not column.open,
    }
    return {**described, "null": [""]} if column.open else described


def as_json(filled: Filled, about: About) -> dict[str, Any]:
    """The rows with their description; a missing number is null."""
    names = [column.name for column in filled.columns]
    described = {
        "title": about.title,
        "description": about.description,
        "sample": about.sample or None,
        "licence": about.licence,
        "released_on": about.released_on.isoformat(),
        "edition": about.edition,
        "sources": list(about.sources),
        "columns": [_json_column(column, about, filled.table.name) for column in filled.columns],
    }
    return {**described, "rows": [dict(zip(names, map(_json_cell, row), strict=True)) for row in filled.rows]}


def _json_column(column: Column, about: About, table: str) -> dict[str, str]:
    words = about.words.tables[table].columns[column.name]
    kind = "number" if column.type is Type.DECIMAL else column.type.value
    return {"name": column.name, "title": words.title, "description": words.description, "type": kind}


def _json_cell(cell: Cell) -> str | int | float | None:
    return float(cell) if isinstance(cell, Decimal) else cell


def json_text(value: object) -> str:
    """JSON that is pleasant to read and always the same for the same value."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
