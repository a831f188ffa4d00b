"""Documents of office programs: archives whose parts fill them from the first byte to the last, without macros."""

from __future__ import annotations

import io
import zipfile

from upheld.casework.handed_in.file_refusals import BROKEN, NOT_WHAT_IT_SEEMS, WRONG_KIND, refuse_virus
from upheld.casework.refusal import Refusal

PDF_BEGINS, ZIP_BEGINS, ZIP_ENDS = b"%PDF-", b"PK\x03\x04", b"PK\x05\x06"
ZIP_END_LENGTH = 22
ZIP_HEADER_LENGTH = 30
SIZES_FOLLOW = 0x08
SIZES_LENGTHS = (12, 16, 20, 24)
"""What may follow a part whose size was not known when it was begun (APPNOTE.TXT, 4.3.9): with or without a mark and
in two widths."""
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 2_000, 100 * 1024 * 1024, 200
LOOKED_AT = 1024
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ODT_SAYS = b"application/vnd.oasis.opendocument.text"
LIVE = ("vbaproject.bin", "basic/", "scripts/", ".exe", ".dll", ".js", ".class", ".jar", ".html", ".htm")
"""How names of parts begin or end that run."""
LIVE_WITHIN = ("/macrosheets/", "/activex/", "/oleobject")


def office_kind(content: bytes) -> str:
    """The kind of a document. Raises `Refusal`; also where it is damaged in a way that the library did not foresee."""
    end = content.rfind(ZIP_ENDS)
    if end != len(content) - ZIP_END_LENGTH or content[end + 20 : end + 22] != b"\0\0":
        raise Refusal(NOT_WHAT_IT_SEEMS if end >= 0 else BROKEN)
    if PDF_BEGINS in content[:LOOKED_AT]:
        raise Refusal(NOT_WHAT_IT_SEEMS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _refuse_bomb(packed)
            _refuse_gaps(content, packed)
            return _document(packed)
    except Refusal:
        raise
    except Exception:  # the library raises a dozen kinds of error for what is damaged, and documents few
        raise Refusal(BROKEN) from None


def _refuse_bomb(packed: zipfile.ZipFile) -> None:
    """What its own list says is only a claim: reading a part never gives more than that, or fails."""
    parts = packed.infolist()
    unpacked, taken = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(taken, 1):
        raise Refusal("the file would unpack into far more than it is.")
    if any(one.filename.startswith(("/", "\\")) or ".." in one.filename for one in parts):
        raise Refusal("the file holds names that lead out of it.")
    if len({one.filename for one in parts}) != len(parts):
        raise Refusal(NOT_WHAT_IT_SEEMS)


def _refuse_gaps(content: bytes, packed: zipfile.ZipFile) -> None:
    """Each part begins where the one before it ends, and the list of parts where the last ends."""
    ends = {0}
    for one in sorted(packed.infolist(), key=lambda part: part.header_offset):
        if one.header_offset not in ends or one.compress_type not in PACKINGS:
            raise Refusal(NOT_WHAT_IT_SEEMS)
        ends = _ends(content, one)
    if packed.start_dir not in ends:
        raise Refusal(NOT_WHAT_IT_SEEMS)


def _ends(content: bytes, one: zipfile.ZipInfo) -> set[int]:
    """Where a part may end."""
    begin = one.header_offset
    lengths = content[begin + 26 : begin + ZIP_HEADER_LENGTH]  # of its name, and of what more its header holds
    name, more = int.from_bytes(lengths[:2], "little"), int.from_bytes(lengths[2:], "little")
    end = begin + ZIP_HEADER_LENGTH + name + more + one.compress_size
    return {end + length for length in SIZES_LENGTHS} if one.flag_bits & SIZES_FOLLOW else {end}


def _document(packed: zipfile.ZipFile) -> str:
    names = packed.namelist()
    if any(_is_live(one.lower()) for one in names):
        raise Refusal("the file holds macros or programs.")
    for name in names:
        refuse_virus(packed.read(name))
    if names[:1] == ["mimetype"] and packed.read("mimetype") == ODT_SAYS:
        return "odt"
    if "[Content_Types].xml" in names:
        for part, kind in OFFICE.items():
            if part in names:
                return kind
    raise Refusal(WRONG_KIND)


def _is_live(name: str) -> bool:
    return name.endswith(LIVE) or name.startswith(LIVE) or any(one in f"/{name}" for one in LIVE_WITHIN)
