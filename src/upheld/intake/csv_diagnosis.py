"""Reading CSV slowly and saying, row by row, what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from upheld.intake.collecting import Collector
from upheld.intake.header import BLANK_HEADER, Header
from upheld.intake.tables import LONG_TEXT

OTHER_FORMS = {
    b"\xff\xfe": "UTF-8 text; this file is UTF-16 (“Unicode text”). Save it as “CSV UTF-8 (comma delimited)”",
    b"\xfe\xff": "UTF-8 text; this file is UTF-16 (“Unicode text”). Save it as “CSV UTF-8 (comma delimited)”",
    b"PK\x03\x04": "CSV; this is a workbook or a ZIP file under another name",
    b"PAR1": "CSV; this is a Parquet file under another name",
    b"\x1f\x8b": "CSV; this is a compressed file. Unpack it first",
}
WINDOWS = "UTF-8 text; this looks like Windows-1252 (plain “CSV” in Excel). Save it as “CSV UTF-8 (comma delimited)”"
LARGEST_CELL = 5 * LONG_TEXT
TOO_LONG = "field limit"  # in the words of the standard library's error
BAD_BYTES = frozenset(map(chr, range(0xDC80, 0xDD00)))
QUOTES = (
    "a quotation mark inside a cell to be doubled, and the whole cell put between quotation marks; "
    "or one of them is missing or too many"
)


def wrong_from_the_start(path: Path) -> str:
    """What was expected of a file that cannot be CSV at all, or ""."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        return "a header row and rows below it; the file is empty"
    for mark, expected in OTHER_FORMS.items():
        if start.startswith(mark):
            return expected
    if start.count(0) > len(start) // 4:
        return OTHER_FORMS[b"\xff\xfe"]
    return ""


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file as text. Bytes that are not UTF-8 come through as lone surrogates, to be named later."""
    longest = csv.field_size_limit(LARGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield file
    finally:
        csv.field_size_limit(longest)


def header_cells(path: Path, problems: Collector) -> list[str]:
    """The cells of the first row; none where it is blank or cannot be made out, with the problem collected."""
    wrong = BLANK_HEADER
    with opened(path) as file:
        try:
            cells = [shown(cell) for cell in next(_reader(file), [])]
        except csv.Error as error:
            cells, wrong = [], _meaning(error)
    if any(cell.strip() for cell in cells):
        return cells
    problems.add(path.name, 1, expected=wrong)
    return []


def _reader(file: TextIO) -> Iterator[list[str]]:
    return csv.reader(file, strict=True, skipinitialspace=True)


def rows(path: Path, header: Header, problems: Collector) -> Iterator[tuple[int, list[str]]]:
    """The rows that can be made out, with their numbers; what is wrong with the others is collected."""
    with opened(path) as file:
        reader = _reader(file)
        number, inside = 0, False
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if not inside:
                    problems.add(path.name, number, expected=_meaning(error))
                inside = inside or TOO_LONG in str(error)
                continue
            inside = inside and len(cells) != len(header.columns)
            if inside:  # what follows a cell that is too long are its own lines, until a whole row comes
                continue
            if number > 1 and cells and _sound(cells, number, path.name, header, problems):
                yield number, cells


def _meaning(error: csv.Error) -> str:
    if TOO_LONG in str(error):
        return f"cells of at most {LONG_TEXT:,} characters"
    if "unexpected end of data" in str(error):
        return "a closing quotation mark; the cell that is opened here never ends"
    return QUOTES


def _sound(cells: list[str], number: int, file: str, header: Header, problems: Collector) -> bool:
    expected = len(header.columns)
    if len(cells) != expected:
        if any(cell.strip() for cell in cells):
            few = (
                "a comma may be missing"
                if len(cells) < expected
                else "a cell with a comma may lack its quotation marks"
            )
            problems.add(
                file, number, expected=f"{expected} cells, as the header has; this row has {len(cells)} ({few})"
            )
        return False
    bad = [place for place, cell in enumerate(cells) if not cell.isascii() and not BAD_BYTES.isdisjoint(cell)]
    for place in bad:
        cells[place] = shown(cells[place])
        problems.add_unreadable(file, number, header.written[place], cells[place], expected=WINDOWS)
    return True


def shown(cell: str) -> str:
    """A cell with bytes that are not UTF-8, as Windows-1252 would show it."""
    if BAD_BYTES.isdisjoint(cell):
        return cell
    return cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
