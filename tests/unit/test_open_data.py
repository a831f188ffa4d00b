"""The files of figures: their columns, their absences, their bytes, and cells that stay dead."""

import csv
import io
import json
import os
import time
from datetime import date
from zipfile import ZipFile

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.support import small_year
from upheld.publication import open_data
from upheld.publication.open_data.dictionary import data_dictionary
from upheld.publication.open_data.press import WorkbookPress
from upheld.publication.open_data.tables import TABLES
from upheld.publication.open_data.text_files import LIVE
from upheld.vocabulary.values import Rate

COLUMNS = [
    "year",
    "authority_code",
    "authority_name",
    "kind",
    "measure",
    "count",
    "base",
    "shown",
    "rate",
    "group",
    "group_count",
    "group_base",
    "group_shown",
    "lower95",
    "upper95",
    "verdict",
]
EVERY_FILE = {
    *(
        f"{name}.{form}"
        for name in ("figures", "overview", "subjects", "compliance")
        for form in ("csv", "csv-metadata.json", "json", "parquet")
    ),
    "figures.xlsx",
}


def write(out, *, sample=False, figures=None):
    return open_data.write(
        small_year.scheme(),
        small_year.directory(),
        figures or small_year.figures(),
        out,
        sample=sample,
        released_on=date(2022, 7, 27),
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def rows(out):
    return list(csv.DictReader(io.StringIO((out / "figures.csv").read_text())))


def row(rows, code, measure):
    return next(row for row in rows if (row["authority_code"], row["measure"]) == (code, measure))


def test_all_files_are_there_and_nothing_else(out):
    assert {path.name for path in out.iterdir()} == EVERY_FILE


def test_columns_are_exactly_those_promised(out):
    header = (out / "figures.csv").read_text().splitlines()[0]
    assert header.split(",") == COLUMNS


def test_one_row_for_each_measure_of_each_authority_by_code(rows):
    codes = sorted(small_year.figures().authorities)
    measures = ["uphold_rate", "compliance_rate", "satisfactory_remedy_rate", "upheld_per_100k"]
    assert [(row["authority_code"], row["measure"]) for row in rows] == [
        (code, measure) for code in codes for measure in measures
    ]


def test_a_rate_stands_beside_count_base_group_interval_and_verdict(rows):
    found = row(rows, "E07000107", "uphold_rate")
    assert [found[name] for name in ("count", "base", "shown", "rate")] == ["1", "2", "50%", "0.5"]
    assert [found[name] for name in ("group", "group_count", "group_base", "group_shown")] == [
        "district",
        "51",
        "100",
        "51%",
    ]
    assert [found["lower95"], found["upper95"], found["verdict"]] == [
        "0.333333",
        "0.583333",
        "too few to tell",
    ]


def test_no_base_is_words_and_no_rate(rows):
    found = row(rows, "E07000026", "uphold_rate")
    assert (found["count"], found["base"], found["rate"], found["lower95"]) == ("0", "0", "", "")
    assert found["shown"] and not any(char.isdigit() for char in found["shown"])


def test_a_true_none_of_one_is_a_rate(rows):
    found = row(rows, "E06000058", "uphold_rate")
    assert (found["count"], found["base"], found["shown"], found["rate"]) == ("0", "1", "0%", "0")


def test_withheld_tells_nothing(rows):
    found = row(rows, "E07000199", "uphold_rate")
    assert (found["count"], found["base"], found["rate"], found["shown"]) == ("", "", "", "withheld")


def test_nearly_all_is_never_all(rows):
    assert row(rows, "E06000014", "compliance_rate")["shown"] == "more than 99%"


def test_a_kind_without_a_group_has_none(rows):
    found = row(rows, "E26000001", "uphold_rate")
    assert [found[name] for name in ("group", "group_count", "group_base")] == ["", "", ""]
    assert found["group_shown"] == "no similar authorities"


def test_per_100k_is_in_its_own_unit(rows):
    found = row(rows, "E06000014", "upheld_per_100k")
    assert (found["shown"], found["rate"]) == ("15.8", "15.833333")


def test_a_changed_figure_changes_the_file(tmp_path, out):
    changed = small_year.changed(small_year.figures(), "E07000107", "uphold_rate", Rate(2, 2))
    write(tmp_path, figures=changed)
    assert (tmp_path / "figures.csv").read_bytes() != (out / "figures.csv").read_bytes()


def test_sample_data_say_so_on_every_row_of_every_file(tmp_path):
    write(tmp_path, sample=True)
    for table in TABLES:
        marked = list(csv.DictReader(io.StringIO((tmp_path / f"{table.name}.csv").read_text())))
        assert list(marked[0])[-1] == "sample"
        assert {row["sample"] for row in marked} == {"made-up sample data"}
    assert json.loads((tmp_path / "figures.json").read_text())["sample"]
    cover = openpyxl.load_workbook(tmp_path / "figures.xlsx").worksheets[0]
    assert "These are made-up cases about real authorities." in {cell.value for cell in cover["A"]}


def test_same_figures_same_bytes_whatever_the_clock(tmp_path, out, monkeypatch):
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 100_000)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        write(tmp_path)
    finally:
        os.environ.pop("TZ")
        time.tzset()
    for name in EVERY_FILE:
        assert (tmp_path / name).read_bytes() == (out / name).read_bytes(), name


