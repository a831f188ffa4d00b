"""The pack as an editable document (DOCX): real styles, headings, lists, header rows, a language and a title.

Charts are left out: what they show stands in the tables beside them, which a person can change. The same content gives
the same bytes: every time in the file is the pack's day.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from upheld.letters.content import Overview, Panel, Paragraph, Years
from upheld.letters.pack.content import Fault, Finding, PackContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.document import Document
    from docx.table import Table

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
INK = "1C4F63"


def document(content: PackContent) -> bytes:
    """The whole pack as a DOCX file."""
    made = _blank(content)
    _beginning(made, content)
    _letter(made, content)
    _figures(made, content)
    _questions(made, content)
    _faults(made, content)
    _officer(made, content)
    out = io.BytesIO()
    made.save(out)
    return _settled(out.getvalue())


def _blank(content: PackContent) -> Document:
    from docx import Document as new

    made = new()
    told, day = made.core_properties, datetime.combine(date.fromisoformat(content.day), datetime.min.time(), UTC)
    told.title, told.author, told.language = content.title, content.author, content.language
    told.last_modified_by, told.comments, told.keywords, told.revision = content.author, content.sample_long, "", 1
    told.created = told.modified = day.replace(tzinfo=None)
    _style(made, content.language)
    _settle(made, content.language)
    if content.sample_long:
        made.sections[0].header.paragraphs[0].text = content.sample_long
    made.sections[0].footer.paragraphs[0].text = content.title
    return made


def _style(made: Document, language: str) -> None:
    """The language of all text, a typeface for all of it, and headings that can be read on white."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    defaults = made.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    said = defaults.find(qn("w:lang"))
    if said is None:
        said = OxmlElement("w:lang")
        defaults.append(said)
    said.set(qn("w:val"), _tag(language))
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Arial", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        font = made.styles[name].font
        font.name, font.color.rgb = "Arial", RGBColor.from_string(INK)
        fonts = made.styles[name].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def _settle(made: Document, language: str) -> None:
    """What the library's own empty document says of itself: another language, and a picture of it."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    theme = made.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), _tag(language))
    rels = made.part.package.rels
    for one in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[one]


def _tag(language: str) -> str:
    return "en-GB" if language == "en" else language


def _beginning(made: Document, content: PackContent) -> None:
    _head(made, content.title, 0)
    for text in (content.sample_long, content.draft, content.lead, content.as_at):
        _say(made, text)
    _head(made, content.contents, 1)
    _list(made, content.headings, "ListNumber")


def _letter(made: Document, content: PackContent) -> None:
    held = content.letter
    _head(made, held.heading, 1)
    for text in (held.lead, held.sent_on, held.delivery, *("\n".join(lines) for lines in held.address)):
        _say(made, text)
    _say(made, held.salutation)
    _head(made, held.subject, 2)
    for section in held.sections:
        if section.heading:
            _head(made, section.heading, 3)
        for one in section.paragraphs:
            _paragraph(made, one)
    for text in (held.closing, held.signed, held.office):
        _say(made, text)


def _paragraph(made: Document, one: Paragraph) -> None:
    added = made.add_paragraph()
    if one.lead:
        added.add_run(one.lead).bold = True
        added.add_run(" ")
    added.add_run(one.text if one.items or not one.after else f"{one.text} {one.after}")
    _list(made, one.items)
    if one.items:
        _say(made, one.after)


def _figures(made: Document, content: PackContent) -> None:
    held = content.figures
    _head(made, held.heading, 1)
    _say(made, held.lead)
    _say(made, f"{held.period}.")
    _head(made, held.table.heading, 2)
    _table(made, held.table.heading, held.table.columns, held.table.rows)
    for one in held.panels:
        _head(made, one.panel.title, 2)
        _panel(made, one.panel)
        _say(made, one.means)
    _overview(made, held.overview)
    if held.years:
        _years(made, held.years)


def _panel(made: Document, panel: Panel) -> None:
    added = made.add_paragraph()
    added.add_run(panel.shown).bold = True
    texts = (panel.basis, panel.statement, panel.failures, panel.average, panel.interval, panel.verdict, panel.pooled)
    for text in texts:
        _say(made, text)


def _overview(made: Document, held: Overview) -> None:
    _head(made, held.heading, 2)
    _say(made, held.caption)
    rows = [(row.heading, *row.cells) for row in (*held.rows, held.total)]
    _table(made, held.heading, held.columns, rows)
    _say(made, held.movement)


def _years(made: Document, held: Years) -> None:
    _head(made, held.heading, 2)
    _say(made, held.caption)
    columns = [held.year]
    for group in held.groups:
        columns += [group, f"{group}: {held.similar}"] if held.key_group else [group]
    _table(made, held.heading, columns, [(row.heading, *row.cells) for row in held.rows])
    for note in held.notes:
        _say(made, note)


def _questions(made: Document, content: PackContent) -> None:
    held = content.questions
    _head(made, held.heading, 1)
    _say(made, held.lead)
    for number, one in enumerate(held.questions, start=1):
        _head(made, f"{number}. {one.text}", 2)
        _say(made, one.reason)


def _faults(made: Document, content: PackContent) -> None:
    held = content.faults
    _head(made, held.heading, 1)
    _say(made, held.lead)
    for one in held.faults:
        _case(made, one)


def _case(made: Document, one: Fault | Finding) -> None:
    _head(made, one.heading, 2)
    for text in filter(None, (*one.texts, one.agreed)):
        _say(made, text)
    _list(made, one.remedies)


def _officer(made: Document, content: PackContent) -> None:
    held = content.officer
    if held is None:
        return
    _head(made, held.heading, 1)
    for text in held.texts:
        _say(made, text)
    for one in held.findings:
        _case(made, one)
        for blank in one.blanks:
            _head(made, blank, 3)
            _say(made, f"[{held.blank}]")
    for line in held.closing:
        _say(made, f"{line} [{held.blank}]")


def _say(made: Document, text: str) -> None:
    if text:
        made.add_paragraph(text)


def _head(made: Document, text: str, level: int) -> None:
    """A heading; the title is of level 0. Styles are given by id, as finding one by name is slow."""
    made.add_paragraph(text)._p.style = f"Heading{level}" if level else "Title"


def _list(made: Document, items: Iterable[str], style: str = "ListBullet") -> None:
    for item in items:
        made.add_paragraph(item)._p.style = style


def _table(made: Document, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table whose first row is a header row, told again on every page, and whose first column heads its rows."""
    table = made.add_table(1, len(columns), "Table Grid")
    _tell_of(table, name)
    for cell, text in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    made.add_paragraph()


def _tell_of(table: Table, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), name)
    table._tbl.tblPr.append(caption)


def _settled(made: bytes) -> bytes:
    """The same file with one time for all that is in it, so that the same content is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            written.writestr(info, read.read(name))
    return out.getvalue()
