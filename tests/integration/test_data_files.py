"""The open files of a bundle: every form holds the same, every file says what it is, what is withheld is in none."""

import csv
import gzip
import io
import json
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.support import small_bundle, small_casework, small_year
from upheld.publication.bundle.check import check
from upheld.publication.bundle.contents import EditionFacts, Revision
from upheld.publication.open_data.bundle_tables import OPEN_TABLES
from upheld.publication.open_data.plain_workbook import HEADER, escaped, letters
from upheld.publication.open_data.tables import TABLES, Type
from upheld.publication.open_data.words import tables_in_words, values_in_words

SHEETS = [one.table for one in OPEN_TABLES if one.sheet]
MARK = small_year.TERMS["sample"]
SMALL_PLACE, DARTFORD = "E07000199", "E07000107"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def bundle(made, tmp_path_factory):
    return small_bundle.write(made, tmp_path_factory.mktemp("out"), number=2)


@pytest.fixture(scope="module")
def book(bundle):
    return openpyxl.load_workbook(bundle / "data" / "casework.xlsx")


def from_csv(bundle, name):
    text = (bundle / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def as_text(cell):
    if cell is None:
        return ""
    return f"{cell:f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)


def titles(table):
    said = tables_in_words(small_year.scheme().words)[table.name]
    return [said.columns[column.name].title for column in table.columns_for(sample=True)]


def from_sheet(book, table):
    said = tables_in_words(small_year.scheme().words)[table.name]
    rows = list(book[said.title].iter_rows(min_row=HEADER, values_only=True))
    assert list(rows[0]) == titles(table)
    names = [column.name for column in table.columns_for(sample=True)]
    return [dict(zip(names, row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("table", SHEETS, ids=lambda one: one.name)
def test_every_form_of_a_table_holds_the_same(bundle, book, table):
    expected = from_csv(bundle, table.name)
    told = json.loads((bundle / "data" / f"{table.name}.json").read_text(encoding="utf-8"))
    columns = pq.read_table(bundle / "data" / f"{table.name}.parquet").to_pylist()
    sheet = from_sheet(book, table)
    for name, rows in (("json", told["rows"]), ("parquet", columns), ("xlsx", sheet)):
        found = [{column: as_text(cell).lstrip("'") for column, cell in row.items()} for row in rows]
        assert found == [{column: cell.lstrip("'") for column, cell in row.items()} for row in expected], name
    assert expected or table.name in ("withdrawals",)


def test_made_up_rows_say_so_in_every_table(bundle):
    for table in SHEETS:
        assert all(row["sample"] == MARK for row in from_csv(bundle, table.name)), table.name
    with gzip.open(bundle / "data" / "decision_texts.jsonl.gz", "rt") as lines:
        assert all(json.loads(line)["sample"] == MARK for line in lines)


def test_real_rows_have_no_such_column(tmp_path):
    made = small_bundle.ingredients(tmp_path / "made", sample=False)
    bundle = small_bundle.write(made, tmp_path / "out", sample=False)
    for table in SHEETS:
        header = (bundle / "data" / f"{table.name}.csv").read_text().splitlines()[0].split(",")
        assert header == [column.name for column in table.columns]


def test_texts_of_decisions_are_whole_in_both_forms(made, tmp_path):
    bundle = small_bundle.write(made, tmp_path, casework=small_casework.CASEWORK)
    expected = {one.reference: one.text for one in small_casework.CASEWORK.decisions}
    with gzip.open(bundle / "data" / "decision_texts.jsonl.gz", "rt", encoding="utf-8") as lines:
        assert {one["reference"]: one["text"] for one in map(json.loads, lines)} == expected
    rows = pq.read_table(bundle / "data" / "decision_texts.parquet").to_pylist()
    assert {one["reference"]: one["text"] for one in rows} == expected


def test_what_is_withheld_is_in_no_table(bundle):
    own = [row for row in from_csv(bundle, "authority_years") if row["authority_code"] == SMALL_PLACE]
    assert own and all(row["decided"] == row["received"] == row["median_days_late"] == "" for row in own)
    lists = [row for row in from_csv(bundle, "lists") if row["authority_code"] == SMALL_PLACE]
    assert {row["cases"] for row in lists if row["list"] == "outcomes"} == {""}
    figures = [
        row
        for row in from_csv(bundle, "history")
        if row["authority_code"] == SMALL_PLACE and row["of_year"] == "2022" and row["shown"] == "withheld"
    ]
    assert figures and all(row["count"] == row["base"] == row["rate"] == "" for row in figures)
    numbers = ("expected", "low95", "high95", "low998", "high998", "pooled_count", "pooled_base", "pooled_rate")
    withheld = [row for row in from_csv(bundle, "comparisons") if row["authority_code"] == SMALL_PLACE]
    assert all(row[name] == "" for row in withheld for name in numbers)


def test_no_text_becomes_a_formula(bundle, book):
    parks = [row for row in from_csv(bundle, "authority_years") if "HYPERLINK" in row["authority_name"]]
    assert parks and all(row["authority_name"].startswith("'=") for row in parks)
    table = next(one for one in SHEETS if one.name == "authority_years")
    sheet = book[tables_in_words(small_year.scheme().words)[table.name].title]
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "=" in cell.value]
    assert cells and all(cell.data_type in ("s", "inlineStr") for cell in cells)


def test_texts_that_xml_cannot_hold_are_written_without_what_it_cannot():
    assert escaped("a\x00b <&> _x0041_ \ud800") == "ab &lt;&amp;&gt; _x005F_x0041_ "
    assert [letters(one) for one in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_each_sheet_is_one_table_with_names_of_its_own(book):
    assert len(book.sheetnames) == len(SHEETS) + 1
    for table in SHEETS:
        assert len(set(titles(table))) == len(titles(table)), table.name
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1 and sheet.freeze_panes == f"A{HEADER + 1}"


def test_one_file_holds_every_table_with_dictionary_and_licence(bundle):
    with ZipFile(bundle / "data" / "everything.zip") as packed:
        assert packed.testzip() is None
        names = set(packed.namelist())
        readme = packed.read("README.txt").decode()
        assert packed.read("data/decisions.csv") == (bundle / "data" / "decisions.csv").read_bytes()
    wanted = {f"2022/{table.name}.{form}" for table in TABLES for form in ("csv", "csv-metadata.json", "parquet")}
    wanted |= {f"data/{table.name}.{form}" for table in SHEETS for form in ("csv", "csv-metadata.json", "parquet")}
    wanted |= {"data/dictionary.csv", "data/casework.xlsx", "data/decision_texts.parquet"}
    assert wanted <= names
    assert "Open Government Licence" in readme and MARK[:7].lower() in readme.lower() and "b" * 64 in readme


def test_the_same_bundle_has_the_same_files(made, bundle, tmp_path):
    again = small_bundle.write(made, tmp_path, number=2)
    for path in (bundle / "data").iterdir():
        assert path.read_bytes() == (again / "data" / path.name).read_bytes(), path.name


def test_a_file_that_was_changed_breaks_the_bundle(made, tmp_path):
    bundle = small_bundle.write(made, tmp_path)
    (bundle / "data" / "decisions.csv").write_text("reference\n")
    with pytest.raises(Exception, match=r"data/decisions.csv is not as it was written"):
        check(bundle)


def test_every_edition_of_a_year_is_told(made, tmp_path):
    day = small_bundle.RELEASED_ON
    history = (
        Revision(1, "a" * 64, "b" * 64, day, None),
        Revision(2, "c" * 64, "d" * 64, day, None, "One count was wrong.", "A case was entered twice."),
    )
    bundle = small_bundle.write(made, tmp_path, edition=EditionFacts(2, "c" * 64, "d" * 64, day, history=history))
    told = [(row["edition"], row["figures"], row["what"]) for row in from_csv(bundle, "editions")]
    assert told == [("2", "d" * 64, "One count was wrong."), ("1", "b" * 64, "")]


def test_every_column_is_in_the_dictionary_with_its_meaning(bundle):
    rows = from_csv(bundle, "dictionary")
    told = {(row["table"], row["column"]) for row in rows}
    tables = [*TABLES, *(one.table for one in OPEN_TABLES)]
    assert told == {(table.name, column.name) for table in tables for column in table.columns_for(sample=True)}
    assert all(row["title"] and row["meaning"] and row["type"] for row in rows)


def test_every_number_has_a_unit_and_every_list_of_values_its_names():
    words = small_year.scheme().words
    for table in (*TABLES, *(one.table for one in OPEN_TABLES)):
        for column in table.columns:
            if column.unit:
                assert words.data.page.units[column.unit]
            if column.values:
                assert values_in_words(words, column.values)
            if column.type is Type.DECIMAL:
                assert column.unit, (table.name, column.name)


def test_a_rate_is_the_one_that_was_counted(bundle):
    rows = from_csv(bundle, "measures")
    found = next(row for row in rows if row["measure"] == "uphold_rate" and not row["kind"])
    assert [found[name] for name in ("count", "base", "rate", "shown")] == ["22", "28", "0.785714", "79%"]
    bears = next(row for row in from_csv(bundle, "comparisons") if row["authority_code"] == DARTFORD)
    assert [bears[name] for name in ("measure", "pooled_count", "low95", "high95")] == ["compliance_rate", "1", "", ""]
    late = [row["median_days_late"] for row in from_csv(bundle, "authority_years") if row["authority_code"] == DARTFORD]
    assert late == ["12.5"]