def test_a_press_makes_the_same_workbook(tmp_path, out):
    year = (small_year.scheme(), small_year.directory(), small_year.figures())
    with WorkbookPress() as press:
        made = press.begin(*year, tmp_path, sample=False, released_on=date(2022, 7, 27)).result(timeout=300)
    assert made.read_bytes() == (out / "figures.xlsx").read_bytes()


def test_the_files_hold_the_same_numbers(out, rows):
    told = json.loads((out / "figures.json").read_text())["rows"]
    table = pq.read_table(out / "figures.parquet").to_pylist()
    sheet = openpyxl.load_workbook(out / "figures.xlsx")["Figures"]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    first = next(number for number, line in enumerate(cells) if line[0] == 2022)
    assert told == table
    for told_row, csv_row, line in zip(told, rows, cells[first:], strict=True):
        assert list(told_row.values())[4:] == line[4 : len(told_row)]
        for name, value in told_row.items():
            written = csv_row[name].removeprefix("'")
            assert written == "" if value is None else (type(value)(written) == value or float(written) == value)


def test_no_cell_of_any_csv_is_live(out):
    for path in out.glob("*.csv"):
        for line in csv.reader(io.StringIO(path.read_text())):
            assert not any(cell.startswith(LIVE) for cell in line)
    assert "'=HYPERLINK" in (out / "figures.csv").read_text()


def test_no_cell_of_the_workbook_is_live_and_none_is_changed(out):
    with ZipFile(out / "figures.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "sheet" in name and name.endswith("xml")]
        links = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels")]
    assert not any("<f>" in sheet for sheet in sheets)
    assert not any("http://x" in link for link in links)
    names = {row[2].value for row in openpyxl.load_workbook(out / "figures.xlsx")["Figures"].iter_rows()}
    assert '=HYPERLINK("http://x") Park' in names


def test_the_workbook_has_cover_contents_notes_and_a_table_on_each_sheet(out):
    book = openpyxl.load_workbook(out / "figures.xlsx")
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Figures", "Overview", "Subjects", "Compliance"]
    assert all(len(book[name].tables) == 1 for name in book.sheetnames[1:])


def test_metadata_describe_every_column_of_their_file(out):
    for table in TABLES:
        told = json.loads((out / f"{table.name}.csv-metadata.json").read_text())
        header = next(csv.reader(io.StringIO((out / told["url"]).read_text())))
        columns = told["tableSchema"]["columns"]
        assert [column["name"] for column in columns] == header
        assert all(column["dc:description"] for column in columns)
        assert set(told["tableSchema"]["primaryKey"]) < set(header)


def test_primary_keys_name_one_row(out):
    for table in TABLES:
        key = [column.name for column in table.columns if column.key]
        lines = list(csv.DictReader(io.StringIO((out / f"{table.name}.csv").read_text())))
        assert len({tuple(line[name] for name in key) for line in lines}) == len(lines)


def test_the_data_dictionary_explains_every_column():
    text = data_dictionary(small_year.scheme())
    for table in TABLES:
        assert f"`{table.name}`" in text
        assert all(f"`{column.name}`" in text for column in table.columns_for(sample=True))
