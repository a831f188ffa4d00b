"""Writing the files of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from upheld.publication.open_data.rows import tables
from upheld.publication.open_data.tables import AnyTable, Filled
from upheld.publication.open_data.text_files import (
    JSON_BETWEEN,
    JSON_END,
    About,
    about,
    csv_lines,
    csv_rows,
    csvw,
    json_head,
    json_rows,
    json_text,
)
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

WORKBOOK = "figures.xlsx"
ONE_PASS = ("csv", "json", "parquet")
FORMS = ("csv", "csv-metadata.json", "json", "parquet")


def write(
    scheme: Scheme,
    directory: AuthorityDirectory,
    figures: YearFigures,
    out: Path,
    *,
    sample: bool,
    released_on: date,
    edition: int = 1,
    sources: Sequence[str] = (),
    workbook: bool = True,
) -> list[Path]:
    """Write an edition's files of figures into a folder; returns their paths.

    Each table as .csv with .csv-metadata.json (CSVW), .json and .parquet; all of them as figures.xlsx. The same
    figures give the same bytes. ``sample`` puts the sample mark on every row.
    ``workbook=False`` leaves the workbook out, for a caller that has a `WorkbookPress` make it meanwhile.
    """
    out.mkdir(parents=True, exist_ok=True)
    filled = tables(scheme, directory, figures, sample=sample)
    told = about(scheme, figures.year, sample=sample, released_on=released_on, edition=edition, sources=tuple(sources))
    written = [path for table in filled for path in write_table(table, told, out)]
    if workbook:
        written.append(write_workbook_of(filled, told, out))
    return sorted(written)


def write_table(table: AnyTable, told: About, out: Path) -> list[Path]:
    """Write one table in every form but the workbook, its rows read once and never all held."""
    from upheld.publication.open_data.parquet import writing_parquet

    name = table.table.name
    with ExitStack() as opened:
        text, lines, parquet = (opened.enter_context(_aside(out / f"{name}.{form}")) for form in ONE_PASS)
        csv = opened.enter_context(text.open("w", encoding="utf-8", newline=""))
        json = opened.enter_context(lines.open("w", encoding="utf-8", newline=""))
        write_to_parquet = opened.enter_context(writing_parquet(table, told, parquet))
        csv.write(csv_lines([[column.name for column in table.columns]]))
        json.write(json_head(table, told))
        for place, part in enumerate(table.parts()):
            csv.write(csv_rows(part))
            json.write(JSON_BETWEEN * bool(place) + json_rows(part))
            write_to_parquet(part)
        json.write(JSON_END)
    metadata = _put_text(out / f"{name}.csv-metadata.json", json_text(csvw(table, told)))
    return [metadata, *(out / f"{name}.{form}" for form in ONE_PASS)]


def write_workbook_of(filled: tuple[Filled, ...], told: About, out: Path) -> Path:
    """Write the workbook alone."""
    from upheld.publication.open_data.workbook import write_workbook

    return put(out / WORKBOOK, lambda path: write_workbook(filled, told, path))


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A place to write a file to; it comes into its own place at the end, so that nobody meets half a file."""
    aside = path.with_name(f".writing-{path.name}")
    yield aside
    aside.replace(path)


def put(path: Path, write_to: Callable[[Path], None]) -> Path:
    """Write a file aside, then into place."""
    with _aside(path) as aside:
        write_to(aside)
    return path


def _put_text(path: Path, text: str) -> Path:
    return put(path, lambda aside: aside.write_bytes(text.encode()) and None)
