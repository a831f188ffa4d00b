"""Writing a bundle: made aside, settled on the disk, named by its content, then swapped in with one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from upheld.casework.code.year_of_code import YearOfCode
from upheld.publication.bundle.casework import PublicCasework, public_casework
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.contents import EditionFacts, Published, PublishedYear, rows
from upheld.publication.bundle.data_files import write_data
from upheld.publication.bundle.holding import is_held
from upheld.publication.bundle.manifest import manifest, name_of, text_of
from upheld.publication.bundle.release_contents import PastEdition, PublicRelease
from upheld.publication.bundle.schema import DOWNLOADS, LETTERS, MANIFEST, SITE, TABLES, Table
from upheld.publication.bundle.search_index import seal, write_index
from upheld.publication.bundle.swap import ASIDE, FOLDER_MODE, clear_leavings, only_writer, point, settle, sync
from upheld.publication.bundle.year_contents import Row
from upheld.publication.open_data.actions import FORMS, WORKBOOK
from upheld.publication.open_data.tables import TABLES as FILES
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

KEPT = 3
SORTED_AT_ONCE = 50_000
POINTER = "bundle"
BUNDLES = "bundles"
PRIVATE = 0o700
"""Mode of a folder that only its owner can read: what is not yet public waits in one."""
DATA_FILES = (
    *(f"{table.name}.{form}" for table in FILES for form in FORMS),
    WORKBOOK,
)


@dataclass(frozen=True)
class YearPart:
    """A year's edition, and the folders that hold its letters and its files of figures.

    What a folder lacks, the bundle lacks: a year may be shown by its figures alone. ``elsewhere`` are the folders of
    letters that stay as they were before a correction, by authority. ``code`` is what the edition froze of the code.
    """

    figures: YearFigures
    edition: EditionFacts
    letters: Path
    data: Path
    past: tuple[PastEdition, ...] = ()
    elsewhere: Mapping[str, Path] = field(default_factory=dict)
    code: YearOfCode | None = None


@dataclass(frozen=True)
class Parts:
    """Everything that a bundle is made of. ``calendar`` is what everybody may know of releases."""

    scheme: Scheme
    directory: AuthorityDirectory
    years: Sequence[YearPart]
    as_at: date
    sample: bool
    preview: bool
    calendar: tuple[PublicRelease, ...] = ()
    casework: PublicCasework | None = None

    def published(self) -> Published:
        """The same as rows are made from it, casework read from the register unless it is given."""
        in_order = sorted(self.years, key=lambda one: one.figures.year)
        shown = tuple(PublishedYear(one.figures, one.edition, one.past, one.code) for one in in_order)
        casework = self.casework or public_casework(self.directory, self.as_at, self.scheme.statements)
        return Published(
            self.scheme, self.directory, shown, casework, self.as_at, self.sample, self.preview, self.calendar
        )


def write_bundle(
    scheme: Scheme,
    directory: AuthorityDirectory,
    years: Sequence[YearPart],
    out: Path,
    *,
    sample: bool,
    preview: bool,
    pointer: str = POINTER,
    as_at: date | None = None,
    casework: PublicCasework | None = None,
    calendar: tuple[PublicRelease, ...] = (),
) -> Path:
    """Write the bundle of some years to ``out/bundles/`` and point ``out/<pointer>`` at it; returns its folder.

    Casework is what the register holds as public on ``as_at`` (the newest year's day of release if not given),
    unless it is given itself. The same input gives the same name and the same bytes. Stopped at any point, the old
    bundle still stands; the last three are kept. A preview can be read by its owner only.
    """
    as_at = as_at or max(years, key=lambda one: one.figures.year).edition.released_on

    parts = Parts(scheme, directory, years, as_at, sample, preview, calendar, casework)
    bundles = out / BUNDLES
    with only_writer(bundles):
        clear_leavings(bundles)
        final = _write_named(parts, bundles, private=preview)
        point(out / pointer, final)
        _drop_old(bundles, {final, *pointed_at(out)})
    return final


def write_aside(parts: Parts, folder: Path) -> Path:
    """Write a bundle into a folder that only its owner can read, and point nothing at it; returns its own folder."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    folder.chmod(PRIVATE)
    with only_writer(folder):
        clear_leavings(folder)
        return _write_named(parts, folder, private=True)


def put_on_show(waiting: Path, out: Path, pointer: str = POINTER) -> Path:
    """Move a bundle that was written aside among those on show, and point at it. Begun again, it goes on."""
    bundles = out / BUNDLES
    final = bundles / waiting.name
    with only_writer(bundles):
        if not final.exists():
            waiting.rename(final)
        final.chmod(FOLDER_MODE)
        sync(bundles)
        point(out / pointer, final)
    return final


def _write_named(parts: Parts, bundles: Path, *, private: bool) -> Path:
    """A bundle under the name of its content. A private one can be read by its owner only."""
    aside = bundles / f"{ASIDE}bundle"
    told = _write_aside(aside, parts, PRIVATE if private else FOLDER_MODE)
    return _put_in_place(aside, bundles / name_of(told))


def _write_aside(aside: Path, parts: Parts, mode: int) -> dict[str, Any]:
    aside.mkdir(mode=PRIVATE)
    published, years = parts.published(), parts.years
    tables = rows(published)
    tables["letters"] = [row for one in years for row in _copy_letters(published, one, aside / LETTERS)]
    tables["downloads"] = [row for one in years for row in _copy_data(one, aside / DOWNLOADS)]
    tables["past_letters"] = [row for one in years for row in _copy_past_letters(published, one, aside / LETTERS)]
    write_site(aside / SITE, tables)
    # Both only read that file, and most of either is compiled code that runs side by side.
    with ThreadPoolExecutor(1) as beside:
        index = beside.submit(write_index, aside)
        write_data(aside, published)
        index.result()
    told = manifest(aside, _manifest_facts(published))
    (aside / MANIFEST).write_text(text_of(told), encoding="utf-8")
    seal(aside, told["content"])
    settle(aside, mode)
    return told


def _manifest_facts(published: Published) -> dict[str, Any]:
    return {
        "scheme": published.scheme.id,
        "year": published.newest.year,
        "edition": published.newest.edition.number,
        "sample": published.sample,
        "preview": published.preview,
    }


def _copy_letters(published: Published, part: YearPart, letters: Path) -> Iterable[Row]:
    """Copy the letters of a year's authorities and of nobody else, whatever lies in the folder."""
    year = part.figures.year
    for row in _copied(published, part.figures, part.letters, letters / str(year), part.elsewhere):
        yield {"year": year, **row}


def _copy_past_letters(published: Published, part: YearPart, letters: Path) -> Iterable[Row]:
    """Copy the letters of the editions that a year's took the place of."""
    year = part.figures.year
    for past in part.past:
        for row in _copied(published, past.figures, past.letters, letters / past_folder(year, past.number)):
            yield {"year": year, "number": past.number, **row}


def past_folder(year: int, number: int) -> str:
    """Where the letters of an earlier edition stand: 2022-1."""
    return f"{year}-{number}"


def _copied(
    published: Published,
    figures: YearFigures,
    letters: Path,
    into: Path,
    elsewhere: Mapping[str, Path] = MappingProxyType({}),
) -> Iterable[Row]:
    day = published.day_of(figures.year)
    into.mkdir(parents=True)
    for authority in figures.authorities:
        code = published.directory[authority].code(day)
        names = {kind: f"{code}.{kind}" for kind in ("html", "pdf")}
        source = elsewhere.get(authority, letters)
        there = {kind: name for kind, name in names.items() if (source / name).is_file()}
        for name in there.values():
            shutil.copyfile(source / name, into / name)
        if there:
            size = (into / there["pdf"]).stat().st_size if "pdf" in there else None
            yield {"authority": authority, "html": there.get("html"), "pdf": there.get("pdf"), "pdf_size": size}


def _copy_data(part: YearPart, downloads: Path) -> Iterable[Row]:
    into = downloads / str(part.figures.year)
    into.mkdir(parents=True)
    for name in DATA_FILES:
        if (part.data / name).is_file():
            shutil.copyfile(part.data / name, into / name)
            yield {"year": part.figures.year, "file": name, "size": (into / name).stat().st_size}


def write_site(path: Path, tables: dict[str, Iterable[Row]]) -> None:
    """Write the SQLite file: no journal (it never lives but whole), rows in the order of their keys.

    Long ones stand in the order given, and of many only so many are sorted together: never are all in memory at once.
    """
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        for table in TABLES:
            for statement in table.create():
                connection.execute(statement)
            ordered = tables[table.name] if table.long else _by_key(table, tables[table.name])
            connection.executemany(table.insert(), ordered)
        connection.commit()
    finally:
        connection.close()


def _by_key(table: Table, found: Iterable[Row]) -> Iterator[Row]:
    """Rows in the order of their keys; of more than can be held at once, one sorted run after the other."""
    rows = iter(found)
    while run := list(islice(rows, SORTED_AT_ONCE)):
        yield from sorted(run, key=lambda row: [row[name] for name in table.key])


def _put_in_place(aside: Path, final: Path) -> Path:
    """Move a new bundle to its name; one that is there already, and whole, is the same and stays."""
    if final.exists():
        try:
            check(final)
        except BrokenBundle:
            final.rename(final.with_name(f"{ASIDE}broken"))
        else:
            shutil.rmtree(aside)
            os.utime(final)
            return final
    aside.rename(final)
    clear_leavings(final.parent)
    return final


def pointed_at(out: Path) -> set[Path]:
    """The bundles that a link in ``out`` points at: one of them may be on show."""
    return {link.resolve() for link in out.iterdir() if link.is_symlink()}


def _drop_old(bundles: Path, in_use: set[Path]) -> None:
    """Keep the last few, so that a request that began on one can end on it; and those that a site still shows."""
    in_use = {one.resolve() for one in in_use}
    others = [one for one in bundles.iterdir() if one.is_dir() and one.resolve() not in in_use]
    others.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in others[KEPT - 1 :]:
        if not is_held(old):
            shutil.rmtree(old)
