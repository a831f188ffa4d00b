"""A workbook for tables of any length: a cover, then a sheet a table, each marked as a table and frozen at its header.

gptables writes the workbook of figures. For tables that grow for ever it is too slow, and so is what it is built on
(10 µs a cell: three seconds for a sample of two years): these sheets are written as the few lines of SpreadsheetML
(ECMA-376, part 1, chapter 18) that they are. All texts are inline strings, so nothing in them can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from string import ascii_uppercase
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from upheld.publication.open_data.tables import AnyTable, Cell, Column, Filled, Type
from upheld.publication.open_data.text_files import About

MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
LONGEST_TEXT = 32_767  # characters that a cell may hold
NARROWEST, WIDEST, LOOKED_AT = 8, 60, 200
HEADER = 5  # the row of the headers, from 1
LEVEL = 2
MOST_KNOWN = 20_000  # texts of a column that are not escaped anew; those of a long one may all differ
AT_ONCE = 500
TEXT, WRAPPED, HEADING, HEADER_STYLE, LINK = range(1, 6)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What XML 1.0 has no way to write, and what Excel would read as a character's number.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NUMBERED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
FONT = '<sz val="12"/><name val="Arial"/><family val="2"/>'
PLAIN = 'fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"'
LINED = PLAIN.replace('borderId="0"', 'borderId="1" applyBorder="1"')
STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}">
<fonts count="4"><font>{FONT}</font><font><b/><sz val="16"/><name val="Arial"/><family val="2"/></font>
<font><b/>{FONT}</font><font><u/><color rgb="FF1D4ED8"/>{FONT}</font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border/><border><bottom style="thin"><color auto="1"/></bottom></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="0" {PLAIN}><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="0" {PLAIN}><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="1" {PLAIN}/>
<xf numFmtId="0" fontId="2" {LINED}><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="0" fontId="3" {PLAIN}/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
"""


@dataclass(frozen=True)
class Book:
    """A workbook that is being written; every part carries the day of release, so the same rows give the same bytes."""

    packed: ZipFile
    day: date

    def put(self, name: str, parts: Iterator[str] | Sequence[str]) -> None:
        """Write one part of it."""
        entry = ZipInfo(name, (max(self.day.year, 1980), self.day.month, self.day.day, 0, 0, 0))
        entry.compress_type, entry._compresslevel = ZIP_DEFLATED, LEVEL  # type: ignore[attr-defined]
        with self.packed.open(entry, "w") as file:
            for part in parts:
                file.write(part.encode())


def write_plain_workbook(tables: Sequence[AnyTable], about: About, path: Path) -> None:
    """Write a sheet for each table that fits into one; the cover says of the others that they do not."""
    fitting = [one for one in tables if one.number <= MOST_ROWS]
    longer = [one for one in tables if one.number > MOST_ROWS]
    names = [about.words.cover_sheet, *(about.tables[one.table.name].title for one in fitting)]
    with ZipFile(path, "w") as packed:
        book = Book(packed, about.released_on)
        book.put("[Content_Types].xml", _types(len(names)))
        book.put("_rels/.rels", _package_relations())
        book.put("docProps/core.xml", _properties(about))
        book.put("xl/workbook.xml", _workbook(names))
        book.put("xl/_rels/workbook.xml.rels", _workbook_relations(len(names)))
        book.put("xl/styles.xml", [STYLES])
        book.put("xl/worksheets/sheet1.xml", _cover(about, fitting, longer))
        for number, filled in enumerate(fitting, 2):
            book.put(f"xl/worksheets/sheet{number}.xml", _sheet(filled, about))
            book.put(f"xl/worksheets/_rels/sheet{number}.xml.rels", _sheet_relations(number))
            book.put(f"xl/tables/table{number}.xml", _table(filled, about, number))


def escaped(text: str) -> str:
    """A text as it stands in a cell."""
    text = UNWRITABLE.sub("", text[:LONGEST_TEXT])
    if "_x" in text:
        text = NUMBERED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(place: str, text: str, style: int = TEXT) -> str:
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def letters(place: int) -> str:
    """The letters of a column, counted from 0: A, …, Z, AA."""
    before, own = divmod(place, 26)
    return (letters(before - 1) if before else "") + ascii_uppercase[own]


def _sheet(filled: AnyTable, about: About) -> Iterator[str]:
    words = about.tables[filled.table.name]
    titles = [words.columns[column.name].title for column in filled.columns]
    parts = filled.parts()
    first = next(parts)
    yield f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetViews><sheetView workbookViewId="0">'
    yield f'<pane ySplit="{HEADER}" topLeftCell="A{HEADER + 1}" activePane="bottomLeft" state="frozen"/>'
    yield "</sheetView></sheetViews><cols>"
    for place, title in enumerate(titles, 1):
        yield f'<col min="{place}" max="{place}" width="{_width(first, place - 1, title)}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, text in enumerate((words.title, words.description, about.sample or about.words.table_instructions), 1):
        yield f'<row r="{number}">{_text(f"A{number}", text, HEADING if number == 1 else TEXT)}</row>'
    header = (_text(f"{letters(place)}{HEADER}", title, HEADER_STYLE) for place, title in enumerate(titles))
    yield f'<row r="{HEADER}">{"".join(header)}</row>'
    yield from _rows(filled.columns, chain((first,), parts))
    yield '</sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'


def _width(filled: Filled, place: int, title: str) -> int:
    cells = (len(str(row[place])) for row in filled.rows[:LOOKED_AT] if row[place] is not None)
    return min(WIDEST, max(NARROWEST, len(title) + 5, *cells, 0) + 2)


