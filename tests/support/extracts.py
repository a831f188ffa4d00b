"""Extracts for tests: small, good, and easy to spoil."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path

from upheld.intake.tables import TABLES
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated
from upheld.vocabulary.scheme import Scheme

Rows = list[dict[str, str]]
Tables = dict[str, Rows]


def _authority(
    code: str, name: str, start: str = "", end: str = "", successors: Sequence[str] = (), **more: object
) -> Authority:
    return Authority(
        id=code,
        kind="association",
        codes=(Dated(code),),
        official_names=(Dated(name),),
        start_on=date.fromisoformat(start) if start else None,
        end_on=date.fromisoformat(end) if end else None,
        successors=tuple(successors),
        **more,  # type: ignore[arg-type]
    )


AUTHORITIES = (
    _authority("A1", "Ash Homes"),
    _authority("A2", "Birch Homes"),
    _authority("A3", "Cedar Homes", end="2021-06-30", successors=["A4"]),
    _authority("A4", "Cedar and Elm Homes", start="2021-07-01"),
    _authority("A5", "Great Oak Homes", end="2021-06-30", successors=["A6", "A7"]),
    _authority("A6", "North Oak Homes", start="2021-07-01"),
    _authority("A7", "South Oak Homes", start="2021-07-01"),
    _authority("A8", "Ivy Homes", end="2020-12-31", successors=["A9"]),
    _authority("A9", "New Ivy Homes", start="2021-01-01", other_names=(Dated("Ivy Homes"),)),
)


def small_scheme(**changes: object) -> Scheme:
    """A scheme of a few landlords, two subjects and four outcomes."""
    outcomes = [
        {"id": "out_of_scope", "shown_under": "closed"},
        {"id": "settled", "shown_under": "closed"},
        {"id": "no_fault", "investigation": True, "shown_under": "investigated"},
        {"id": "fault", "investigation": True, "upheld": True, "shown_under": "investigated"},
    ]
    parts: dict[str, object] = {
        "id": "small",
        "languages": ["en"],
        "time_zone": "Europe/London",
        "year_end": {"month": 12, "day": 31},
        "overview": ["closed", "investigated"],
        "outcomes": outcomes,
        "subjects": ["Repairs", "Rent and service charges", "Neighbours' noise"],
        "remedy_categories": ["apology", "payment", "procedure"],
        "kinds": [{"id": "association", "grouped": True}, {"id": "charity"}],
        "calendar": {"letters_sent": {"month": 3, "day": 1}, "published": {"month": 3, "day": 8}},
        "folder": Path("small"),
        "measures": [],
        "wording": {},
        "authorities": AuthorityDirectory(AUTHORITIES),
        **changes,
    }
    return Scheme(**parts)  # type: ignore[arg-type]


def case(reference: str, **cells: str) -> dict[str, str]:
    """A row of cases: decided without fault unless told otherwise."""
    usual = {
        "authority": "A1",
        "subject": "Repairs",
        "received_on": "2021-01-10",
        "decided_on": "2021-03-01",
        "outcome": "no_fault",
    }
    return {**usual, **cells, "reference": reference}


GOOD: Tables = {
    "authorities": [
        {
            "code": "C1",
            "name": "Hope Trust",
            "kind": "charity",
            "region": "North",
            "population": "1200",
            "start_on": "1990-01-01",
        },
    ],
    "cases": [
        case(
            "1",
            outcome="fault",
            fault_accepted_early="TRUE",
            summary='It said "sorry", late',
            public_report_on="2021-04-01",
            public_report_title="Cold homes",
        ),
        case("2", authority="birch homes", outcome="fault", satisfactory_remedy="true", summary="=HYPERLINK(1)"),
        case(
            "3", authority="Cedar Homes", received_on="2021-05-05", decided_on="2021-08-01", subject="Neighbours' noise"
        ),
        case("4", authority="Great Oak Homes", decided_on="2021-09-09", successor="South Oak Homes"),
        case("5", authority="Hope Trust", decided_on="", outcome=""),
        case("6", authority="Ivy Homes", received_on="2020-06-01", decided_on="2020-12-31"),
        case(
            "7",
            authority="Ivy Homes",
            received_on="2021-01-01",
            decided_on="2021-02-02",
            summary="#let x = 1\n<b>é ŵ 漢</b>",
        ),
    ],
    "compliance": [
        {"case_reference": "1", "recorded_on": "2021-06-01", "result": "late"},
        {"case_reference": "2", "recorded_on": "2021-06-01", "result": "not_complied"},
    ],
    "recommendations": [
        {
            "case_reference": "1",
            "number": "1",
            "category": "apology",
            "text": "Say sorry",
            "public": "false",
            "due_on": "2021-04-01",
            "completed_on": "2021-04-20",
            "result": "late",
        },
        {
            "case_reference": "1",
            "number": "2",
            "category": "procedure",
            "text": "Mend it",
            "public": "true",
            "due_on": "2021-04-01",
            "extended_to": "2021-05-01",
            "completed_on": "2021-04-20",
            "result": "on_time",
        },
        {
            "case_reference": "2",
            "number": "1",
            "category": "payment",
            "text": "Pay £100",
            "public": "false",
            "due_on": "2021-04-01",
            "result": "not_complied",
        },
    ],
    "decisions": [
        {
            "case_reference": "1",
            "title": "Ash Homes (1)",
            "text": "Mr X said …\n\nWe found fault.",
            "public_from": "2021-04-15",
        },
    ],
    "enquiries": [
        {"case_reference": "1", "sent_on": "2021-01-20", "due_on": "2021-02-10", "answered_on": "2021-02-12"},
        {"case_reference": "4", "sent_on": "2021-02-01", "due_on": "2021-08-01"},
    ],
    "contacts": [
        {
            "authority": "A1",
            "role": "chief_officer",
            "name": "Ada Ash",
            "salutation": "Dr Ash",
            "post": "Chief Executive",
            "email": "ada@ash.example",
        },
        {"authority": "Ash Homes", "role": "link_officer", "name": "Ben Birch", "email": "ben@ash.example"},
    ],
    "control_totals": [
        {
            "authority": "A1",
            "year": "2021",
            "brought_forward": "0",
            "received": "1",
            "decided": "1",
            "carried_forward": "0",
        },
    ],
    "code_assessments": [
        {
            "authority": "A1",
            "assessed_on": "2021-05-01",
            "section": "Timeliness",
            "met": "partly",
            "commentary": "Slow",
        },
    ],
    "case_assessments": [
        {"case_reference": "1", "clause": "5.2", "assessed_on": "2021-05-01", "met": "partly", "evidence": "A letter"},
    ],
    "self_assessments": [
        {"authority": "A1", "year": "2021", "clause": "5.2", "complies": "false", "explanation": "From May on"},
    ],
    "self_assessment_statements": [
        {
            "authority": "A1",
            "year": "2021",
            "version": "1",
            "response": "Members noted it",
            "considered_on": "2021-05-01",
            "submitted_on": "2021-05-02",
        },
    ],
    "workshops": [{"code": "W1", "title": "Listening", "held_on": "2021-05-05", "mode": "online"}],
    "attendances": [
        {"workshop": "W1", "authority": "Ash Homes", "people": "3"},
        {"workshop": "W1", "authority": "", "people": "2"},
    ],
    "considered": [
        {
            "authority": "A1",
            "year": "2021",
            "committee": "Scrutiny Committee",
            "considered_on": "2022-02-03",
            "minutes": "https://ash.example/minutes",
        },
    ],
}


def good() -> Tables:
    """A good extract that has every table, to be changed at will."""
    return deepcopy(GOOD)


def write(folder: Path, tables: Mapping[str, Rows]) -> Path:
    """Write tables as CSV, each with the columns that any of its rows has."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(as_csv(name, rows), "utf-8", newline="")
    return folder


