"""The open files of a bundle: its tables in every form, the dictionary, and one file with everything.

They are read from the bundle's own SQLite file, so that nothing is in them that is not public in it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from upheld.publication.bundle.contents import Published, moment
from upheld.publication.bundle.schema import CASEWORK, DATA, DOWNLOADS, EVERYTHING, SITE
from upheld.publication.open_data.actions import write_table
from upheld.publication.open_data.bundle_tables import DECISION_TEXTS, OpenTable, told
from upheld.publication.open_data.parquet import writing_parquet
from upheld.publication.open_data.plain_workbook import write_plain_workbook
from upheld.publication.open_data.tables import TABLES, Cell, Column, Filled, InParts, Row, Type
from upheld.publication.open_data.text_files import About
from upheld.publication.open_data.words import Words, tables_in_words, values_in_words

DICTIONARY, README = "dictionary.csv", "README.txt"
METADATA = ".csv-metadata.json"
REPEATED = (".json", ".jsonl.gz")
PACKED = (".parquet", ".xlsx")
TEXTS_AT_ONCE = 500
ROWS_AT_ONCE = 20_000
LEVEL = 2  # of compression: a third of the time of the usual 6 for a tenth more bytes
QUICKEST = 1
PIECE = 2**20
OWNER_MAY_WRITE = 0o100644 << 16
Mark = tuple[str, ...]
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP file can tell


def write_data(folder: Path, published: Published) -> None:
    """Write ``data/`` into a bundle's folder, whose SQLite file and files of figures are there already."""
    out, about = folder / DATA, _about(published)
    mark = (published.scheme.words.terms.sample,) if published.sample else ()
    out.mkdir()
    connection = sqlite3.connect(f"{(folder / SITE).absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        sheets = [one for one in told(published.scheme.words.data.tables) if one.sheet]
        every = [(one, _in_parts(connection, one, mark)) for one in sheets]
        found = [table for one, table in every if table.number or not one.added]
        for table in found:
            write_table(table, about, out)
        write_texts(connection, about, mark, out)
        write_plain_workbook(found, about, out / CASEWORK)
    finally:
        connection.close()
    (out / DICTIONARY).write_text(dictionary(published.scheme.words), encoding="utf-8")
    write_everything(folder, published, about)


def _about(published: Published) -> About:
    words, edition = published.scheme.words, published.newest.edition
    return About(
        language=published.scheme.language,
        title=f"{words.terms.ombudsman}: {words.data.page.casework}",
        description=words.data.page.casework_lead,
        licence=words.site.files.licence,
        released_on=edition.released_on,
        edition=edition.number,
        sample=words.terms.sample_long if published.sample else "",
        sources=(),
        words=words.site.files,
        tables=tables_in_words(words),
    )


def _in_parts(connection: sqlite3.Connection, one: OpenTable, mark: Mark) -> InParts:
    """The rows, read some at a time."""
    columns = one.table.columns_for(sample=bool(mark))
    (number,) = connection.execute(f"SELECT count(*) FROM ({one.query})").fetchone()  # noqa: S608  # our own words

    def parts() -> Iterator[Filled]:
        cursor = connection.execute(one.query)
        yield Filled(one.table, columns, _rows(one, cursor.fetchmany(ROWS_AT_ONCE), mark))
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            yield Filled(one.table, columns, _rows(one, found, mark))

    return InParts(one.table, columns, number, parts)


def _rows(one: OpenTable, found: Sequence[Any], mark: Mark) -> tuple[Row, ...]:
    """Rows as the files hold them; made-up ones say so."""
    columns = [
        _cells(column, cells) for column, cells in zip(one.table.columns, zip(*found, strict=True), strict=False)
    ]
    marked = [[text] * len(found) for text in mark]
    return tuple(zip(*columns, *marked, strict=True)) if found else ()


def _cells(column: Column, cells: Sequence[Any]) -> Sequence[Cell]:
    """A column's cells as the files hold them: an empty text of the bundle is no text here, and no float is printed."""
    if column.type is Type.DECIMAL:
        return [None if cell is None else Decimal(repr(cell)) for cell in cells]
    return [None if cell == "" else cell for cell in cells] if column.open else cells


def write_texts(connection: sqlite3.Connection, about: About, mark: Mark, out: Path) -> None:
    """The texts of decisions, a few at a time: all together they may be more than fits in memory.

    Another thread packs the lines while this one writes Parquet: both are compiled code that runs side by side.
    """
    name, columns = DECISION_TEXTS.table.name, DECISION_TEXTS.table.columns_for(sample=bool(mark))
    with (
        (out / f"{name}.jsonl.gz").open("wb") as raw,
        gzip.GzipFile("", "wb", QUICKEST, raw, mtime=0) as lines,
        ThreadPoolExecutor(1) as beside,
        writing_parquet(
            Filled(DECISION_TEXTS.table, columns, ()), about, out / f"{name}.parquet", long=True
        ) as write_to_parquet,
    ):
        cursor, packing = connection.execute(DECISION_TEXTS.query), None
        while found := cursor.fetchmany(TEXTS_AT_ONCE):
            part = Filled(DECISION_TEXTS.table, columns, tuple((*row, *mark) for row in found))
            text = lines_of(part)
            if packing:
                packing.result()
            packing = beside.submit(lines.write, text)
            write_to_parquet(part)
        if packing:
            packing.result()


def lines_of(part: Filled) -> bytes:
    """Rows as JSON, one a line."""
    names = [column.name for column in part.columns]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    return "".join(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in part.rows).encode()


def dictionary(words: Words) -> str:
    """Every column of every table, as comma-separated values."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("table", "column", "title", "meaning", "type", "unit", "values", "names_the_row", "may_be_empty"))
    said = tables_in_words(words)
    for table in (*TABLES, *(one.table for one in told(words.data.tables))):
        for column in table.columns_for(sample=True):
            own = said[table.name].columns[column.name]
            unit = words.data.page.units.get(column.unit, "")
            values = "; ".join(values_in_words(words, column.values)) if column.values else ""
            marks = (int(column.key), int(column.open))
            writer.writerow((table.name, column.name, own.title, own.description, column.type, unit, values, *marks))
    return out.getvalue()


def write_everything(folder: Path, published: Published, about: About) -> None:
    """All files of figures and all tables in one, always with the same bytes. JSON says what CSV says: it stays out."""
    day = published.newest.edition.released_on
    moment = max((day.year, day.month, day.day, 0, 0, 0), EARLIEST)
    found = sorted((*(folder / DATA).iterdir(), *(folder / DOWNLOADS).rglob("*.*")))
    files = [path for path in found if not path.name.endswith(REPEATED) or path.name.endswith(METADATA)]
    with ZipFile(folder / DATA / EVERYTHING, "w") as packed:
        text = readme(published, about).encode()
        _add(packed, README, io.BytesIO(text), len(text), moment)
        for path in files:
            place = path.relative_to(folder / DOWNLOADS if DOWNLOADS in path.relative_to(folder).parts else folder)
            with path.open("rb") as content:
                _add(packed, place.as_posix(), content, path.stat().st_size, moment)


def _add(
    packed: ZipFile, name: str, content: IO[bytes], size: int, moment: tuple[int, int, int, int, int, int]
) -> None:
    """Add a file a piece at a time. Its size, told first, says whether it needs the form for large files (ZIP64)."""
    entry = ZipInfo(name, moment)
    entry.file_size, entry._compresslevel = size, LEVEL  # type: ignore[attr-defined]
    entry.compress_type = ZIP_STORED if name.endswith(PACKED) else ZIP_DEFLATED
    entry.external_attr = OWNER_MAY_WRITE
    with packed.open(entry, "w") as file:
        shutil.copyfileobj(content, file, PIECE)


def readme(published: Published, about: About) -> str:
    """What the one file says of itself: what it is, its licence, its rules, every edition that is in it."""
    words = published.scheme.words.data.page
    editions = [
        f"- {published.scheme.year(one.year).label}: {words.revision_edition} {one.edition.number}, "
        f"{moment(published.scheme, one.edition.released_at) or one.edition.released_on}, {one.edition.figures_hash}"
        for one in sorted(published.years, key=lambda one: -one.year)
    ]
    parts = (about.title, about.sample, words.licence, *words.rules, "\n".join(editions), words.dictionary_lead)
    return "\n\n".join(part for part in (*parts, DICTIONARY) if part) + "\n"
