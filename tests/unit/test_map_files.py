"""Reading a scheme's map: what is wrong is told with its file, row and column."""

from __future__ import annotations

# ruff: noqa: E501  # a wrong row and what is told of it stand on one line
from datetime import date

import pytest

from tests.support import made_map, small_year
from upheld.publication.bundle.map_tables import map_tables
from upheld.vocabulary import map_files
from upheld.vocabulary.problems import Refused

KNOWN = frozenset(small_year.directory().by_id)


def read(folder):
    return map_files.read(folder, KNOWN)


def told(folder) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(folder)
    return [str(problem).removeprefix(f"{folder.name}/map/") for problem in refused.value.problems]


def spoil(folder, table, before, after):
    file = folder / "map" / f"{table}.csv"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after, 1))


@pytest.fixture
def folder(tmp_path):
    return made_map.write(tmp_path / "towns")


def test_a_whole_map_is_read(folder):
    found = read(folder)
    assert found.frame == "0 0 36 45"
    assert {cell.authority: (cell.x, cell.y) for cell in found.cells if cell.tier == "lower"} == made_map.PLACES
    assert [(one.sector, one.authorities) for one in found.sectors] == [("DA1 1", "AA=E07000107;DF=E07000199;LL=")]
    assert {one.km2 for one in found.shapes} == {81.0}


def test_a_scheme_without_a_map_has_an_empty_one(tmp_path):
    found = read(tmp_path)
    assert found == map_files.SchemeMap()
    tables = map_tables(found, [(2022, date(2022, 3, 31))])
    assert {name: list(rows) for name, rows in tables.items()} == {name: [] for name in tables}


@pytest.mark.parametrize(
    ("table", "before", "after", "expected"),
    [
        ("cells", "2009-04-01", "1.4.2009", "cells.csv, row 2, column from_on: '1.4.2009' found; expected a day such as 2022-03-31"),
        ("cells", "lower", "Lower!", "cells.csv, row 2, column tier: 'Lower!' found; expected a tier's id: small letters"),
        ("cells", "E07000026,0,0", "E07009999,0,0", "cells.csv, row 2, column authority: 'E07009999' found; expected an authority that the scheme lists"),
        ("cells", "E07000026,0,0", "E07000026,-1,0", "cells.csv, row 2, column x: '-1' found; expected a whole number, 0 or more"),
        ("cells", "E06000014,1,1", "E07000026,1,1", "cells.csv, row 3, column authority: 'E07000026' found; expected this once only"),
        ("cells", "E06000014,1,1", "E06000014,0,0", "cells.csv, row 3, column x: '0' found; expected this once only"),
        ("cells", "E07000026,0,0", "E07000026,0", "cells.csv, row 2: expected 5 cells; this row has 4"),
        ("cells", "from_on,", "day,", "cells.csv, row 1: expected the columns from_on, tier, authority, x, y"),
        ("cells", "2009-04-01,upper,E06000058", "2010-04-01,upper,E06000058", "cells.csv, column tier: expected cells of lower from 2010-04-01 on, as in other periods"),
        ("shapes", "M0 0l9", "M0 0<l9", "shapes.csv, row 2, column path: 'M0 0<l9 0 0 9-9 0z' found; expected a path of rings, each M, a point, l, steps and z"),
        ("shapes", ",81,", ",none,", "shapes.csv, row 2, column km2: 'none' found; expected a number above 0"),
        ("frame", "36", "wide", "frame.csv, row 2, column width: 'wide' found; expected a whole number, 0 or more"),
        ("postcodes", "DA1 1", "DA1", "postcodes.csv, row 2, column sector: 'DA1' found; expected a postcode without its last two letters, as AL10 1"),
        ("postcodes", "AA=E07000107", "BB=E07000107", "postcodes.csv, row 2, column authorities: 'BB=E07000107;DF=E07000199;LL=' found; expected runs as AA=E07000240;DF=E06000055, the first from AA, the others after it"),
        ("postcodes", "AA=E07000107", "AA=E07009999", "postcodes.csv, row 2, column authorities: 'AA=E07009999;DF=E07000199;LL=' found; expected authorities that the scheme lists; E07009999 is not"),
        ("postcodes", "////w", "w", "postcodes.csv, row 2, column known: '" + "/" * 59 + "…' found; expected 50 bytes in Base64, a bit for each unit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(folder, table, before, after, expected):
    spoil(folder, table, before, after)
    assert expected in told(folder)


def test_a_file_that_is_missing_or_no_text_is_told(folder):
    (folder / "map" / "frame.csv").unlink()
    (folder / "map" / "shapes.csv").write_bytes(b"authority,km2,path\nE07000026,\xff,x\n")
    assert told(folder) == ["frame.csv: expected this file; it is missing", "shapes.csv: expected text in UTF-8"]


def test_a_day_has_the_cells_of_its_period_and_days_before_all_have_the_first():
    cells = [map_files.Cell(date(year, 4, 1), "lower", "A", year, 0) for year in (2010, 2020)]
    drawn = map_files.SchemeMap(cells=tuple(cells))
    days = {date(2000, 1, 1): 2010, date(2020, 3, 31): 2010, date(2020, 4, 1): 2020, date(2030, 1, 1): 2020}
    assert {day: [cell.x for cell in drawn.period(day)] for day in days} == {day: [x] for day, x in days.items()}
