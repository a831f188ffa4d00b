"""Every letter that is made is PDF/UA-1 and PDF/A-2a, as an independent checker judges it."""

from pathlib import Path

import pytest
from page import validate_pdf_bytes

from upheld.letters.printing import _unambiguous

PROFILES = {"PDF/UA-1": "ua1", "PDF/A-2a": "2a"}


def failures(pdf: bytes, profile: str) -> list[str]:
    """What the checker finds, in words."""
    report = validate_pdf_bytes(pdf, profile=profile)
    found = [f"{one.rule_id}: {one.message}" for one in report.failures]
    return found or ([] if report.is_compliant else ["not compliant"])


@pytest.mark.parametrize("standard", PROFILES)
def test_every_letter_meets_the_standard(letters: Path, standard: str):
    pdfs = sorted(letters.glob("*.pdf"))
    assert len(pdfs) == 334
    judged = {pdf.stem: failures(pdf.read_bytes(), PROFILES[standard]) for pdf in pdfs}
    assert {code: found for code, found in judged.items() if found} == {}


@pytest.mark.parametrize(
    ("before", "after", "standard"),
    [
        (b"/StructTreeRoot", b"/StructTreeRooX", "PDF/UA-1"),
        (b"/Lang", b"/Lanx", "PDF/UA-1"),
        (b"/MarkInfo", b"/MarkInfx", "PDF/A-2a"),
    ],
)
def test_the_checker_sees_what_is_broken(letters: Path, before: bytes, after: bytes, standard: str):
    pdf = (letters / "E07000107.pdf").read_bytes()
    assert before in pdf
    assert failures(pdf.replace(before, after), PROFILES[standard])


def test_no_stream_ends_in_what_could_be_one_end_of_line_or_two(letters: Path):
    assert not [pdf.name for pdf in letters.glob("*.pdf") if b"\r\nendstream" in pdf.read_bytes()]
    assert _unambiguous(b"stream\n\x01\r\nendstream") == b"stream\n\x01\r\rendstream"