def as_csv(name: str, rows: Rows) -> str:
    """A table as CSV, its columns in the declared order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(name, rows), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def columns(name: str, rows: Rows) -> list[str]:
    """The required columns and those that any row has; then any that the table does not know."""
    table = TABLES[name]
    used = {column for row in rows for column in row}
    known = [column for column in table.names if column in used or column in table.required]
    return known + sorted(used - set(table.names))


def write_workbook(path: Path, tables: Mapping[str, Sequence[Sequence[object]]], formulas: bool = False) -> Path:
    """Write sheets of cells as they are; what begins with = is a text unless there may be formulas."""
    import openpyxl

    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for text in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" and not formulas):
            text.data_type = "s"
    book.save(path)
    return path


def cells(name: str, rows: Rows) -> list[list[object]]:
    """A table as a sheet would hold it: days as days, true and false as such, whole numbers as numbers."""
    used = columns(name, rows)
    return [list(used), *([_cell(name, column, row.get(column, "")) for column in used] for row in rows)]


def _cell(name: str, column: str, text: str) -> object:
    kind = TABLES[name].column(column).type.name
    if not text:
        return None
    if kind == "DATE":
        return date.fromisoformat(text)
    if kind == "BOOLEAN":
        return text.lower() == "true"
    return int(text) if kind == "INTEGER" else text