def _rows(columns: Sequence[Column], parts: Iterable[Filled]) -> Iterator[str]:
    writers = [_writer(letters(place), column.type) for place, column in enumerate(columns)]
    before = HEADER + 1
    for part in parts:
        for start in range(0, len(part.rows), AT_ONCE):
            rows = enumerate(part.rows[start : start + AT_ONCE], before + start)
            yield "".join(f'<row r="{number}">{_cells(writers, number, row)}</row>' for number, row in rows)
        before += len(part.rows)


def _cells(writers: Sequence[Callable[[int, Cell], str]], number: int, row: Sequence[Cell]) -> str:
    return "".join([write(number, cell) for write, cell in zip(writers, row, strict=True) if cell is not None])


def _writer(column: str, kind: Type) -> Callable[[int, Cell], str]:
    if kind in (Type.WHOLE, Type.DECIMAL):
        return lambda row, cell: f'<c r="{column}{row}" s="{TEXT}"><v>{cell}</v></c>'
    known: dict[Cell, str] = {}  # most texts of a column stand in it again and again

    def write(row: int, cell: Cell) -> str:
        text = known.get(cell)
        if text is None:
            text = escaped(str(cell))
            if len(known) < MOST_KNOWN:
                known[cell] = text
        return f'<c r="{column}{row}" s="{TEXT}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    return write


def _table(filled: AnyTable, about: About, number: int) -> Iterator[str]:
    words = about.tables[filled.table.name]
    place = f"A{HEADER}:{letters(len(filled.columns) - 1)}{HEADER + max(1, filled.number)}"
    name = f"table_of_{filled.table.name}"
    yield f'{HEAD}<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{place}" '
    yield f'totalsRowShown="0"><autoFilter ref="{place}"/><tableColumns count="{len(filled.columns)}">'
    for one, column in enumerate(filled.columns, 1):
        yield f'<tableColumn id="{one}" name={quoteattr(words.columns[column.name].title)}/>'
    yield '</tableColumns><tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0"/></table>'


def _cover(about: About, tables: Sequence[AnyTable], longer: Sequence[AnyTable]) -> Iterator[str]:
    told = (about.sample, about.description, *about.sources, about.licence, about.released_on.isoformat())
    texts = [(about.title, HEADING), *((text, WRAPPED) for text in told if text), (about.words.contents_sheet, HEADING)]
    yield f'{HEAD}<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="100" customWidth="1"/></cols><sheetData>'
    texts += [(_too_long(about, one), WRAPPED) for one in longer]
    for number, (text, style) in enumerate(texts, 1):
        yield f'<row r="{number}">{_text(f"A{number}", text, style)}</row>'
    links = []
    for number, filled in enumerate(tables, len(texts) + 1):
        words = about.tables[filled.table.name]
        yield f'<row r="{number}">{_text(f"A{number}", f"{words.title}: {words.description}", LINK)}</row>'
        sheet = quoteattr(f"'{words.title.replace(chr(39), chr(39) * 2)}'!A1")
        links.append(f'<hyperlink ref="A{number}" location={sheet} display={quoteattr(words.title)}/>')
    yield f"</sheetData>{'<hyperlinks>' + ''.join(links) + '</hyperlinks>' if links else ''}</worksheet>"


def _too_long(about: About, table: AnyTable) -> str:
    """That a table is not in the workbook, and where it is. Words of an older scheme say its title alone."""
    title = about.tables[table.table.name].title
    return about.words.too_long(table=title, file=f"{table.table.name}.csv") if about.words.too_long else title


def _workbook(names: Sequence[str]) -> Iterator[str]:
    yield f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    for number, name in enumerate(names, 1):
        yield f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
    yield "</sheets></workbook>"


def _relations(ids: dict[str, tuple[str, str]]) -> Iterator[str]:
    yield f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    for one, (kind, target) in ids.items():
        yield f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>'
    yield "</Relationships>"


def _package_relations() -> Iterator[str]:
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    book = f"{RELATIONS}/officeDocument"
    return _relations({"rId1": (book, "xl/workbook.xml"), "rId2": (core, "docProps/core.xml")})


def _workbook_relations(sheets: int) -> Iterator[str]:
    kind = f"{RELATIONS}/worksheet"
    found = {f"rId{one}": (kind, f"worksheets/sheet{one}.xml") for one in range(1, sheets + 1)}
    return _relations({**found, f"rId{sheets + 1}": (f"{RELATIONS}/styles", "styles.xml")})


def _sheet_relations(number: int) -> Iterator[str]:
    return _relations({"rId1": (f"{RELATIONS}/table", f"../tables/table{number}.xml")})


def _types(sheets: int) -> Iterator[str]:
    parts = {"/xl/workbook.xml": f"{TYPE}.sheet.main+xml", "/xl/styles.xml": f"{TYPE}.styles+xml"}
    parts |= {f"/xl/worksheets/sheet{one}.xml": f"{TYPE}.worksheet+xml" for one in range(1, sheets + 1)}
    parts |= {f"/xl/tables/table{one}.xml": f"{TYPE}.table+xml" for one in range(2, sheets + 1)}
    parts["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    yield f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
    yield '<Default Extension="xml" ContentType="application/xml"/>'
    for name, kind in parts.items():
        yield f'<Override PartName="{name}" ContentType="{kind}"/>'
    yield "</Types>"


def _properties(about: About) -> Iterator[str]:
    created = f"{about.released_on.isoformat()}T00:00:00Z"
    yield f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    yield 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    yield 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    yield f"<dc:title>{escaped(about.title)}</dc:title><dc:language>{about.language}</dc:language>"
    yield f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created></cp:coreProperties>'
