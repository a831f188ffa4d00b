"""However an extract is broken, it is taken or refused: never another error, and a refusal changes nothing."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import registers
from tests.support.extracts import as_csv, cells, good, small_scheme, write, write_workbook
from upheld.intake import csv_diagnosis, csv_files
from upheld.intake.actions import take
from upheld.intake.collecting import Collector
from upheld.intake.layout import lay_out
from upheld.intake.tables import TABLES
from upheld.intake.workspace import workspace
from upheld.vocabulary.problems import Refused

SCHEME = small_scheme()
OFTEN = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NASTY = st.one_of(
    st.sampled_from(
        ["", " ", "\x00", "\ufeff", '"', '""', "'", "\\", "\n", "\r", "=1+1", "9" * 400, "-1", "1e9", "NaN", "NULL", "\\N", "\x01",
         "2021-13-45", "0000-00-00", "9999-12-31", "infinity", "true", "é" * 70, "\u202e", "\ud7ff", "{}", "%s", "$1", "'; --", "A1", "1"]
    ),
    st.text(max_size=40),
)  # fmt: skip
TABLE_NAMES = st.sampled_from(sorted(good()))


def taken_or_refused(folder: Path, register: Path) -> None:
    before = registers.digest(register)
    try:
        take(folder, SCHEME, by="anybody")
    except Refused as refused:
        assert refused.total >= len(refused.problems) > 0
        assert all("\n" not in str(problem) for problem in refused.problems)
        assert registers.digest(register) == before


@given(data=st.data())
@OFTEN
def test_bytes_changed_anywhere(data, register):
    name = data.draw(TABLE_NAMES)
    content = bytearray(as_csv(name, good()[name]).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), good())
        (Path(folder) / f"{name}.csv").write_bytes(content)
        taken_or_refused(Path(folder), register)


@given(data=st.data())
@OFTEN
def test_cells_and_columns_replaced(data, register):
    tables = good()
    name = data.draw(TABLE_NAMES)
    rows = list(csv.reader(io.StringIO(as_csv(name, tables[name]), newline="")))
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(0, len(rows) - 1))
        rows[row][data.draw(st.integers(0, len(rows[row]) - 1))] = data.draw(NASTY)
    dropped = data.draw(st.none() | st.integers(0, len(rows[0]) - 1))
    if dropped is not None:
        rows = [[*row[:dropped], *row[dropped + 1 :]] for row in rows]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), tables)
        (Path(folder) / f"{name}.csv").write_text(text.getvalue(), "utf-8", errors="replace", newline="")
        taken_or_refused(Path(folder), register)


@pytest.fixture(scope="module")
def binary_files(tmp_path_factory):
    """The cases as a workbook and as Parquet."""
    import pyarrow
    import pyarrow.parquet

    folder = tmp_path_factory.mktemp("binary")
    header, *body = cells("cases", good()["cases"])
    write_workbook(folder / "cases.xlsx", {"cases": [header, *body]})
    columns = [list(column) for column in zip(*body, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(columns, names=header), folder / "cases.parquet")
    return {suffix: (folder / f"cases{suffix}").read_bytes() for suffix in (".xlsx", ".parquet")}


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
@given(data=st.data())
@OFTEN
def test_bytes_changed_in_other_forms(suffix, binary_files, data, register):
    content = bytearray(binary_files[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.none() | st.integers(0, len(content)))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"cases{suffix}").write_bytes(content[:cut])
        taken_or_refused(Path(folder), register)


PIECES = st.sampled_from(["a", "é", '"', '""', " ", "\t", "\\", "#", "'", "x y", "\u00a0", ";", "\n", "\r"])
CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            " b ",
            '"q,r"',
            '"l\nm"',
            '"l\r\nm"',
            '"l\n\nm"',
            '"l\r\n\r\nm"',
            '"\n\n"',
            '"say ""x"""',
            ' "s,t"',
            '"u" ',
            'v"w"',
            '""',
            '"',
            "é",
            "x,y",
        ]
    ),
    st.lists(PIECES, max_size=3).map("".join),
)
LINES = st.lists(CELLS, min_size=4, max_size=4).map(",".join)
TEXTS = st.tuples(st.lists(LINES, max_size=4), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_what_the_fast_reader_takes_is_what_the_slow_one_reads(made):
    """The two readers of CSV may differ in what they refuse, never in what a row says or which row it is."""
    lines, end = made
    table = TABLES["workshops"]
    content = end.join(["code,title,held_on,mode", *lines, "w,t,2021-01-01,online", ""])
    with tempfile.TemporaryDirectory() as folder, workspace() as bench:
        path = Path(folder) / "workshops.csv"
        path.write_text(content, "utf-8", newline="")
        problems = Collector()
        header = csv_files.header_of(table, path, {}, problems)
        fast = csv_files.fast(table, path, header)
        if not csv_files.scan(path).plain or not _lays_out(bench, fast):
            return
        rows = bench.rows(
            "SELECT row_no, code, title, mode FROM typed_workshops WHERE concat(code, title, mode) <> '' ORDER BY 1"
        )
        slow = [
            (number, *(_trimmed(row[place]) for place in (0, 1, 3)))
            for number, row in csv_diagnosis.rows(path, header, problems)
        ]
        assert problems.total or rows == [row for row in slow if any(row[1:])]


@given(
    st.lists(st.sampled_from(['"', "a", "\n", "\r\n", "\r", "\n\n", '"\n\n"', '""', "\x01"]), max_size=12).map("".join),
    st.integers(2, 9),
)
def test_a_blank_row_a_lone_return_and_a_control_are_found_wherever_the_pieces_end(content, chunk):
    outside = re.sub(r'"[^"]*("|$)', '""', content)
    with tempfile.TemporaryDirectory() as folder, patch.object(csv_files, "CHUNK", chunk):
        path = Path(folder) / "some.csv"
        path.write_text(content, "utf-8", newline="")
        blank = "\n\n" in outside or "\n\r\n" in outside
        assert csv_files.scan(path).plain == (not blank and not re.search("\r(?!\n)|\x01", content))


def _lays_out(bench, fast):
    import duckdb

    try:
        lay_out(bench, fast, SCHEME)
    except duckdb.Error:
        return False
    return True


def _trimmed(cell):
    return cell.strip(" \u00a0")
