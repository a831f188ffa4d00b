"""What kind of file some bytes are, by looking at them: first by their beginnings, then at the whole structure.

Two readers of one file must not see two things in it: what stands before, after or beside the structure that the
beginning promises (a second file, a page with scripts) refuses it. So do archives that would unpack into much more.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable

import puremagic

from upheld.casework.handed_in.file_refusals import BROKEN, NOT_WHAT_IT_SEEMS, WRONG_KIND, refuse_virus
from upheld.casework.handed_in.office_files import PDF_BEGINS, ZIP_BEGINS, ZIP_END_LENGTH, ZIP_ENDS, office_kind
from upheld.casework.refusal import Refusal

ALLOWED = ("pdf", "png", "jpg", "docx", "xlsx", "odt", "csv", "txt")
PNG_BEGINS, JPEG_BEGINS, JPEG_ENDS = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd9"
PADDING, FILLING = re.compile(rb"\x00*"), re.compile(rb"\xff*(?=\xff[^\xff])")
AFTER_DOTS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
AS_THE_LIBRARY_SAYS = {PNG_BEGINS: ".png", JPEG_BEGINS: ".jpg", PDF_BEGINS: ".pdf", ZIP_BEGINS: ".docx"}
MARKUP = (b"<script", b"<html", b"<!doctype html", b"<?php", b"<svg", b"<iframe", b"javascript:")
LONG_MARKUP = (*(one for one in MARKUP if len(one) > 6), b"<html>", b"<html ", b"<?php ", b"<svg xmlns", b"<svg onload")
"""Where bytes are as good as random, shorter marks turn up by chance: ``<svg`` in one of fifty pictures of 10 MB."""
AFTER_THE_END_OF_A_PDF = 32
WHERE_ARCHIVES_END = 65_535 + ZIP_END_LENGTH
LOOKED_AT = 1024


def kind_of(content: bytes, ending: str) -> str:
    """The kind of a file: one of `ALLOWED`. Raises `Refusal`. ``ending`` (".csv") only tells CSV from other text."""
    refuse_virus(content)
    for begins, judge in JUDGES.items():
        if content.startswith(begins):
            _refuse_unknown(content, begins)
            return judge(content)
    return _text(content, ending)


def _refuse_unknown(content: bytes, begins: bytes) -> None:
    """A library with the beginnings of thousands of kinds is asked too: it must see the kind among the possible."""
    try:
        seen = {one.extension for one in puremagic.magic_string(content)}
    except puremagic.PureError:
        seen = set()
    if AS_THE_LIBRARY_SAYS[begins] not in seen:
        raise Refusal(WRONG_KIND)


def _refuse_second_file(content: bytes, *, own: bytes = b"") -> None:
    if own != PDF_BEGINS and PDF_BEGINS in content:
        raise Refusal(NOT_WHAT_IT_SEEMS)
    if ZIP_ENDS in content[-WHERE_ARCHIVES_END:]:  # readers of archives look nowhere else
        raise Refusal(NOT_WHAT_IT_SEEMS)


def _refuse_markup(content: bytes, marks: tuple[bytes, ...] = MARKUP) -> None:
    low = content.lower()
    if any(one in low for one in marks):
        raise Refusal(NOT_WHAT_IT_SEEMS)


def _pdf(content: bytes) -> str:
    _refuse_second_file(content, own=PDF_BEGINS)
    _refuse_markup(content[:LOOKED_AT])
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Refusal(BROKEN)
    if len(content[end + 5 :].strip()) > 0 or len(content) - end > AFTER_THE_END_OF_A_PDF:
        raise Refusal(NOT_WHAT_IT_SEEMS)
    return "pdf"


def _png(content: bytes) -> str:
    """Walk from chunk to chunk (PNG, third edition, 5.3): the last ends the file, and each has its own checksum."""
    place, name = len(PNG_BEGINS), b""
    while name != b"IEND":
        if place + 12 > len(content):
            raise Refusal(BROKEN)
        (length,) = struct.unpack(">I", content[place : place + 4])
        name, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        checksum = content[place + 8 + length : place + 12 + length]
        if len(checksum) < 4 or zlib.crc32(name + body) != struct.unpack(">I", checksum)[0]:
            raise Refusal(BROKEN)
        _refuse_markup(body, LONG_MARKUP if name == b"IDAT" else MARKUP)
        place += 12 + length
    if place != len(content):
        raise Refusal(NOT_WHAT_IT_SEEMS)
    _refuse_second_file(content)
    return "png"


def _jpeg(content: bytes) -> str:
    """One picture, or several one after the other, as telephones write them; and nothing else."""
    at = 0
    while at < len(content):
        at = _after(PADDING, content, _end_of_jpeg(content, at))
    _refuse_second_file(content)
    _refuse_markup(content, LONG_MARKUP)
    return "jpg"


def _end_of_jpeg(content: bytes, at: int) -> int:
    """Walk from part to part (ITU-T T.81, annex B), and over the dots, in which a mark is told by what follows it."""
    if content[at : at + 2] != JPEG_BEGINS[:2]:
        raise Refusal(NOT_WHAT_IT_SEEMS)
    at += 2
    while content[at : at + 2] != JPEG_ENDS:
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at : at + 1] != b"\xff" or length < 2 or at + 2 + length > len(content):
            raise Refusal(BROKEN)
        has_dots = content[at + 1 : at + 2] == b"\xda"
        at += 2 + length
        if has_dots:
            mark = AFTER_DOTS.search(content, at)
            if mark is None:
                raise Refusal(BROKEN)
            at = mark.start()
        at = _after(FILLING, content, at)
    return at + 2


def _after(some: re.Pattern[bytes], content: bytes, at: int) -> int:
    found = some.match(content, at)
    return found.end() if found else at


def _text(content: bytes, ending: str) -> str:
    """Text without anything that only programs read. A page with scripts is no text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(WRONG_KIND) from None
    if any((char < " " and char not in "\t\r\n") or char == "\x7f" for char in text):
        raise Refusal(WRONG_KIND)
    if content[:2] in (b"MZ", b"#!") or content[:4] == b"GIF8":
        raise Refusal(WRONG_KIND)
    _refuse_markup(content)
    _refuse_second_file(content)
    return "csv" if ending == ".csv" else "txt"


JUDGES: dict[bytes, Callable[[bytes], str]] = {
    PDF_BEGINS: _pdf,
    PNG_BEGINS: _png,
    JPEG_BEGINS: _jpeg,
    ZIP_BEGINS: office_kind,
}
