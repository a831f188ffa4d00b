"""What is wrong is told by file, row, column, value and what was expected; and nothing is written."""

from __future__ import annotations

import zipfile
from pathlib import Path
from time import perf_counter

import pytest

from tests.support import registers
from tests.support.extracts import case, cells, good, small_scheme, write, write_workbook
from upheld.intake.actions import check, take
from upheld.intake.collecting import refusal_text
from upheld.vocabulary.problems import Refused

SCHEME = small_scheme()


def refused(folder: Path, register: Path, **options: object) -> list[str]:
    """The lines of a refusal; the register is as it was, byte for byte."""
    before = registers.digest(register)
    with pytest.raises(Refused) as caught:
        take(folder, SCHEME, by="ana", **options)
    assert registers.digest(register) == before
    return [str(problem) for problem in caught.value.problems]


def with_case(**cells_of_case: str) -> dict[str, list[dict[str, str]]]:
    reference = cells_of_case.pop("reference", "2")
    return {"cases": [case("1"), case(reference, **cells_of_case)]}


ONE_CELL = [
    (
        {"received_on": "25/04/2021"},
        "cases.csv, row 3, column received_on: '25/04/2021' found; expected a day as year-month-day, such as 2021-04-25; is 2021-04-25 meant?",
    ),
    ({"received_on": "01/04/2021"}, "which number is the day cannot be told"),
    ({"received_on": "2021-02-30"}, "there is no such day"),
    ({"received_on": "2021-2-3"}, "'2021-2-3' found"),
    ({"received_on": "1 March 2021"}, "is 2021-03-01 meant?"),
    ({"received_on": "2021-01-10T00:00:00"}, "is 2021-01-10 meant?"),
    ({"received_on": "20210110"}, "is 2021-01-10 meant?"),
    ({"received_on": "1921-01-10"}, "a day in the years 1974 to 2100"),
    ({"received_on": "infinity"}, "a day as year-month-day"),
    ({"received_on": ""}, "row 3, column received_on: expected a value; it is blank"),
    ({"received_on": "44291"}, "a day as year-month-day"),
    ({"outcome": "faullt"}, "is 'fault' meant?"),
    ({"outcome": ""}, "row 3, column outcome: expected an outcome, as the case was decided"),
    ({"decided_on": ""}, "row 3, column decided_on: expected the day of decision, as there is an outcome"),
    ({"decided_on": "2020-12-31"}, "a day on or after received_on, 2021-01-10"),
    ({"subject": "repairs"}, "is 'Repairs' meant?"),
    ({"fault_accepted_early": "yes"}, "column fault_accepted_early: 'yes' found; expected true or false"),
    ({"fault_accepted_early": "true"}, "false: this is for cases with the outcome fault only"),
    ({"satisfactory_remedy": "true"}, "false: this is for cases with the outcome fault only"),
    ({"authority": "Asch Homes"}, "the code or a known name of an authority; is 'Ash Homes' or "),
    ({"authority": "A3", "decided_on": "2021-07-02", "received_on": "2021-06-30"}, ""),
    (
        {"authority": "A5", "decided_on": "2021-07-01"},
        "column decided_on: '2021-07-01' found; expected a day up to 2021-06-30, the last day of Great Oak Homes; or one of its successors named in the case's column successor: North Oak Homes, South Oak Homes",
    ),
    ({"authority": "A5", "decided_on": "2021-06-30"}, ""),
    (
        {"authority": "A5", "decided_on": "2021-06-01", "successor": "Birch Homes"},
        "column successor: 'Birch Homes' found; expected one of the authority's successors: North Oak Homes, South Oak Homes",
    ),
    ({"authority": "A6", "decided_on": "2021-06-30"}, ""),
    ({"authority": "A6", "received_on": "2021-05-01", "decided_on": "2021-08-01"}, ""),
    ({"authority": "A1", "successor": "A2"}, "a blank; the authority has no successor"),
    ({"summary": "a\x07b"}, "text without control characters"),
    ({"summary": "a\x00b"}, "text without control characters"),
    ({"summary": "a\x85b"}, "text without control characters"),
    ({"summary": "x" * 20_001}, "at most 20,000 characters; there are 20,001"),
    ({"reference": "a\nb"}, "one line without tabs"),
    ({"reference": "x" * 61}, "at most 60 characters"),
    ({"reference": ""}, "column reference: expected a value"),
    ({"reference": "1"}, "row 3, column reference: '1' found; expected each reference once; row 2 has the same"),
    ({"public_report_on": "2021-05-01"}, "the public report's title"),
    ({"public_report_title": "Damp"}, "the day of the public report"),
    ({"public_report_on": "2020-05-01", "public_report_title": "Damp"}, "a day on or after received_on"),
]


