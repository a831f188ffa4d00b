"""``upheld count``: figures straight from an extract's Parquet files, without a register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.schemes import chosen
from upheld.console.words import Bar, Stages, number, say
from upheld.intake.straight.counting import Extract, check, count, found
from upheld.publication.open_data.actions import put
from upheld.publication.open_data.rows import rows_of_one_year
from upheld.publication.open_data.tables import FIGURES, Filled
from upheld.publication.open_data.text_files import csv_rows, csv_text
from upheld.statistics.cells import CountBook
from upheld.statistics.counting import CountRow
from upheld.statistics.engines.backends import Room, connected
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

if TYPE_CHECKING:
    from upheld.vocabulary.authorities import AuthorityDirectory

FORMS = (".csv", ".parquet")


@dataclass(frozen=True)
class Asked:
    """What was asked on the command's line. ``patterns`` are by table; ``years`` are all complete."""

    patterns: Mapping[str, str]
    years: tuple[int, ...]
    scheme: str
    engine: str
    out: Path
    room: Room
    checked: bool


def run(asked: Asked) -> None:
    """Find the files, check their rows, count, and write a row for each authority, year and measure."""
    scheme = chosen(asked.scheme)
    if asked.out.suffix not in FORMS:
        raise Refused([Problem("--out", value=str(asked.out), expected="a file that ends in .csv or .parquet")])
    stages = Stages(3 if asked.checked else 4)
    with stages.stage("Looking at the files") as bar:
        extract = found(scheme, asked.patterns)
        bar.note = _of(extract)
    with connected(asked.engine, asked.room) as backend:
        if not asked.checked:
            with stages.stage("Checking every row") as bar:
                check(backend, extract, scheme, bar.tell)
        with stages.stage(f"Counting by {asked.engine.partition(':')[0]}"):
            rows = count(backend, extract, scheme, asked.years)
    with stages.stage(f"Writing {asked.out.name}") as bar:
        written = _write(asked, scheme, extract, CountBook(_let_go(rows)), bar)
    say(f"{number(written, 'figure')} of {_span(asked.years)}, {scheme.words.terms.ombudsman}: {asked.out}")
    if extract.sample:
        say(f"Marked in every row: {scheme.words.terms.sample}")


def _let_go(rows: list[CountRow]) -> Iterator[CountRow]:
    """Each row, and it is held no more: there may be a million."""
    while rows:
        yield rows.pop()


def _of(extract: Extract) -> str:
    cases = extract.sources["cases"]
    return f"{number(cases.rows, 'case')} in {number(len(cases.files), 'file')}"


def _span(years: Sequence[int]) -> str:
    return f"the year {years[0]}" if len(years) == 1 else f"the years {years[0]} to {years[-1]}"


def _write(asked: Asked, scheme: Scheme, extract: Extract, book: CountBook, bar: Bar) -> int:
    """Write the file aside and then in its place; returns how many rows it has."""
    written = 0

    def parts() -> Iterator[Filled]:
        nonlocal written
        for at, part in enumerate(_years(asked.years, scheme, extract, book), 1):
            written += len(part.rows)
            yield part
            bar.move(at, len(asked.years))

    asked.out.parent.mkdir(parents=True, exist_ok=True)
    write = _write_csv if asked.out.suffix == ".csv" else _write_parquet
    with closing(parts()) as of_years:
        put(asked.out, lambda aside: write(of_years, aside))
    return written


def _years(years: Sequence[int], scheme: Scheme, extract: Extract, book: CountBook) -> Iterator[Filled]:
    """The rows of each year, made when they are asked for."""
    mark = (scheme.words.terms.sample,) if extract.sample else ()
    columns, directory = FIGURES.columns_for(sample=extract.sample), extract.directory
    for year in years:
        rows = _rows(scheme, directory, year, book)
        yield Filled(FIGURES, columns, tuple((*row, *mark) for row in rows))


def _rows(scheme: Scheme, directory: AuthorityDirectory, year: int, book: CountBook):  # type: ignore[no-untyped-def]
    return rows_of_one_year(scheme, directory, scheme.year(year), book)


def _write_csv(parts: Iterator[Filled], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(csv_text(next(parts)))
        for part in parts:
            file.write(csv_rows(part))


def _write_parquet(parts: Iterator[Filled], path: Path) -> None:
    from upheld.publication.open_data.parquet import write_plain

    write_plain(parts, path)
