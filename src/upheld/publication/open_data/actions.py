"""Writing the files of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from upheld.publication.open_data.rows import tables
from upheld.publication.open_data.tables import Filled
from upheld.publication.open_data.text_files import About, about, csv_text, csvw, json_text, table_json
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

WORKBOOK = "figures.xlsx"
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


def write_table(filled: Filled, told: About, out: Path) -> list[Path]:
    """Write one table in every form but the workbook."""
    from upheld.publication.open_data.parquet import write_parquet

    name = filled.table.name
    return [
        _put_text(out / f"{name}.csv", csv_text(filled)),
        _put_text(out / f"{name}.csv-metadata.json", json_text(csvw(filled, told))),
        _put_text(out / f"{name}.json", table_json(filled, told)),
        put(out / f"{name}.parquet", lambda path: write_parquet(filled, told, path)),
    ]


def write_workbook_of(filled: tuple[Filled, ...], told: About, out: Path) -> Path:
    """Write the workbook alone."""
    from upheld.publication.open_data.workbook import write_workbook

    return put(out / WORKBOOK, lambda path: write_workbook(filled, told, path))


def put(path: Path, write_to: Callable[[Path], None]) -> Path:
    """Write a file aside, then into place, so that nobody meets half a file."""
    aside = path.with_name(f".writing-{path.name}")
    write_to(aside)
    aside.replace(path)
    return path


def _put_text(path: Path, text: str) -> Path:
    return put(path, lambda aside: aside.write_bytes(text.encode()) and None)
