"""Writing an extract: as CSV, as one workbook or as Parquet, with the file that marks it as a sample."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.intake.tables import TABLES, Table, Type

if TYPE_CHECKING:
    import pyarrow

Tables = dict[str, list[dict[str, Any]]]
TITLE = "Sample data: made-up cases about real authorities"
MARK = f'sample = true\ntitle = "{TITLE}"\n'
THEN = datetime(2022, 4, 1)  # noqa: DTZ001 (a workbook's clock has no zone; any fixed time will do)


class NotASample(Exception):
    """The folder holds an extract that is not marked as a sample: it may be somebody's real one."""


def refuse_what_is_no_sample(folder: Path) -> None:
    """Raise `NotASample` where writing into a folder would replace somebody's own extract."""
    mark = folder / "extract.toml"
    old = _files(folder)
    if old and not (mark.is_file() and mark.read_text("utf-8") == MARK):
        raise NotASample(f"{folder} holds {old[0].name} of an extract that is not a sample; name another folder")


def _files(folder: Path) -> list[Path]:
    """The tables that lie in a folder, in any form; those in parts lie in a folder of the table's name."""
    named = (path for path in folder.glob("*") if path.stem in (*TABLES, "extract"))
    parts = (path for name in TABLES for path in folder.glob(f"{name}/*"))
    return sorted(path for path in (*named, *parts) if path.suffix[1:] in FORMS)


def clear(folder: Path) -> None:
    """Take away the tables of an older sample: the same table twice would be refused by whoever reads it."""
    for old in _files(folder):
        old.unlink()
        if old.parent != folder and not any(old.parent.iterdir()):
            old.parent.rmdir()


def write(tables: Tables, folder: Path, form: str) -> list[Path]:
    """Write all tables and ``extract.toml`` into a folder and return the files; an older sample there goes.

    ``form`` is csv, xlsx or parquet. Raises `NotASample` before anything is touched.
    """
    refuse_what_is_no_sample(folder)
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    mark = folder / "extract.toml"
    mark.write_text(MARK, "utf-8", newline="\n")
    return [mark, *FORMS[form](tables, folder)]


def _csv(tables: Tables, folder: Path) -> list[Path]:
    paths = []
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(TABLES[name].names)
            writer.writerows(_texts(TABLES[name], rows))
        paths.append(path)
    return paths


def _texts(table: Table, rows: list[dict[str, Any]]) -> Iterator[list[str]]:
    """Rows as texts, as an extract writes days (2022-03-31) and booleans (true)."""
    converters = [
        (name, TEXT_OF.get(column.type, _text)) for name, column in zip(table.names, table.columns, strict=True)
    ]
    for row in rows:
        yield [converter(row.get(name)) for name, converter in converters]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _boolean(value: bool) -> str:
    return "true" if value else "false"


TEXT_OF: dict[Type, Callable[[Any], str]] = {Type.DATE: _day, Type.BOOLEAN: _boolean}


def _xlsx(tables: Tables, folder: Path) -> list[Path]:
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = workbook.create_sheet(name)
        sheet.append(TABLES[name].names)
        for row in rows:
            sheet.append([_cell(sheet, row.get(column)) for column in TABLES[name].names])
    written = io.BytesIO()
    workbook.save(written)
    path = folder / "extract.xlsx"
    path.write_bytes(_timeless(written.getvalue()))
    return [path]


def _cell(sheet: Any, value: Any) -> Any:
    """A cell; a text that begins like a formula is written as the text that it is."""
    if not (isinstance(value, str) and value.startswith("=")):
        return None if value == "" else value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    return cell


def _timeless(workbook: bytes) -> bytes:
    """The same workbook with every clock in it stopped, so that the same rows give the same bytes."""
    stopped = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(stopped, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in sorted(old.namelist()):
            content = _properties() if name == "docProps/core.xml" else old.read(name)
            new.writestr(zipfile.ZipInfo(name, THEN.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return stopped.getvalue()


def _properties() -> bytes:
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.xml.functions import tostring

    properties = DocumentProperties(title=TITLE, creator="sample_data", created=THEN, modified=THEN)
    return bytes(tostring(properties.to_tree()))


def _parquet(tables: Tables, folder: Path) -> list[Path]:
    for name, rows in tables.items():
        parquet_table(name, rows, folder / f"{name}.parquet")
    return [folder / f"{name}.parquet" for name in tables]


def parquet_table(name: str, rows: list[dict[str, Any]], path: Path, marks: Mapping[str, str] | None = None) -> None:
    """Write a table as Parquet; ``marks`` are put into its metadata beside the one that it is sample data."""
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist(rows, parquet_schema(name, marks)), path)


def parquet_schema(name: str, marks: Mapping[str, str] | None = None) -> pyarrow.Schema:
    """A table's columns as Parquet has them; the metadata say under ``sample`` that it is sample data."""
    import pyarrow

    kinds = {Type.DATE: pyarrow.date32(), Type.BOOLEAN: pyarrow.bool_(), Type.INTEGER: pyarrow.int32()}
    columns = [(one.name, kinds.get(one.type, pyarrow.string())) for one in TABLES[name].columns]
    return pyarrow.schema(columns, {"sample": TITLE, **(marks or {})})


FORMS = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}
