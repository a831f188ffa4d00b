"""Reading CSV: a good file in one pass by DuckDB; anything else slowly, so that what is wrong can be named.

The fast reader takes a file only if it finds nothing to complain of. Whatever it might see otherwise than a
person does (blank lines, lone carriage returns, control characters, bytes that are not UTF-8) goes the slow way.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from upheld.intake import csv_diagnosis
from upheld.intake.collecting import Collector
from upheld.intake.header import Header, match
from upheld.intake.loaded import Loaded, keep
from upheld.intake.tables import Table
from upheld.intake.workspace import Workspace, quoted

CHUNK = 1 << 20
CONTROLS = set(range(32)) - {9} | {127}
ORDINARY = bytes(set(range(256)) - CONTROLS - {ord('"')})
OTHER_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]")
GLOB = re.compile(r"[*?\[\]{}]")


@dataclass(frozen=True)
class Scan:
    """What one look at the bytes tells: their hash, and whether the fast reader may be trusted with them."""

    sha256: str
    plain: bool


def scan(path: Path) -> Scan:
    """Look at every byte of a file once."""
    digest, plain, tail, quoted = hashlib.sha256(), True, b"", False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            if plain:
                seen = tail + chunk
                marks = seen.translate(None, ORDINARY)
                plain = _plain(seen, marks, quoted)
                tail = seen[-2:]
                quoted ^= (marks.count(b'"') - tail.count(b'"')) % 2 == 1
    return Scan(digest.hexdigest(), plain and not tail.endswith(b"\r"))


def _plain(seen: bytes, marks: bytes, quoted: bool) -> bool:
    """No control character, no lone carriage return, and no blank line between rows.

    ``marks`` are the bytes of ``seen`` that are not `ORDINARY`: few, so that they are quickly counted.
    ``quoted`` says whether ``seen`` begins between quotation marks. A look costs a fifth of the reading.
    """
    returns, ends = marks.count(b"\r"), marks.count(b"\n")
    if len(marks) != returns + ends + marks.count(b'"'):
        return False
    pairs = seen.count(b"\r\n") if returns else 0
    if returns - pairs != seen.endswith(b"\r"):
        return False
    blank = (ends > pairs and b"\n\n" in seen) or (pairs and b"\n\r\n" in seen)
    if blank and _blank_row(seen, quoted):
        return False
    return seen.isascii() or not OTHER_CONTROLS.search(seen)


def _blank_row(seen: bytes, quoted: bool) -> bool:
    """Whether a blank line stands outside all cells; summaries in paragraphs have many inside theirs."""
    outside = b'"'.join(seen.split(b'"')[quoted::2])
    return b"\n\n" in outside or b"\n\r\n" in outside


def header_of(table: Table, path: Path, mapping: Mapping[str, str], problems: Collector) -> Header | None:
    """The header of a CSV file; None where it cannot be used, with the problems collected."""
    wrong = csv_diagnosis.wrong_from_the_start(path)
    if wrong:
        problems.add(path.name, expected=wrong)
        return None
    cells = csv_diagnosis.header_cells(path, problems)
    return match(table, cells, mapping, path.name, problems) if cells else None


def fast(table: Table, path: Path, header: Header) -> Loaded | None:
    """The file as DuckDB would read it, if it can be trusted with the path. Errors come when the relation is used."""
    where = str(path.absolute())
    if GLOB.search(where):
        return None
    columns = [name or f"ignored {place}" for place, name in enumerate(header.columns)]
    types = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in columns)
    relation = (
        f"read_csv({quoted(where)}, columns={{{types}}}, header=true, auto_detect=false, delim=',', quote='\"', "
        "escape='\"', nullstr='\x01', strict_mode=true, null_padding=false)"
    )
    return Loaded(table, path.name, header, relation, numbered=False, scanned=True)


def slow(workspace: Workspace, table: Table, path: Path, header: Header, problems: Collector) -> Loaded:
    """The file row by row, with everything that is wrong in its form collected."""
    return keep(workspace, table, path.name, header, csv_diagnosis.rows(path, header, problems))
