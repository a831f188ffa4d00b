"""What is in an extract's folder: which file holds which table."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from upheld.intake.collecting import Collector
from upheld.intake.tables import TABLES
from upheld.vocabulary.import_mapping import ImportMapping
from upheld.vocabulary.problems import Problem, Refused

WORKBOOK = "extract"
ABOUT = "extract.toml"
READABLE = (".csv", ".xlsx", ".parquet")
LIKE_A_TABLE = (".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".txt", ".json", ".gz", ".zip", ".numbers")


@dataclass(frozen=True)
class Source:
    """A file that holds one table; or, where ``table`` is "", the workbook with a sheet for each."""

    table: str
    path: Path

    @property
    def label(self) -> str:
        """How problems name it."""
        return self.path.name


@dataclass(frozen=True)
class About:
    """What ``extract.toml`` says of the extract."""

    sample: bool = False
    title: str = ""


def find(folder: Path, problems: Collector, mapping: ImportMapping) -> list[Source]:
    """The files of an extract, by table. Raises `Refused` where there is no folder to look into."""
    sources = []
    files = {mapping.file(table).lower(): table for table in mapping.tables if mapping.file(table)}
    for path in _entries(folder):
        source = _source(path, problems, files)
        if source:
            sources.append(source)
    return _once_each(sources, problems)


def _entries(folder: Path) -> list[Path]:
    what = str(folder)
    if not folder.exists():
        raise Refused([Problem(what, expected="a folder that holds the extract; there is none of this name")])
    if not folder.is_dir():
        raise Refused([Problem(what, expected="a folder that holds the extract, not a file")])
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        raise Refused([Problem(what, expected=f"a folder that can be read ({error.strerror})")]) from None


def _source(path: Path, problems: Collector, files: Mapping[str, str]) -> Source | None:
    suffix = path.suffix.lower()
    stem = files.get(path.name.lower(), path.stem.lower())
    if suffix in LIKE_A_TABLE and Path(stem).stem in (*TABLES, WORKBOOK):
        problems.add(path.name, expected="a CSV (UTF-8), XLSX or Parquet file: this form is not read")
    if suffix not in READABLE or not _is_file(path, problems):
        return None
    if stem == WORKBOOK and suffix == ".xlsx":
        return Source("", path)
    if stem not in TABLES:
        problems.add(
            path.name, expected=f"a file named after a table{nearest(stem, TABLES)}; there are {', '.join(TABLES)}"
        )
        return None
    return Source(stem, path)


def nearest(written: str, known: object) -> str:
    """`` (cases?)``: the known word that looks most like what was written, or ""."""
    close = get_close_matches(written, list(known), n=1, cutoff=0.5)  # type: ignore[call-overload]
    return f" ({close[0]}?)" if close else ""


def _is_file(path: Path, problems: Collector) -> bool:
    if not path.is_file():
        problems.add(path.name, expected="a file that is there" if path.is_symlink() else "a file, not a folder")
        return False
    if not os.access(path, os.R_OK):
        problems.add(path.name, expected="a file that may be read (permission denied)")
        return False
    return True


def _once_each(sources: list[Source], problems: Collector) -> list[Source]:
    """The same table in two files is a problem: which of them would count?"""
    first: dict[str, Source] = {}
    for source in sources:
        if source.table in first:
            problems.add(
                source.label, expected=f"each table once; {source.table} is also in {first[source.table].label}"
            )
        else:
            first[source.table] = source
    return list(first.values())


def about(folder: Path) -> About:
    """What ``extract.toml`` says; nothing where it is not there. Raises `Refused`."""
    path = folder / ABOUT
    if not path.exists():
        return About()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Refused([Problem(ABOUT, expected=f"a TOML file ({error})")]) from None
    wrong = list(_wrong(found))
    if wrong:
        raise Refused(wrong)
    return About(**found)


def _wrong(found: dict[str, object]) -> Iterator[Problem]:
    kinds = {"sample": (bool, "true or false"), "title": (str, "a text in quotes")}
    for key, value in found.items():
        if key not in kinds:
            yield Problem(ABOUT, column=key, expected="one of the keys sample and title")
        elif not isinstance(value, kinds[key][0]):
            yield Problem(ABOUT, column=key, value=str(value), expected=kinds[key][1])
