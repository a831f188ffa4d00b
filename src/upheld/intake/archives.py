"""Looking into a workbook's ZIP before anything parses it: sizes, ratios, encryption, entities.

A workbook of some kilobytes can unpack to gigabytes. What its directory declares is checked first, then every part
is unpacked once, piece by piece, and given up as soon as it is larger than declared or than allowed.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

MEBIBYTE = 1 << 20
LARGEST = 1024 * MEBIBYTE
HIGHEST_RATIO = 200
SMALL = 10 * MEBIBYTE
MOST_PARTS = 10_000
PIECE = 256 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
DECLARATIONS = tuple(
    text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def wrong_with(path: Path) -> str:
    """What was expected of a file that is no sound workbook, or "" where it is one."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        return "a workbook; the file is empty"
    if start.startswith(OLD_OFFICE):
        return "an XLSX workbook without a password; this one is encrypted, or an old XLS"
    try:
        with zipfile.ZipFile(path) as archive:
            return _wrong_declared(archive) or _wrong_unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError):
        return "an XLSX workbook; this file is damaged, or of another kind"


def _wrong_declared(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        return "an XLSX workbook; this file has too many parts, or the same part twice"
    if any(part.flag_bits & 1 for part in parts):
        return "an XLSX workbook without a password"
    if "[Content_Types].xml" not in archive.NameToInfo:
        return "an XLSX workbook; this is another kind of ZIP file"
    if sum(part.file_size for part in parts) > LARGEST:
        return f"a workbook of at most {LARGEST // MEBIBYTE:,} MiB when unpacked; use CSV or Parquet for more"
    for part in parts:
        if part.file_size > SMALL and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            return f"an honest workbook; {part.filename} unpacks to more than {HIGHEST_RATIO} times its size"
    return ""


def _wrong_unpacked(archive: zipfile.ZipFile) -> str:
    for part in archive.infolist():
        unpacked, tail = 0, b""
        with archive.open(part) as file:
            while piece := file.read(PIECE):
                unpacked += len(piece)
                if unpacked > part.file_size:
                    return f"an honest workbook; {part.filename} is larger than it says"
                if part.filename.endswith((".xml", ".rels")) and any(mark in tail + piece for mark in DECLARATIONS):
                    return f"a workbook without declarations of entities; {part.filename} has one"
                tail = piece[-32:]
    return ""
