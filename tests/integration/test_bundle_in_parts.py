"""What is too much to be held at once is written a part at a time: into the same files, whatever the parts."""

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.support import small_bundle, small_casework, small_year
from upheld.publication.bundle import actions, data_files
from upheld.publication.bundle.put_aside import AT_ONCE, PutAside
from upheld.publication.open_data import plain_workbook

ONLY_LAID_OUT_OTHERWISE = (".parquet", ".zip")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


def test_files_are_the_same_written_a_few_rows_at_a_time(made, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_workbook, "LOOKED_AT", 7)
    whole = small_bundle.write(made, tmp_path / "whole", number=2, casework=small_casework.CASEWORK)
    monkeypatch.setattr(data_files, "ROWS_AT_ONCE", 7)
    monkeypatch.setattr(data_files, "TEXTS_AT_ONCE", 3)
    monkeypatch.setattr(actions, "SORTED_AT_ONCE", 5)
    found = small_bundle.write(made, tmp_path / "parts", number=2, casework=small_casework.CASEWORK)
    names = {path.name for path in (whole / "data").iterdir()}
    assert {path.name for path in (found / "data").iterdir()} == names
    for name in names:
        one, other = whole / "data" / name, found / "data" / name
        if name.endswith(".parquet"):
            assert pq.read_table(one).equals(pq.read_table(other)), name
        elif not name.endswith(ONLY_LAID_OUT_OTHERWISE):
            assert one.read_bytes() == other.read_bytes(), name
    assert pq.ParquetFile(found / "data" / "decisions.parquet").num_row_groups > 1
    assert actions.manifest(whole, {})["content"] == actions.manifest(found, {})["content"]


def test_a_table_longer_than_a_sheet_is_left_out_of_the_workbook_with_a_sentence(made, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_workbook, "MOST_ROWS", small_casework.MANY - 1)
    found = small_bundle.write(made, tmp_path, casework=small_casework.CASEWORK)
    words = small_year.scheme().words
    title = words.data.tables["decisions"].title
    book = openpyxl.load_workbook(found / "data" / "casework.xlsx", read_only=True)
    cover = [cell for (cell,) in book[words.site.files.cover_sheet].iter_rows(values_only=True)]
    assert title not in book.sheetnames
    assert words.site.files.too_long(table=title, file="decisions.csv") in cover
    assert len((found / "data" / "decisions.csv").read_text(encoding="utf-8").splitlines()) > small_casework.MANY
    book.close()


def test_rows_put_aside_are_read_once_and_given_again_and_again():
    read = []
    rows = PutAside(read.append(number) or number for number in range(2 * AT_ONCE + 1))
    assert read == []
    both = zip(rows, rows, strict=True)
    assert all(one == other for one, other in both)
    assert list(rows) == read == list(range(2 * AT_ONCE + 1))
    assert list(PutAside(())) == []