@pytest.mark.parametrize(
    ("changes", "told"), ONE_CELL, ids=[" ".join(f"{k}={v[:24]!a}" for k, v in row[0].items()) for row in ONE_CELL]
)
def test_one_wrong_cell(changes, told, register, tmp_path):
    folder = write(tmp_path / "x", with_case(**changes))
    if told:
        lines = refused(folder, register)
        assert len(lines) == 1, lines
        assert told in lines[0]
    else:
        assert check(folder, SCHEME).rows == 2


ACROSS = [
    ("compliance", {"case_reference": "3", "recorded_on": "2021-09-01", "result": "late"}, "column case_reference: '3' found; expected a case with the outcome fault; this one has no_fault"),
    ("compliance", {"case_reference": "5", "recorded_on": "2021-09-01", "result": "late"}, "this one has none"),
    ("compliance", {"case_reference": "99", "recorded_on": "2021-09-01", "result": "late"}, "the reference of a case in this extract or in the register"),
    ("compliance", {"case_reference": "1", "recorded_on": "2021-09-01", "result": "late"}, "each case_reference once; row 2 has the same"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "", "due_on": "2021-05-01"}, "column public: expected a value; it is blank"),
    ("recommendations", {"case_reference": "2", "number": "-1", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01"}, "a whole number from 0 to 999,999,999, in digits alone"),
    ("recommendations", {"case_reference": "2", "number": "1.5", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01"}, "in digits alone"),
    ("recommendations", {"case_reference": "2", "number": "1", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01"}, "each case_reference and number once; row 4 has the same"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "extended_to": "2021-04-30"}, "a day on or after due_on, 2021-05-01"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "completed_on": "2021-05-01", "result": "late"}, "on_time, as it was completed by the day it was due, 2021-05-01"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "completed_on": "2021-05-02", "result": "on_time"}, "late, as it was due by 2021-05-01 and completed after that"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "more_categories": "payment;procedur"}, "words with a semicolon between them, each one of apology, payment, procedure; is 'procedure' meant?"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "more_categories": "payment;"}, "words with a semicolon between them, each one of apology"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "more_categories": "payment, procedure"}, "words with a semicolon between them"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "more_categories": "payment ;procedure; payment"}, "each word once"),
    ("recommendations", {"case_reference": "2", "number": "2", "category": "apology", "text": "x", "public": "true", "due_on": "2021-05-01", "more_categories": "payment; apology"}, "words other than category, apology"),
    ("decisions", {"case_reference": "5", "title": "t", "text": "x", "public_from": "2021-05-01"}, "a case that has been decided"),
    ("decisions", {"case_reference": "2", "title": "t", "text": "x", "public_from": "2021-02-01"}, "a day on or after the case's decision, 2021-03-01"),
    ("decisions", {"case_reference": "2", "title": "t", "text": "x", "public_from": "2021-05-01", "withdrawn_reason": "r"}, "the day of withdrawal, as there is a reason"),
    ("enquiries", {"case_reference": "2", "sent_on": "2021-01-20", "due_on": "2021-01-19"}, "a day on or after sent_on, 2021-01-20"),
    ("enquiries", {"case_reference": "2", "sent_on": "2021-01-20", "due_on": "2021-02-19", "answered_on": "2021-01-19"}, "a day on or after sent_on"),
    ("enquiries", {"case_reference": "2", "sent_on": "2021-01-01", "due_on": "2021-02-19"}, "a day on or after the case's receipt, 2021-01-10"),
    ("contacts", {"authority": "A1", "role": "cheif_officer", "name": "N", "email": "n@x.example"}, "is 'chief_officer' meant?"),
    ("contacts", {"authority": "A1", "role": "leader", "name": "N", "email": "not an address"}, "column email: expected an e-mail address such as name@authority.example"),
    ("contacts", {"authority": "Ash Homes", "role": "chief_officer", "name": "N", "email": "ada@ash.example"}, "each authority and role and email once; row 2 has the same"),
    ("control_totals", {"authority": "A2", "year": "2021", "brought_forward": "1", "received": "5", "decided": "4", "carried_forward": "1"}, "column carried_forward: '1' found; expected 2, which is brought_forward + received - decided"),
    ("control_totals", {"authority": "A2", "year": "21", "brought_forward": "1", "received": "5", "decided": "4", "carried_forward": "2"}, "a year such as 2022"),
    ("code_assessments", {"authority": "A1", "assessed_on": "2021-05-02", "section": "s", "met": "maybe"}, "one of yes, partly, no"),
    ("considered", {"authority": "A2", "year": "2021", "committee": "C", "considered_on": "2021-12-31"}, "a day after the year's end, 2021-12-31"),
    ("considered", {"authority": "A2", "year": "2021", "committee": "C", "considered_on": "2022-02-03", "minutes": "http://a.example/x"}, "an address that begins with https://, or a blank"),
    ("considered", {"authority": "A2", "year": "2021", "committee": "C", "considered_on": "2022-02-03", "minutes": "https://a.example/<b>"}, "an address that begins with https://, or a blank"),
    ("considered", {"authority": "Ash Homes", "year": "2021", "committee": "C", "considered_on": "2022-02-03"}, "each authority and year once; row 2 has the same"),
    ("considered", {"authority": "A2", "year": "21", "committee": "C", "considered_on": "2022-02-03"}, "a year such as 2022"),
    ("considered", {"authority": "A2", "year": "2021", "committee": "", "considered_on": "2022-02-03"}, "expected a value; it is blank"),
    ("case_assessments", {"case_reference": "99", "clause": "5.2", "assessed_on": "2021-05-02", "met": "no"}, "the reference of a case in this extract or in the register"),
    ("case_assessments", {"case_reference": "1", "clause": "5.2", "assessed_on": "2021-05-02", "met": "no"}, "each case_reference and clause once; row 2 has the same"),
    ("case_assessments", {"case_reference": "1", "clause": "5.3", "assessed_on": "2021-05-02", "met": "maybe"}, "one of yes, partly, no"),
    ("case_assessments", {"case_reference": "2", "clause": "5.2", "assessed_on": "2021-01-01", "met": "no"}, "a day on or after the case's receipt, 2021-01-10"),
    ("self_assessments", {"authority": "A1", "year": "2021", "clause": "5.3", "complies": "false"}, "an explanation, as it does not comply"),
    ("self_assessments", {"authority": "A1", "year": "2021", "clause": "5.3", "complies": ""}, "column complies: expected a value; it is blank"),
    ("self_assessments", {"authority": "Ash Homes", "year": "2021", "clause": "5.2", "complies": "true"}, "each authority and year and clause once; row 2 has the same"),
    ("self_assessment_statements", {"authority": "A2", "year": "2021", "version": "1", "response": "Noted", "considered_on": "2021-05-02", "submitted_on": "2021-05-01"}, "a day on or after considered_on, 2021-05-02"),
    ("attendances", {"workshop": "W2", "authority": "A1", "people": "1"}, "the code of a workshop in this extract or in the register"),
    ("attendances", {"workshop": "W1", "authority": "A1", "people": "1"}, "each workshop and authority once; row 2 has the same"),
    ("authorities", {"code": "C2", "name": "Two", "kind": "charitty"}, "is 'charity' meant?"),
    ("authorities", {"code": "C2", "name": "Two", "kind": "charity", "end_on": "2021-01-01", "successors": "Hope Trust; Nobody"}, "column successors: 'Nobody' found; expected the code or a known name of an authority"),
    ("authorities", {"code": "C2", "name": "Two", "kind": "charity", "end_on": "2021-01-01", "successors": "C2"}, "authorities that came after it, and not itself"),
    ("authorities", {"code": "C2", "name": "Two", "kind": "charity", "start_on": "2021-01-02", "end_on": "2021-01-01"}, "a day on or after start_on"),
    ("authorities", {"code": "c1", "name": "Two", "kind": "charity"}, "column code: 'c1' found; expected a code that differs from that of row 2 in more than capitals"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "told"), ACROSS, ids=[f"{row[0]} {row[2][-40:]}" for row in ACROSS])
def test_one_wrong_row_beside_a_good_extract(table, row, told, register, tmp_path):
    tables = good()
    tables[table].append(row)
    lines = refused(write(tmp_path / "x", tables), register)
    assert len(lines) == 1, lines
    assert f"{table}.csv, row {len(tables[table]) + 1}," in lines[0]
    assert told in lines[0]


def test_an_event_that_nobody_can_take_is_told_where_it_stands(register, tmp_path):
    tables = good()
    tables["cases"].append(case("10", authority="A5", decided_on="2021-06-01", outcome="fault"))
    tables["compliance"].append({"case_reference": "10", "recorded_on": "2021-08-01", "result": "late"})
    (line,) = refused(write(tmp_path / "x", tables), register)
    assert "compliance.csv, row 4, column recorded_on: '2021-08-01' found; expected a day up to 2021-06-30" in line


def test_a_code_that_the_register_writes_otherwise(register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    again = {"cases": good()["cases"], "authorities": [{"code": "c1", "name": "Another", "kind": "charity"}]}
    (line,) = refused(write(tmp_path / "y", again), register)
    assert "authorities.csv, row 2, column code: 'c1' found; expected C1, as the register writes this code" in line


def test_all_problems_come_in_one_pass_sorted_and_counted(register, tmp_path):
    tables = good()
    tables["cases"] += [case(f"n{n}", outcome="?", authority="?") for n in range(150)]
    tables["contacts"].append({"authority": "?", "role": "?", "name": "", "email": "?"})
    with pytest.raises(Refused) as caught:
        take(write(tmp_path / "x", tables), SCHEME, by="ana")
    assert caught.value.total == 304
    assert [problem.row for problem in caught.value.problems if problem.file == "cases.csv"] == sorted(
        [*range(9, 59)] * 2
    )
    *lines, more, last = refusal_text(caught.value)
    assert len(lines) == 104
    assert more == "… and 200 more like these."
    assert last == "304 problems in 2 files; nothing was written."
    assert all("\n" not in line for line in lines)


def test_nothing_personal_is_repeated(register, tmp_path):
    tables = good()
    tables["contacts"].append(
        {"authority": "A1", "role": "leader", "name": "Secret " * 60, "email": "secret@", "post": "secret\x07"}
    )
    lines = refused(write(tmp_path / "x", tables), register)
    assert len(lines) == 3
    assert "ecret" not in "".join(lines)


def test_a_case_that_changes_under_what_the_register_holds(register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    changed = [
        case("1", outcome="no_fault", public_report_on="2021-04-01", public_report_title="Cold homes"),
        case("2", authority="A2", outcome="fault", decided_on="2021-06-02"),
        case("4", authority="Great Oak Homes", decided_on="2021-06-09"),
    ]
    lines = refused(write(tmp_path / "y", {"cases": changed}), register)
    assert (
        [line.split(" found; ")[-1] for line in lines]
        == [
            "expected false: this is for cases with the outcome fault only",  # the register has true, the file no such column
            "expected fault, as the register holds a compliance outcome for this case",
            "expected a day on or before 2021-06-01, when the compliance outcome in the register was recorded",
        ]
    )


def test_another_schemes_register(register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    with pytest.raises(Refused, match="a register of the scheme other"):
        take(write(tmp_path / "x", good()), small_scheme(id="other"), by="ana")


def _text(text: str | bytes, name: str = "cases.csv"):
    def make(folder: Path) -> Path:
        folder.mkdir()
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return make


HEAD = "reference,authority,subject,received_on,decided_on,outcome"
ROW = "1,A1,Repairs,2021-01-10,2021-03-01,fault"
UNFIT = {
    "empty": (_text(""), "a header row and rows below it; the file is empty"),
    "blank": (_text("\ufeff \r\n \n"), "the file is empty"),
    "semicolons": (_text(f"{HEAD}\n{ROW}\n".replace(",", ";")), "this file has semicolons"),
    "tabs": (_text(f"{HEAD}\n{ROW}\n".replace(",", "\t")), "this file has tabs"),
    "utf-16": (_text(f"{HEAD}\n{ROW}\n".encode("utf-16")), "this file is UTF-16"),
    "utf-16 without mark": (_text(f"{HEAD}\n{ROW}\n".encode("utf-16-le")), "this file is UTF-16"),
    "windows": (_text(f"{HEAD},summary\n{ROW},Café\n".encode("cp1252")), "row 2, column summary: 'Café' found; expected UTF-8 text; this looks like Windows-1252"),
    "missing column": (_text(f"{HEAD.replace('subject,', '')}\n"), "row 1, column subject: expected this column"),
    "doubled column": (_text(f"{HEAD},outcome\n{ROW},fault\n"), "row 1, column outcome: expected each column once"),
    "unknown column": (_text(f"{HEAD},sumary\n{ROW},x\n"), "row 1, column sumary: expected a column of cases (summary?)"),
    "nameless column": (_text(f"{HEAD},\n{ROW},\n"), "column number 7: expected a column name"),
    "short row": (_text(f"{HEAD}\n{ROW}\n\n2,A1,Repairs\n"), "row 4: expected 6 cells, as the header has; this row has 3"),
    "long row": (_text(f"{HEAD}\n{ROW},x\n"), "row 2: expected 6 cells, as the header has; this row has 7"),
    "stray quote": (_text(f'{HEAD}\n1,"A1"x,Repairs,2021-01-10,,\n'), "row 2: expected a quotation mark inside a cell to be doubled"),
    "blank first row": (_text(f"\n{HEAD}\n{ROW}\n"), "row 1: expected a header row; the first row is blank"),
    "long column name": (_text(f"{'x' * 1_000_001},{HEAD}\n{ROW}\n"), "row 1: expected cells of at most 200,000 characters"),
    "open quote in the header": (_text(f'"{HEAD}\n{ROW}\n'), "row 1: expected a closing quotation mark"),
    "open quote": (_text(f'{HEAD}\n1,"A1,Repairs,2021-01-10,,\n{ROW}\n'), "row 2: expected a closing quotation mark"),
    "long cell": (_text(f"{HEAD},summary\n{ROW},{'x' * 10_000_000}\n"), "row 2: expected cells of at most 200,000 characters"),
    "workbook as csv": (_text(b"PK\x03\x04rest"), "a workbook or a ZIP file under another name"),
    "unknown table": (_text("a,b\n", "casess.csv"), "a file named after a table (cases?)"),
    "old workbook": (_text(b"\xd0\xcf\x11\xe0xxxx", "cases.xls"), "this form is not read"),
    "encrypted workbook": (_text(b"\xd0\xcf\x11\xe0xxxx", "cases.xlsx"), "without a password"),
    "not a workbook": (_text("hello", "cases.xlsx"), "this file is damaged, or of another kind"),
    "empty workbook": (_text("", "cases.xlsx"), "the file is empty"),
    "not parquet": (_text("hello", "cases.parquet"), "a Parquet file that can be read"),
    "bad toml": (_text("sample = maybe", "extract.toml"), "a TOML file"),
    "unknown key": (_text("simple = true", "extract.toml"), "one of the keys sample and title"),
    "nothing": (_text("x", "notes.md"), "a file of cases"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["blank first row", "long column name", "open quote in the header"])
def test_a_header_that_cannot_be_read_is_one_problem(kind, register, tmp_path):
    make, _ = UNFIT[kind]
    assert len(refused(make(tmp_path / "x"), register)) == 1


def test_the_lines_of_a_cell_that_is_too_long_are_not_told_as_rows(register, tmp_path):
    long = '"' + "line\n" * 1_000_000 + '"'
    (line,) = refused(_text(f"{HEAD},summary\n{ROW},{long}\n2,A1,Repairs,2021-01-10,,,\n")(tmp_path / "x"), register)
    assert "row 2: expected cells of at most 200,000 characters" in line


def test_a_file_with_columns_by_the_ten_thousand_is_refused_at_once(register, tmp_path):
    """Rows for columns is a slip that people make: the first row then has a cell for each case."""
    started = perf_counter()
    lines = refused(_text(",".join(f"21 001 {n:06}" for n in range(50_000)))(tmp_path / "x"), register)
    assert perf_counter() - started < 5
    assert "cases.csv, row 1: expected at most 500 columns; there are 50,000" in lines


@pytest.mark.parametrize("kind", UNFIT)
def test_a_file_that_cannot_be_read(kind, register, tmp_path):
    make, told = UNFIT[kind]
    lines = refused(make(tmp_path / "x"), register)
    assert any(told in line for line in lines), lines


def test_what_hangs_on_a_row_with_a_cell_in_another_encoding_is_not_told_too(register, tmp_path):
    folder = _text(f"{HEAD},summary\n{ROW},Café\n".encode("cp1252"))(tmp_path / "x")
    (folder / "compliance.csv").write_text("case_reference,recorded_on,result\n1,2021-04-01,late\n")
    (line,) = refused(folder, register)
    assert "this looks like Windows-1252" in line


def test_folders_that_are_none(register, tmp_path):
    assert "there is none of this name" in refused(tmp_path / "none", register)[0]
    (tmp_path / "file").write_text("x")
    assert "not a file" in refused(tmp_path / "file", register)[0]
    (tmp_path / "x" / "cases.csv").mkdir(parents=True)
    (tmp_path / "x" / "decisions.csv").symlink_to(tmp_path / "gone.csv")
    lines = refused(tmp_path / "x", register)
    assert lines[:2] == ["cases.csv: expected a file, not a folder", "decisions.csv: expected a file that is there"]


def test_the_same_table_twice(register, tmp_path):
    folder = write(tmp_path / "x", good())
    write_workbook(folder / "extract.xlsx", {"cases": cells("cases", good()["cases"])})
    (line,) = refused(folder, register)
    assert "each table once; cases is also in cases.csv" in line


def test_formulas_errors_and_stray_cells_in_a_workbook(register, tmp_path):
    sheet = cells("cases", [case("1"), case("2"), case("3")])
    sheet[1][2] = '=CONCAT("Rep","airs")'
    sheet[2][2] = "#N/A"
    sheet[3].append("stray")
    write_workbook(tmp_path / "x" / "extract.xlsx", {"cases": sheet, "Notes": [["note"]]}, formulas=True)
    lines = refused(tmp_path / "x", register)
    assert any(
        'row 2, column subject: \'=CONCAT("Rep","airs")\' found; expected a value, not a formula' in line
        for line in lines
    )
    assert any(
        "extract.xlsx sheet cases, row 3, column subject: '#N/A' found; expected a value, not an error" in line
        for line in lines
    )
    assert any("row 4: 'stray' found; expected nothing to the right" in line for line in lines)
    assert len(lines) == 4
    assert any("extract.xlsx sheet Notes: expected a sheet named after a table" in line for line in lines)


def _repacked(source: Path, target: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return target


def test_zip_bombs_are_not_unpacked(register, tmp_path):
    book = write_workbook(tmp_path / "good.xlsx", {"cases": cells("cases", [case("1")])})
    (tmp_path / "x").mkdir()
    _repacked(book, tmp_path / "x" / "cases.xlsx", **{"xl/worksheets/sheet1.xml": b"<a>" + b" " * 60_000_000})
    assert "unpacks to more than 200 times its size" in refused(tmp_path / "x", register)[0]


def test_a_bomb_that_lies_about_its_size(register, tmp_path):
    book = write_workbook(tmp_path / "good.xlsx", {"cases": cells("cases", [case("1")])})
    (tmp_path / "x").mkdir()
    lying = _repacked(book, tmp_path / "x" / "cases.xlsx", **{"xl/worksheets/sheet1.xml": b" " * 60_000_000})
    lying.write_bytes(lying.read_bytes().replace((60_000_000).to_bytes(4, "little"), (600).to_bytes(4, "little")))
    (line,) = refused(tmp_path / "x", register)
    assert "damaged" in line or "larger than it says" in line


def test_entities_in_a_workbook(register, tmp_path):
    book = write_workbook(tmp_path / "good.xlsx", {"cases": cells("cases", [case("1")])})
    (tmp_path / "x").mkdir()
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'
    _repacked(book, tmp_path / "x" / "cases.xlsx", **{"xl/worksheets/sheet1.xml": bomb})
    assert "a workbook without declarations of entities" in refused(tmp_path / "x", register)[0]
