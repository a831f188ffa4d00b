"""Writing the files of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from upheld.publication.open_data.rows import tables
from upheld.publication.open_data.tables import FIGURES, Filled
from upheld.publication.open_data.text_files import About, about, as_json, csv_text, csvw, json_text
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

WORKBOOK = "figures.xlsx"


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

    figures.csv, .csv-metadata.json (CSVW), .json, .parquet and .xlsx; overview, subjects and compliance as CSV
    with their metadata. The same figures give the same bytes. ``sample`` puts the sample mark on every row.
    ``workbook=False`` leaves the workbook out, for a caller that has a `WorkbookPress` make it meanwhile.
    """
    out.mkdir(parents=True, exist_ok=True)
    filled = tables(scheme, directory, figures, sample=sample)
    told = about(scheme, figures.year, sample=sample, released_on=released_on, edition=edition, sources=tuple(sources))
    written = [path for table in filled for path in _write_csv(table, told, out)]
    written += _write_whole(filled[[one.table for one in filled].index(FIGURES)], told, out)
    if workbook:
        written.append(write_workbook_of(filled, told, out))
    return sorted(written)


def _write_csv(filled: Filled, told: About, out: Path) -> list[Path]:
    name = f"{filled.table.name}.csv"
    return [
        _put_text(out / name, csv_text(filled)),
        _put_text(out / f"{name}-metadata.json", json_text(csvw(filled, told))),
    ]


def _write_whole(filled: Filled, told: About, out: Path) -> list[Path]:
    from upheld.publication.open_data.parquet import write_parquet

    name = filled.table.name
    as_text = _put_text(out / f"{name}.json", json_text(as_json(filled, told)))
    return [as_text, put(out / f"{name}.parquet", lambda path: write_parquet(filled, told, path))]


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
