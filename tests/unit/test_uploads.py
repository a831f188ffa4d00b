"""Files that authorities hand in: each attack is refused with its reason, and nothing of a refused lot is kept."""

from __future__ import annotations

import contextlib
import io
import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from upheld.casework.handed_in import file_kinds, uploads
from upheld.casework.handed_in.file_refusals import EICAR
from upheld.casework.refusal import Refusal


@dataclass
class Handed:
    name: str
    content: bytes
    claims: int = -1

    @property
    def size(self) -> int:
        return len(self.content) if self.claims < 0 else self.claims

    def read(self) -> bytes:
        return self.content


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + data + chunk(b"IEND", b"")


def packed(parts: dict[str, bytes], stored: tuple[str, ...] = (), how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, content in parts.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return out.getvalue()


def between(document: bytes, more: bytes) -> bytes:
    """An archive with bytes before its list that no entry of the list is about; its list is put right."""
    at = document.rindex(b"PK\5\6")
    start = int.from_bytes(document[at + 16 : at + 20], "little")
    end = document[at : at + 16] + struct.pack("<I", start + len(more)) + document[at + 20 :]
    return document[:start] + more + document[start:at] + end


def streamed(parts: dict[str, bytes]) -> bytes:
    """An archive as programs write it that cannot go back: sizes follow each part."""

    class OneWay(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    out = OneWay()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>"}
TABLE = {"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<w/>"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
JPEG_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
JPEG_HEAD += b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"  # here the dots begin
JPEG = JPEG_HEAD + b"\x01\xff\x00\x01\xff\xd0" + b"\x01" * 40 + b"\xff\xd9"
GOOD = {
    "pdf": PDF,
    "png": png(),
    "jpg": JPEG,
    "docx": packed(WORD),
    "xlsx": packed(TABLE),
    "odt": packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}, ("mimetype",)),
    "csv": "reference,what\n21 1,“ours”\n".encode(),
    "txt": b"\xef\xbb\xbfIt was not us.\r\n",
}
SCRIPT = b"<script>alert(1)</script>"
BOMB = {"[Content_Types].xml": TYPES, "word/document.xml": b"\0" * 20_000_000}
ATTACKS = {
    "a program": b"MZ\x90\x00" + b"\0" * 60,
    "a program of Unix": b"\x7fELF" + b"\0" * 60,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!DOCTYPE html><p>Hello",
    "a drawing with scripts": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a GIF": b"GIF89a\x01\x00\x01\x00\x00\xff\x00,",
    "a GIF that is a program too": b"GIF89a" + packed({"META-INF/MANIFEST.MF": b"Main-Class: X"}),
    "an archive": packed({"readme.txt": b"hello"}),
    "an archive of Java": packed({"META-INF/MANIFEST.MF": b"Main-Class: X", "X.class": b"\xca\xfe"}),
    "a PDF that is an archive too": PDF + packed(WORD),
    "an archive inside a PDF": PDF[:-6] + packed(WORD) + b"\n%%EOF\n",
    "a PDF with something after its end": PDF + b"x" * 60,
    "a PDF without an end": PDF[:-7],
    "a page in front of a PDF": SCRIPT + PDF,
    "a PDF that begins as a page": b"%PDF-<html>" + SCRIPT + PDF[5:],
    "a document with something before it": b"x" + packed(WORD),
    "a document with something after it": packed(WORD) + SCRIPT,
    "a document that is a PDF too": packed({"a": PDF, **WORD}, ("a",)),
    "a document with macros": packed({**WORD, "word/vbaProject.bin": b"\xd0\xcf"}),
    "a document with a program": packed({**WORD, "word/run.exe": b"MZ"}),
    "a bomb": packed(BOMB),
    "a bomb of many parts": packed({**WORD, **{f"word/{n}.xml": b"" for n in range(2001)}}),
    "a document whose parts lead out of it": packed({**WORD, "../../etc/cron.d/x": b"x"}),
    "a document with something between its parts": between(packed(WORD), SCRIPT),
    "a document packed in a way that no office program packs": packed(WORD, how=zipfile.ZIP_LZMA),
    "a document with a control that runs": packed({**WORD, "word/activeX/activeX1.bin": b"x"}),
    "a document with an object that opens": packed({**WORD, "word/embeddings/oleObject1.bin": b"x"}),
    "a table with macros of old": packed({**TABLE, "xl/macrosheets/sheet1.xml": b"<m/>"}),
    "a picture with a page after it": png() + SCRIPT,
    "a picture with a page in it": png(chunk(b"tEXt", b"Comment\0" + SCRIPT)),
    "a picture with a page among its dots": png(chunk(b"IDAT", b"\0" + SCRIPT)),
    "a photograph with a drawing in it": JPEG_HEAD
    + b'<svg xmlns="http://www.w3.org/2000/svg">'
    + JPEG[len(JPEG_HEAD) :],
    "a picture with an archive after it": png() + packed(WORD),
    "a picture that is cut off": png()[:-6],
    "a picture whose checksum is wrong": png()[:-1] + b"\0",
    "a photograph with a page in it": JPEG_HEAD + SCRIPT + JPEG[len(JPEG_HEAD) :],
    "a photograph with an archive of another kind between two ends": JPEG + b"Rar!\x1a\x07\x01\x00x" + b"\xff\xd9",
    "a photograph with something before its dots": JPEG[:20] + b"Rar!\x1a\x07\x01\x00x" + JPEG[20:],
    "a photograph whose part is longer than it": JPEG[:22] + b"\xff\xff" + JPEG[24:],
    "a photograph that is cut off": JPEG[:20] + b"\xff\xd9"[:1],
    "a photograph without dots": JPEG[:2] + b"\xff\xda\xff\xd9",
    "a photograph with an archive after it": JPEG + packed(WORD),
    "the test virus": EICAR,
    "the test virus in text": b"Dear all,\n" + EICAR,
    "the test virus in a document": packed({**WORD, "word/media/a.bin": EICAR}),
    "nothing": b"",
    "text that is no UTF-8": "Beträge".encode("latin-1"),
    "text with control characters": b"hello\x00world",
    "text that speaks to a terminal": b"hello \x1b[2J",
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_is_what_its_content_is(kind: str, tmp_path: Path):
    [kept] = uploads.keep([Handed(f"notes.{kind}", GOOD[kind])], tmp_path)
    assert (kept.kind, kept.name, kept.size) == (kind, f"notes.{kind}", len(GOOD[kind]))
    assert uploads.where(kept.key, tmp_path).read_bytes() == GOOD[kind]


@pytest.mark.parametrize("ending", ["pdf", "png", "docx", "txt", "csv", "html"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_is_kept_whatever_it_is_called(attack: str, ending: str, tmp_path: Path):
    with pytest.raises(Refusal):
        uploads.keep([Handed(f"notes.{ending}", ATTACKS[attack])], tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_photograph_with_a_second_one_for_small_screens_is_one():
    assert file_kinds.kind_of(JPEG + JPEG, ".jpg") == "jpg"
    assert file_kinds.kind_of(JPEG + b"\0" * 6 + JPEG, ".jpg") == "jpg"
    assert file_kinds.kind_of(JPEG[:20] + b"\xff" * 3 + JPEG[20:-2] + b"\xff" + JPEG[-2:], ".jpg") == "jpg"


def test_a_document_that_was_written_in_one_go_is_one(tmp_path: Path):
    [kept] = uploads.keep([Handed("notes.docx", streamed(WORD))], tmp_path)
    assert kept.kind == "docx"


def test_a_file_that_is_damaged_anywhere_is_taken_or_refused_and_never_a_fault():
    random = Random(4)
    for kind in GOOD:
        for _ in range(400):
            content = bytearray(GOOD[kind])
            for _ in range(random.choice((1, 1, 2, 4))):
                content[random.randrange(len(content))] = random.choice((0, 1, 0x50, 0xFF, random.randrange(256)))
            with contextlib.suppress(Refusal):
                file_kinds.kind_of(bytes(content), f".{kind}")


def test_a_wrong_name_gets_the_ending_of_its_content(tmp_path: Path):
    [kept] = uploads.keep([Handed("invoice.exe", PDF)], tmp_path)
    assert kept.name == "invoice.pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system.pdf", "system.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("cod\u202egpj.exe", "codgpj.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("\0.pdf", "pdf.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
        ("CON: a|b.pdf", "CON ab.pdf"),
        ("Straße ŵ 漢.pdf", "Straße ŵ 漢.pdf"),
    ],
)
def test_names_are_for_reading_only(name: str, shown: str, tmp_path: Path):
    [kept] = uploads.keep([Handed(name, PDF)], tmp_path)
    assert kept.name == shown
    path = uploads.where(kept.key, tmp_path)
    assert path.resolve().is_relative_to(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["", "../" * 10 + "ab", "a" * 31, "A" * 32, "g" * 32, "a" * 31 + "/"])
def test_what_is_no_key_names_no_file(key: str, tmp_path: Path):
    with pytest.raises(ValueError, match="not a key"):
        uploads.where(key, tmp_path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path):
    class NeverRead(Handed):
        def read(self) -> bytes:
            raise AssertionError("read")

    with pytest.raises(Refusal, match="larger than 10 MB"):
        uploads.keep([NeverRead("a.pdf", PDF, claims=uploads.LARGEST + 1)], tmp_path)


def test_one_bad_file_refuses_the_lot(tmp_path: Path):
    with pytest.raises(Refusal) as refused:
        uploads.keep([Handed("a.pdf", PDF), Handed("b.exe", b"MZ\x00"), Handed("c.txt", b"")], tmp_path)
    assert [why.partition(":")[0] for why in refused.value.args] == ["b.exe", "c.txt"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_at_most_five(tmp_path: Path):
    with pytest.raises(Refusal, match="At most 5"):
        uploads.keep([Handed("a.pdf", PDF)] * 6, tmp_path)


@pytest.mark.parametrize("scanner", [f"{sys.executable} -c 'raise SystemExit(1)'", "no-such-scanner-anywhere"])
def test_a_scanner_that_says_no_or_nothing_keeps_a_file_out(scanner: str, tmp_path: Path):
    with pytest.raises(Refusal, match="scanner"):
        uploads.keep([Handed("a.pdf", PDF)], tmp_path, scanner=scanner)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_scanner_is_given_the_file(tmp_path: Path):
    looks = f"{sys.executable} -c \"import sys; sys.exit(open(sys.argv[1], 'rb').read(5) != b'%PDF-')\""
    assert uploads.keep([Handed("a.pdf", PDF)], tmp_path, scanner=looks)


def test_every_kind_that_is_taken_is_said():
    assert set(GOOD) == set(file_kinds.ALLOWED)


@pytest.mark.parametrize("chance", [b"<svg", b"<HTML", b"<?php", b"<sVg\x00"])
def test_what_turns_up_by_chance_in_a_large_picture_does_not_refuse_it(chance: bytes):
    assert file_kinds.kind_of(JPEG_HEAD + chance + JPEG[len(JPEG_HEAD) :], ".jpg") == "jpg"
    assert file_kinds.kind_of(png(chunk(b"IDAT", b"x" + chance + b"y")), ".png") == "png"


def test_what_goes_wrong_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    scanned: list[Path] = []

    def breaks(_scanner: str, path: Path) -> bool:
        scanned.append(path)
        if len(scanned) == 2:
            raise OSError("the disk is full")
        return True

    monkeypatch.setattr(uploads, "_is_clean", breaks)
    with pytest.raises(OSError, match="full"):
        uploads.keep([Handed("a.pdf", PDF), Handed("b.pdf", PDF)], tmp_path, scanner="x")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
