"""Good extracts: taken whole, the same twice, changes with what was before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.support import registers
from tests.support.extracts import case, cells, good, small_scheme, write, write_workbook
from upheld.access.models import AuditEntry
from upheld.intake.actions import check, take
from upheld.register import models, queries

SCHEME = small_scheme()


def test_every_table_is_taken(either_register, tmp_path):
    report = take(write(tmp_path / "x", good()), SCHEME, by="ana")

    assert {table.table: table.new for table in report.tables} == {name: len(rows) for name, rows in good().items()}
    assert (report.rows, report.new, report.changed, report.unchanged) == (27, 27, 0, 0)
    assert len(report.warnings) == 1
    assert report.warnings[0].startswith(
        "contacts: 3 of the authorities with cases have no chief officer (Birch Homes, "
    )
    assert not report.sample
    first = models.Case.objects.get(reference="1")
    assert (first.authority, first.received_on, first.fault_accepted_early) == ("A1", date(2021, 1, 10), True)
    assert first.summary == 'It said "sorry", late'
    assert models.Recommendation.objects.get(case_id="1", number=2).extended_to == date(2021, 5, 1)
    assert models.Case.objects.get(reference="5").decided_on is None
    assert [entry.action for entry in AuditEntry.objects.all()] == ["intake"]


def test_a_recommendation_may_be_several_things_and_a_file_without_the_column_leaves_them(register, tmp_path):
    def more() -> list[str]:
        return list(
            models.Recommendation.objects.order_by("case_id", "number").values_list("more_categories", flat=True)
        )

    old = good()
    assert all("more_categories" not in row for row in old["recommendations"])
    take(write(tmp_path / "old", old), SCHEME, by="ana")
    assert set(more()) == {""}
    told = good()
    for row in told["recommendations"]:
        row["more_categories"] = ""
    told["recommendations"][0]["more_categories"] = " procedure;payment "
    assert take(write(tmp_path / "new", told), SCHEME, by="ana").changed == 1
    assert more()[0] == "procedure; payment" and set(more()[1:]) == {""}
    told["recommendations"][0]["more_categories"] = "procedure ; payment"
    assert take(write(tmp_path / "again", told), SCHEME, by="ana").changed == 0, "one spelling"
    assert take(write(tmp_path / "older", old), SCHEME, by="ana").changed == 0
    assert more()[0] == "procedure; payment"


def test_names_mean_the_authority_of_the_decision_day(register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    named = dict(models.Case.objects.values_list("reference", "authority"))
    assert named == {"1": "A1", "2": "A2", "3": "A3", "4": "A5", "5": "C1", "6": "A8", "7": "A9"}
    assert models.Case.objects.get(reference="4").successor == "A7"


def test_the_same_extract_twice_changes_nothing(either_register, tmp_path):
    folder = write(tmp_path / "x", good())
    take(folder, SCHEME, by="ana")
    before = registers.contents()

    report = take(folder, SCHEME, by="ben")

    assert (report.new, report.changed, report.unchanged) == (0, 0, 27)
    assert registers.contents() == before


def test_the_same_extract_twice_leaves_the_file_as_it_was(register, tmp_path):
    folder = write(tmp_path / "x", good())
    take(folder, SCHEME, by="ana")
    before = registers.digest(register)
    take(folder, SCHEME, by="ben")
    assert registers.digest(register) == before


def test_a_changed_row_is_an_update_and_the_row_before_is_kept(either_register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    tables = {
        "cases": [
            case(
                "3",
                authority="Cedar Homes",
                received_on="2021-05-05",
                decided_on="2021-08-02",
                subject="Neighbours' noise",
            ),
            case("8"),
        ]
    }

    report = take(write(tmp_path / "y", tables), SCHEME, by="ben")

    assert [(table.new, table.changed, table.unchanged) for table in report.tables] == [(1, 1, 0)]
    assert models.Case.objects.get(reference="3").decided_on == date(2021, 8, 2)
    prior = models.PriorRow.objects.get()
    assert (prior.table, prior.key, prior.by, prior.before["decided_on"]) == ("cases", "3", "ben", "2021-08-01")
    assert models.Case.objects.count() == 8  # rows that are missing from a later extract stay


def test_a_column_that_is_missing_leaves_what_the_register_has(register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    tables = {"cases": [case("1", outcome="fault", fault_accepted_early="false")]}
    take(write(tmp_path / "y", tables), SCHEME, by="ben")
    row = models.Case.objects.get(reference="1")
    assert (row.fault_accepted_early, row.summary, row.public_report_title) == (
        False,
        'It said "sorry", late',
        "Cold homes",
    )


def test_check_says_what_would_happen_and_writes_nothing(register, tmp_path):
    before = registers.digest(register)
    report = check(write(tmp_path / "x", good()), SCHEME)
    assert (report.new, report.rows) == (27, 27)
    assert registers.digest(register) == before


@pytest.mark.parametrize("kind", ["workbook", "workbook each", "parquet", "mixed", "bom", "shuffled"])
def test_every_form_gives_the_same_rows(kind, register, tmp_path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    report = take(FORMS[kind](tmp_path / "y"), SCHEME, by="ana")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 27)


def _workbook(folder: Path) -> Path:
    write_workbook(folder / "extract.xlsx", {name: cells(name, rows) for name, rows in good().items()} | {"Sheet1": []})
    return folder


def _workbook_each(folder: Path) -> Path:
    for name, rows in good().items():
        write_workbook(folder / f"{name}.xlsx", {"any name": cells(name, rows)})
    return folder


def _parquet(folder: Path) -> Path:
    import pyarrow
    import pyarrow.parquet

    folder.mkdir()
    for name, rows in good().items():
        header, *body = cells(name, rows)
        columns = [list(column) for column in zip(*body, strict=True)]
        pyarrow.parquet.write_table(pyarrow.table(columns, names=header), folder / f"{name}.parquet")
    return folder


def _mixed(folder: Path) -> Path:
    _parquet(folder)
    for name in ("cases", "contacts"):
        (folder / f"{name}.parquet").unlink()
    write_workbook(folder / "extract.xlsx", {"cases": cells("cases", good()["cases"])})
    write(folder, {"contacts": good()["contacts"]})
    return folder


def _bom(folder: Path) -> Path:
    write(folder, good())
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"))
    return folder


def _shuffled(folder: Path) -> Path:
    folder.mkdir()
    for name, rows in good().items():
        header, *body = cells(name, rows)
        lines = [reversed([*header]), *(reversed(["" if cell is None else str(cell) for cell in row]) for row in body)]
        text = "\r\n".join(",".join('"' + str(cell).replace('"', '""') + '"' for cell in line) for line in lines)
        (folder / f"{name}.CSV").write_text(text, "utf-8", newline="")
    return folder


FORMS = {
    "workbook": _workbook,
    "workbook each": _workbook_each,
    "parquet": _parquet,
    "mixed": _mixed,
    "bom": _bom,
    "shuffled": _shuffled,
}


def test_sample_data_marks_the_register_for_ever(register, tmp_path):
    folder = write(tmp_path / "x", good())
    (folder / "extract.toml").write_text('sample = true\ntitle = "A made-up year"\n')
    assert take(folder, SCHEME, by="ana").sample
    assert take(write(tmp_path / "y", {"cases": [case("9")]}), SCHEME, by="ana").sample
    assert queries.is_sample()


def test_a_mapping_gives_files_columns_and_values_their_names(register, tmp_path):
    mapping = {
        "tables": {
            "cases": {
                "file": "closed complaints.csv",
                "ignore": ["Officer"],
                "columns": {"Ref No": "reference"},
                "values": {"outcome": {"Upheld - mal & inj": "fault"}},
            }
        }
    }
    row = case("1", outcome="Upheld - mal & inj", Officer="Z")
    rows = [{"Ref No" if key == "reference" else key: value for key, value in row.items()}]
    (tmp_path / "x").mkdir()
    text = "\n".join([",".join(rows[0]), ",".join(rows[0].values())])
    (tmp_path / "x" / "closed complaints.csv").write_text(text)

    assert take(tmp_path / "x", small_scheme(mappings={"old": mapping}), by="ana", mapping="old").new == 1
    assert models.Case.objects.get().outcome == "fault"


def test_a_write_that_breaks_off_leaves_nothing(register, tmp_path, monkeypatch):
    from upheld.intake import putting

    before = registers.contents()
    monkeypatch.setattr(putting.Writer, "_counted", _break_off)
    with pytest.raises(KeyboardInterrupt):
        take(write(tmp_path / "x", good()), SCHEME, by="ana")
    assert registers.contents() == before


def _break_off(self, rows):
    yield from self.workspace.batches(rows)
    if "compared_recommendations" in rows:
        raise KeyboardInterrupt


KILLED = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from tests.support.extracts import small_scheme
from upheld.intake.actions import take
take(Path(sys.argv[1]), small_scheme(), by="ana", progress=lambda done, total: done > 8 and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_process_killed_while_it_writes_leaves_nothing(register, tmp_path):
    folder = write(tmp_path / "x", good())
    before = registers.contents()
    environment = {**os.environ, "UPHELD_DATABASE": str(register), "DJANGO_SETTINGS_MODULE": "upheld.config.desk"}
    environment["PYTHONPATH"] = os.pathsep.join(["src", "."])
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], env=environment, cwd=root, check=False)
    assert done.returncode == -signal.SIGKILL
    assert registers.contents() == before
    assert take(folder, SCHEME, by="ana").new == 27


@pytest.mark.parametrize("way", ["only what is touched", "everything in columns", "everything in rows"])
def test_each_way_of_reading_the_register_finds_the_same(either_register, tmp_path, monkeypatch, way):
    """A small extract into a large register reads the cases that it touches; no way of reading changes what is told."""
    from upheld.intake import touched
    from upheld.register import columns, writing

    many = good()
    many["cases"] = [{**many["cases"][0], "reference": f"M{number}"} for number in range(40)] + many["cases"]
    take(write(tmp_path / "first", many), SCHEME, by="ana")
    monkeypatch.setattr(touched, "FEW", 10**6 if way == "everything in rows" else 1)
    monkeypatch.setattr(touched, "MUCH_MORE", 1 if way == "only what is touched" else 10**6)
    read = {"rows": 0, "columns": 0}
    _count_reading(monkeypatch, writing, "rows_as_text", lambda name, *_: name == "Case", "rows", read)
    _count_reading(monkeypatch, columns, "stretches", lambda model, *_: model.__name__ == "Case", "columns", read)
    changed = good()
    changed["cases"] = [{**many["cases"][7], "summary": "Other words."}]
    changed["compliance"] = [{**row, "result": "not_complied"} for row in changed["compliance"][:1]]
    for name in set(changed) - {"cases", "compliance"}:
        del changed[name]
    report = take(write(tmp_path / "second", changed), SCHEME, by="ana")
    assert {table.table: (table.new, table.changed) for table in report.tables} == {
        "cases": (0, 1),
        "compliance": (0, 1),
    }
    all_of_it = len(many["cases"])
    assert (
        read
        == {
            "only what is touched": {"rows": 2, "columns": 0},
            "everything in columns": {"rows": 0, "columns": all_of_it},
            "everything in rows": {"rows": all_of_it, "columns": 0},
        }[way]
    )


def _count_reading(monkeypatch, module, name, is_meant, what, read):
    """Count the rows that a way of reading hands out."""
    real = getattr(module, name)

    def counted(*args, **more):
        for rows in real(*args, **more):
            read[what] += len(rows) if is_meant(*args) else 0
            yield rows

    monkeypatch.setattr(module, name, counted)


def test_odd_texts_come_through_whichever_way_they_are_written(either_register, tmp_path, monkeypatch):
    r"""Also a line that says ``\.``, which ends PostgreSQL's own form of rows; and through the way back, too."""
    from upheld.intake import putting, touched

    monkeypatch.setattr(putting, "FEW", 0)  # also few rows by columns, where the database takes them
    monkeypatch.setattr(touched, "FEW", 0)
    odd = ["a\n\\.\nb", "\\.", "\\N", 'say "", and ",', "NULL", "tab\tand\r\nline", "é ŵ 漢 \U0001f4a1", "{1,2}", "''"]
    tables = good()
    tables["cases"] += [case(f"odd {number}", summary=text) for number, text in enumerate(odd)]
    take(write(tmp_path / "x", tables), SCHEME, by="ana")
    found = models.Case.objects.filter(reference__startswith="odd").order_by("reference")
    assert [one.summary for one in found] == odd
    again = take(write(tmp_path / "y", tables), SCHEME, by="ana")
    assert {(table.new, table.changed) for table in again.tables} == {(0, 0)}
