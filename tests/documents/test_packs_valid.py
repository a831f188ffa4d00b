"""Every face of a scrutiny pack: a PDF that meets its standards, a page and an editable document that say the same."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from page import validate_pdf_bytes

from tests.support.letters import (
    DARTFORD,
    LAKE_DISTRICT,
    close,
    england,
    park,
    text_of_page,
    text_of_pdf,
    withholding,
)
from tests.support.packs import ONE, SILENT, content
from upheld.letters.checks import LettersRefused
from upheld.letters.html import pack_page
from upheld.letters.pack.content import PackContent
from upheld.letters.pack.document import document
from upheld.letters.proof import proof_of_pack
from upheld.vocabulary.scheme_loader import load

UPHOLD, COMPLIANCE, REMEDY = "uphold_rate", "compliance_rate", "satisfactory_remedy_rate"
OTHERS = {"E07000109": {UPHOLD: (50, 100), COMPLIANCE: (90, 96), REMEDY: (10, 50)}}
MANY = {**OTHERS, DARTFORD: {UPHOLD: (40, 45), COMPLIANCE: (44, 45), REMEDY: (3, 40)}}
NONE = {**OTHERS, DARTFORD: {UPHOLD: (0, 0), COMPLIANCE: (0, 0), REMEDY: (0, 0)}}
FEW = {**OTHERS, DARTFORD: {UPHOLD: (1, 2), COMPLIANCE: (1, 1), REMEDY: (0, 1)}}
WALES = Path(__file__).parents[1] / "support" / "schemes" / "landlord-wales"
PACKS = {
    "many": lambda: content(MANY, DARTFORD, ONE, SILENT, sample=True),
    "none": lambda: content(NONE, DARTFORD),
    "withheld": lambda: content(FEW, DARTFORD, ONE, scheme=withholding(5)),
    "no group": lambda: content({LAKE_DISTRICT: MANY[DARTFORD]}, LAKE_DISTRICT, ONE, directory=park()),
    "draft": lambda: content(FEW, DARTFORD, ONE, draft=True),
}


@pytest.fixture(params=PACKS)
def held(request: pytest.FixtureRequest) -> PackContent:
    return PACKS[request.param]()


def read(made: bytes) -> Document:
    return Document(io.BytesIO(made))


def text_of_document(made: bytes) -> str:
    """All text of a document, in the order of its file."""
    return " ".join(one.text or "" for one in read(made).element.body.iter(qn("w:t")))


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_the_pdf_meets_its_standards(held, profile):
    report = validate_pdf_bytes(proof_of_pack(england(), held), profile=profile)
    assert [f"{one.rule_id}: {one.message}" for one in report.failures] == []
    assert report.is_compliant


def test_the_same_content_is_the_same_bytes(held):
    assert proof_of_pack(england(), held) == proof_of_pack(england(), held)
    assert document(held) == document(held)
    assert pack_page(held) == pack_page(held)


def test_all_faces_say_the_same(held, tmp_path):
    faces = {
        "PDF": close(text_of_pdf(proof_of_pack(england(), held), tmp_path)),
        "HTML": close(text_of_page(pack_page(held))),
        "DOCX": close(text_of_document(document(held))),
    }
    told = [held.title, held.lead, held.as_at, held.draft, held.sample_long, *held.headings, held.letter.salutation]
    told += [text for row in held.figures.table.rows for text in row]
    told += [text for one in held.questions.questions for text in (one.text, one.reason)]
    told += [
        held.faults.lead,
        *(text for one in held.faults.faults for text in (one.heading, *one.texts, *one.remedies)),
    ]
    told += [*held.officer.texts, *(text for one in held.officer.findings for text in (*one.texts, *one.blanks))]
    told += [one.means for one in held.figures.panels]
    for name, face in faces.items():
        assert [text for text in told if close(text) not in face] == [], name
        places = [face.index(close(heading), face.index(close(held.lead))) for heading in held.headings]
        assert places == sorted(places), name


def test_the_document_has_real_styles(held):
    made = read(document(held))
    headings = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert headings == [held.contents, *held.headings]
    assert [one.text for one in made.paragraphs if one.style.name == "Title"] == [held.title]
    levels = [int(one.style.name[-1]) for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert made.core_properties.title == held.title
    assert made.core_properties.modified.date() == datetime.fromisoformat(held.day).date()
    assert made.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    assert made.settings.element.find(qn("w:themeFontLang")).get(qn("w:val")) == "en-GB"
    assert not [one for one in made.element.body.iter(qn("w:lang")) if one.get(qn("w:val")) != "en-GB"]


def test_lists_are_lists_and_no_paragraph_only_looks_like_a_heading(held):
    made = read(document(held))
    lists = [one.text for one in made.paragraphs if one.style.name in ("List Bullet", "List Number")]
    remedies = [text for one in held.faults.faults for text in one.remedies]
    assert [*held.headings, *remedies] == [text for text in lists if text in {*held.headings, *remedies}][
        : len(held.headings) + len(remedies)
    ]
    plain = [one for one in made.paragraphs if one.style.name == "Normal" and one.text and len(one.runs) == 1]
    shown = {panel.panel.shown for panel in held.figures.panels}
    assert {one.text for one in plain if one.runs[0].bold} <= shown
    assert {one.style.name for one in made.paragraphs} <= {
        *("Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "List Bullet", "List Number")
    }


def test_headings_and_the_title_tell_parts_in_the_order_of_the_pack(held):
    made = read(document(held))
    heads = [(one.style.name, one.text) for one in made.paragraphs if one.style.name.startswith("Heading")]
    parts = [at for at, (name, _) in enumerate(heads) if name == "Heading 1"]
    questions = heads[parts[3] + 1 : parts[4]]
    assert [text.partition(". ")[2] for _, text in questions] == [one.text for one in held.questions.questions]
    faults = heads[parts[4] + 1 : parts[5]]
    assert faults == [("Heading 2", one.heading) for one in held.faults.faults]


def test_every_table_of_the_document_has_a_header_row_and_says_what_it_is(held):
    made = read(document(held))
    assert made.tables
    for table in made.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_nothing_in_the_document_tells_when_or_where_it_was_made():
    with zipfile.ZipFile(io.BytesIO(document(PACKS["many"]()))) as made:
        assert {one.date_time for one in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"python-docx" not in made.read("docProps/core.xml")
        assert not [one for one in made.namelist() if "thumbnail" in one]
        assert b"thumbnail" not in made.read("_rels/.rels")


def test_made_up_data_is_marked_on_every_page_of_the_document():
    held = PACKS["many"]()
    header = read(document(held)).sections[0].header
    assert header.paragraphs[0].text == held.sample_long


def test_a_character_that_the_typeface_lacks_is_told_by_name():
    from dataclasses import replace

    with pytest.raises(LettersRefused, match="U\\+6F22"):
        proof_of_pack(england(), content(MANY, DARTFORD, replace(ONE, summary="漢")))


@pytest.mark.parametrize("language", ["en", "cy"])
def test_another_ombudsman_s_pack_in_its_languages(language):
    scheme = load(WALES)
    whom = next(iter(scheme.authorities)).id
    measures = {one.id: (1, 3) for one in scheme.measures}
    held = content({whom: measures}, whom, ONE, scheme=scheme, language=language)
    assert (held.language, held.officer) == (language, None)
    assert len(held.headings) == 4
    assert validate_pdf_bytes(proof_of_pack(scheme, held), profile="ua1").is_compliant
    assert f'<html lang="{language}">' in pack_page(held)
    assert read(document(held)).core_properties.language == language
