"""``upheld count``: the same figures as by way of the register, and the same refusals; no half-written file."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyarrow import Table, parquet

from tests.support import object_store
from tests.support.extracts import good
from tests.support.straight import schema, scheme_that_counts, write
from upheld.intake.straight.counting import check, count, found
from upheld.statistics.engines.backends import connected, without_password
from upheld.vocabulary.problems import Refused

ROOT = Path(__file__).parents[2]
SCHEME = scheme_that_counts()
COUNTED = ("cases", "compliance", "enquiries", "authorities")
DAYS = ("received_on", "decided_on", "recorded_on", "sent_on", "due_on", "answered_on", "start_on", "end_on")


def upheld(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "upheld.console", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def typed(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Texts of a CSV as the values of a Parquet file."""
    return [{name: value(name, cell) for name, cell in row.items()} for row in rows]


def value(name: str, cell: str) -> Any:
    if name in DAYS:
        return date.fromisoformat(cell) if cell else None
    if name in ("satisfactory_remedy", "fault_accepted_early"):
        return cell.lower() == "true"
    return int(cell) if name == "population" else cell


def small() -> dict[str, list[dict[str, Any]]]:
    """The good extract of the tests, as values; only what counting takes."""
    kept = {name: typed(rows) for name, rows in good().items() if name in COUNTED}
    for case in kept["cases"]:
        for column in ("public_report_on", "public_report_title"):
            case.pop(column, None)
    return kept


def refused(folder: Path, change: Callable[[dict[str, list[dict[str, Any]]]], None], parts: int = 1) -> list[str]:
    """What is said of the good extract after a change."""
    tables = small()
    change(tables)
    patterns = write(folder, tables, parts)
    with pytest.raises(Refused) as error:
        extract = found(SCHEME, patterns)
        with connected() as backend:
            check(backend, extract, SCHEME)
            count(backend, extract, SCHEME, [2020, 2021, 2022])
    return [str(problem) for problem in error.value.problems]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years with reorganisations, as Parquet; the cases over several files, in no order."""
    folder = tmp_path_factory.mktemp("sample")
    made = [sys.executable, "-m", "sample_data", "--cases", "2500", "--format", "parquet", "--out", folder / "whole"]
    subprocess.run(list(map(str, made)), check=True, capture_output=True, cwd=ROOT)
    (folder / "cases").mkdir()
    whole = parquet.read_table(folder / "whole" / "cases.parquet")
    for part in range(4):
        rows = whole.take(list(range(part, whole.num_rows, 4))[::-1])
        parquet.write_table(rows, folder / "cases" / f"part-{part}.parquet", row_group_size=300)
    return folder


def of(folder: Path, out: Path, *more: object) -> list[object]:
    whole = folder / "whole"
    files = [word for name in COUNTED[1:] for word in (f"--{name}", whole / f"{name}.parquet")]
    return ["count", "--cases", folder / "cases" / "*.parquet", *files, "--out", out, *more]


def test_the_figures_are_those_of_a_review_of_the_same_extract(sample: Path, tmp_path: Path):
    done = upheld(*of(sample, tmp_path / "figures.csv", "--year", "2020..2022"))
    assert done.returncode == 0, done.stderr
    assert "figures of the years 2020 to 2022" in done.stdout
    lines = (tmp_path / "figures.csv").read_text().splitlines()
    header, rows = lines[0], lines[1:]
    # a county and its districts became two councils on 1 April 2021
    review = upheld("review", sample / "whole", "--year", 2022, "--complete", "2020..2022", "--out", tmp_path / "year")
    assert review.returncode == 0, review.stderr
    expected = (tmp_path / "year" / "figures.csv").read_text().splitlines()
    assert [header, *(row for row in rows if row.startswith("2022,"))] == expected


def test_both_forms_say_the_same_and_are_marked_as_a_sample(sample: Path, tmp_path: Path):
    for form in ("csv", "parquet"):
        done = upheld(*of(sample, tmp_path / f"figures.{form}", "--year", 2022))
        assert done.returncode == 0, done.stderr
        assert "Marked in every row: made-up sample data" in done.stdout
    from pyarrow import csv

    texts = csv.read_csv(tmp_path / "figures.csv").to_pylist()
    assert all(row["sample"] == "made-up sample data" for row in texts)
    typed_rows = parquet.read_table(tmp_path / "figures.parquet").to_pylist()
    assert [(row["authority_code"], row["measure"], row["count"]) for row in typed_rows] == [
        (row["authority_code"], row["measure"], row["count"]) for row in texts
    ]


def test_files_of_another_file_system_are_found_and_counted_by_their_addresses(sample: Path, tmp_path: Path):
    for name, before in (("here.csv", ""), ("there.csv", "file://")):
        words = of(sample, tmp_path / name, "--year", "2021..2022")
        words = [f"{before}{word}" if str(word).endswith(".parquet") else word for word in words]
        assert upheld(*words).returncode == 0
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
    missing = upheld(
        "count", "--cases", f"file://{tmp_path}/none/*.parquet", "--year", 2022, "--out", tmp_path / "f.csv"
    )
    assert missing.returncode == 2 and "Traceback" not in missing.stderr and "none/*.parquet" in missing.stderr


def test_files_in_an_object_store_are_counted_as_those_here_and_a_damaged_one_is_named(sample: Path, tmp_path: Path):
    if reason := object_store.why_not():
        pytest.skip(reason)
    files = {f"year/cases/{file.name}": file.read_bytes() for file in (sample / "cases").iterdir()}
    files |= {f"year/{name}.parquet": (sample / "whole" / f"{name}.parquet").read_bytes() for name in COUNTED[1:]}
    damaged = {name.replace("year", "cut"): content for name, content in files.items()}
    damaged["cut/cases/part-2.parquet"] = damaged["cut/cases/part-2.parquet"][:-100]
    assert upheld(*of(sample, tmp_path / "here.csv", "--year", "2021..2022")).returncode == 0
    with object_store.object_store() as store:
        store.put(files | damaged)

        def counted(folder: str, cases: str, out: Path) -> subprocess.CompletedProcess[str]:
            there = f"s3://{object_store.BUCKET}/{folder}"
            words = [word for name in COUNTED[1:] for word in (f"--{name}", f"{there}/{name}.parquet")]
            asked = ["count", "--cases", f"{there}/{cases}", *words, "--out", out, "--year", "2021..2022"]
            return upheld(*asked, env=store.environment)

        for number, cases in enumerate(("cases/*.parquet", "cases")):
            done = counted("year", cases, tmp_path / f"there-{number}.csv")
            assert done.returncode == 0, done.stderr
            assert (tmp_path / f"there-{number}.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
        cut = counted("cut", "cases/*.parquet", tmp_path / "cut.csv")
        assert cut.returncode == 2 and "cases/part-2.parquet: expected a whole Parquet file" in cut.stderr
        none = counted("none", "cases/*.parquet", tmp_path / "none.csv")
        assert none.returncode == 2 and "none/cases/*.parquet" in none.stderr
    assert not (tmp_path / "cut.csv").exists() and not (tmp_path / "none.csv").exists()
    gone = upheld("count", "--cases", f"s3://{object_store.BUCKET}/*.parquet", "--year", 2022, env=store.environment)
    assert gone.returncode == 2 and "Traceback" not in gone.stderr


def test_years_must_be_years(sample: Path, tmp_path: Path):
    for years in ("2022..2020", "soon", "2013..2099", "22"):
        done = upheld(*of(sample, tmp_path / "figures.csv", "--year", years))
        assert done.returncode == 2 and years in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_counting_imports_no_other_database_and_no_web_framework(sample: Path, tmp_path: Path):
    program = (
        "import sys; from upheld.console.commands import app\n"
        "try: app()\n"
        "finally: print(sorted({'django', 'psycopg', 'sqlite3', 'pyspark', 'pandas', 'typst'} & set(sys.modules)))"
    )
    words = list(map(str, of(sample, tmp_path / "figures.csv", "--year", 2022)))
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def change(table: str, row: int, **cells: Any) -> Callable[[dict[str, list[dict[str, Any]]]], None]:
    return lambda tables: tables[table][row].update(cells)


WRONG = [
    (change("cases", 0, reference=""), "row 2, column reference: '' found; expected a value; it is blank"),
    (change("cases", 1, reference="1"), "row 3, column reference: '1' found; expected each reference once; row 2 of"),
    (change("cases", 0, authority=None), "row 2, column authority: '' found; expected a value; it is blank"),
    (change("cases", 0, authority="Ash Hoems"), "row 2, column authority: 'Ash Hoems' found; expected the code or a"),
    (change("cases", 0, received_on=None), "row 2, column received_on: '' found; expected a value; it is blank"),
    (
        change("cases", 0, received_on=date(1066, 1, 1)),
        "row 2, column received_on: '1066-01-01' found; expected a day in",
    ),
    (
        change("cases", 0, decided_on=date(2021, 1, 1)),
        "row 2, column decided_on: '2021-01-01' found; expected a day on or",
    ),
    (change("cases", 0, subject="Gardens"), "row 2, column subject: 'Gardens' found; expected one of Repairs, Rent"),
    (change("cases", 0, outcome="lost"), "row 2, column outcome: 'lost' found; expected one of out_of_scope"),
    (change("cases", 0, outcome=""), "row 2, column outcome: '' found; expected an outcome, as the case was decided"),
    (
        change("cases", 0, decided_on=None),
        "row 2, column decided_on: '' found; expected the day of decision, as there is",
    ),
    (
        change("cases", 2, satisfactory_remedy=True),
        "row 4, column satisfactory_remedy: 'true' found; expected false: this",
    ),
    (change("cases", 3, successor="Ash Homes"), "row 5, column successor: 'Ash Homes' found; expected one of the auth"),
    (change("cases", 3, successor=""), "row 5, column decided_on: '2021-09-09' found; expected a day up to 2021-06-30"),
    (change("compliance", 0, case_reference="x"), "column case_reference: 'x' found; expected the reference of a case"),
    (
        change("compliance", 0, case_reference="3"),
        "column case_reference: '3' found; expected a case with the outcome f",
    ),
    (
        change("compliance", 0, result="done"),
        "column result: 'done' found; expected one of on_time, late, not_complied",
    ),
    (change("compliance", 0, recorded_on=date(2020, 1, 1)), "expected a day on or after the case's decision"),
    (
        change("enquiries", 0, due_on=date(2020, 1, 1)),
        "column due_on: '2020-01-01' found; expected a day on or after sent",
    ),
    (change("enquiries", 0, sent_on=date(2020, 1, 1)), "expected a day on or after the case's receipt"),
    (change("authorities", 0, kind="club"), "row 2, column kind: 'club' found; expected one of association, charity"),
    (
        change("authorities", 0, successors="C1"),
        "row 2, column successors: 'C1' found; expected authorities that came af",
    ),
    (
        change("authorities", 0, successors="Nobody; A1"),
        "row 2, column successors: 'Nobody' found; expected the code or",
    ),
    (change("authorities", 0, code=""), "row 2, column code: '' found; expected a value; it is blank"),
]


@pytest.mark.parametrize(("wrong", "told"), WRONG, ids=[told for _, told in WRONG])
def test_a_row_that_cannot_be_is_refused_by_file_row_and_column(wrong: Any, told: str, tmp_path: Path):
    lines = refused(tmp_path, wrong)
    assert any(told in line for line in lines), lines


@pytest.mark.parametrize("table", ["cases", "compliance", "enquiries"])
def test_a_key_that_is_there_twice_is_found_also_where_keys_are_looked_through_in_parts(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def repeat(tables: dict[str, list[dict[str, Any]]]) -> None:
        tables[table].append(dict(tables[table][0]))

    told = refused(tmp_path / "whole", repeat, parts=2)
    assert any("once" in line for line in told), told
    monkeypatch.setattr("upheld.statistics.engines.duckdb_backend.KEYS_AT_ONCE", 1)
    assert refused(tmp_path / "parts", repeat, parts=2) == told


def test_groups_that_are_handed_over_a_few_at_a_time_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    extract = found(SCHEME, write(tmp_path, small(), 2))
    with connected() as backend:
        at_once = count(backend, extract, SCHEME, [2021])
        monkeypatch.setattr("upheld.statistics.engines.duckdb_backend.ROWS_AT_ONCE", 1)
        assert len(at_once) > 2 and sorted(count(backend, extract, SCHEME, [2021])) == sorted(at_once)


def test_the_good_extract_is_taken(tmp_path: Path):
    extract = found(SCHEME, write(tmp_path, small(), 2))
    with connected() as backend:
        check(backend, extract, SCHEME)
        assert count(backend, extract, SCHEME, [2021])


def test_names_are_known_also_of_cases_that_no_measure_counts(tmp_path: Path):
    told = refused(tmp_path / "other", change("cases", 2, authority="Ceder Homes"))  # not investigated
    assert any("row 4, column authority: 'Ceder Homes' found" in line for line in told), told
    told = refused(tmp_path / "open", change("cases", 4, authority="Hop Trust"))  # still open
    assert any("row 6, column authority: 'Hop Trust' found" in line for line in told), told


def test_an_open_case_may_have_been_received_before_its_authority_began(tmp_path: Path):
    tables = small()
    tables["cases"][4].update(authority="North Oak Homes", received_on=date(2021, 1, 1))
    extract = found(SCHEME, write(tmp_path, tables))
    with connected() as backend:
        check(backend, extract, SCHEME)


def test_a_row_is_named_by_the_file_and_row_that_it_is_in(tmp_path: Path):
    tables = small()
    wrong = len(tables["cases"]) - 1
    [line] = refused(tmp_path, change("cases", wrong, subject="Gardens"), parts=3)
    part, row = wrong % 3, wrong // 3 + 2
    assert line.startswith(f"cases/part-{part}.parquet, row {row}, column subject: 'Gardens' found")


def spoil(folder: Path, table: str = "cases", part: int = 1) -> tuple[dict[str, str], Path]:
    """A good extract, and one of its files."""
    return write(folder, small(), 2), folder / table / f"part-{part}.parquet"


def told_of(patterns: dict[str, str]) -> str:
    with pytest.raises(Refused) as error:
        extract = found(SCHEME, patterns)
        with connected() as backend:
            check(backend, extract, SCHEME)
    return "\n".join(map(str, error.value.problems))


@pytest.mark.parametrize("kept", [0, 3, 200, -1])
def test_a_truncated_file_is_named(kept: int, tmp_path: Path):
    patterns, file = spoil(tmp_path)
    file.write_bytes(file.read_bytes()[:kept])
    assert told_of(patterns) == (
        "cases/part-1.parquet: expected a whole Parquet file; this one is damaged, cut off, or of another kind"
    )


def test_a_file_whose_pages_are_damaged_is_named(tmp_path: Path):
    patterns, file = spoil(tmp_path)
    whole = bytearray(file.read_bytes())
    whole[4:160] = b"\xff" * 156
    file.write_bytes(whole)
    assert told_of(patterns).startswith("cases/part-1.parquet: expected a whole Parquet file")


def test_files_that_differ_are_refused_by_file_and_column(tmp_path: Path):
    patterns, file = spoil(tmp_path)
    rows = parquet.read_table(file)
    parquet.write_table(rows.drop_columns(["successor"]), file)
    assert told_of(patterns) == (
        "cases/part-1.parquet, row 1, column successor: expected this column, as cases/part-0.parquet has it; "
        "the file lacks it"
    )
    texts = rows.set_column(rows.column_names.index("received_on"), "received_on", rows["received_on"].cast("string"))
    parquet.write_table(texts, file)
    assert told_of(patterns) == (
        "cases/part-1.parquet, row 1, column received_on: 'string' found; expected a column of days (DATE)"
    )


def test_a_column_that_nobody_knows_is_refused_as_it_may_be_one_that_is_misspelt(tmp_path: Path):
    patterns, file = spoil(tmp_path)
    parquet.write_table(parquet.read_table(file).rename_columns({"successor": "sucessor"}), file)
    assert "cases/part-1.parquet, row 1, column sucessor: expected a column of cases (successor?)" in told_of(patterns)


def test_no_file_is_told_by_the_pattern(tmp_path: Path):
    with pytest.raises(Refused) as error:
        found(SCHEME, {"cases": str(tmp_path / "*.parquet")})
    [problem] = error.value.problems
    assert (problem.file, problem.value) == ("--cases", f"{tmp_path}/*.parquet")
    assert problem.expected == "at least one Parquet file; there is none"


def test_nothing_is_written_and_what_was_there_stays_where_an_extract_is_refused(sample: Path, tmp_path: Path):
    out = tmp_path / "figures.csv"
    out.write_text("of last month")
    bad = Table.from_pylist([{"case_reference": "none", "recorded_on": date(2022, 1, 1), "result": "late"}])
    parquet.write_table(bad.cast(schema("compliance", bad.column_names)), tmp_path / "compliance.parquet")
    words = of(sample, out, "--year", 2022)
    words[words.index("--compliance") + 1] = tmp_path / "compliance.parquet"
    done = upheld(*words)
    assert done.returncode == 2
    assert "row 2, column case_reference: 'none' found; expected the reference of a case in this extract" in done.stderr
    assert done.stderr.splitlines()[-1] == "1 problem; nothing was written."
    assert out.read_text() == "of last month" and len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_leaves_what_was_there(sample: Path, tmp_path: Path):
    out = tmp_path / "figures.csv"
    out.write_text("of last month")
    done = upheld(
        *of(sample, out, "--year", 2022, "--checked"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert out.read_text() == "of last month"
    assert upheld(*of(sample, out, "--year", 2022, "--checked")).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["figures.csv"]


def test_a_killed_count_leaves_nothing_under_the_files_name(sample: Path, tmp_path: Path):
    words = [sys.executable, "-m", "upheld.console", *map(str, of(sample, tmp_path / "figures.csv", "--year", 2022))]
    with subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        for line in running.stderr or ():
            if line.startswith("[3/4]"):  # it is about to write
                running.kill()
    assert not (tmp_path / "figures.csv").exists() or running.returncode == 0
    assert upheld(*of(sample, tmp_path / "figures.csv", "--year", 2022)).returncode == 0


def test_too_little_memory_is_said_in_words(sample: Path, tmp_path: Path):
    done = upheld(*of(sample, tmp_path / "figures.csv", "--year", 2022, "--memory", "1MB"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "--memory: '1MB' found; expected more memory" in done.stderr


def test_an_engine_that_is_none_is_told_without_its_password(tmp_path: Path):
    with pytest.raises(Refused) as error, connected("oracle://ann:secret@there/name"):
        pass
    assert "oracle://ann@there/name" in str(error.value) and "secret" not in str(error.value)
    assert without_password("duckdb") == "duckdb"


def test_what_an_engine_needs_is_said_where_it_lacks(sample: Path, tmp_path: Path):
    (tmp_path / "pyspark.py").write_text("raise ImportError('no pyspark', name='pyspark')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = upheld(*of(sample, tmp_path / "f.csv", "--year", 2022, "--engine", "local[1]"), env=environment)
    assert done.returncode == 2
    assert "'local[1]' found; expected an engine that is installed; this one needs upheld[spark]" in done.stderr


@pytest.mark.postgresql
def test_a_connection_that_is_lost_is_said_in_words_and_the_next_count_succeeds(postgresql_server: str, tmp_path: Path):
    import psycopg

    extract, address = found(SCHEME, write(tmp_path, small(), 2)), f"{postgresql_server}/postgres"
    with pytest.raises(Refused) as error, connected(address) as backend:
        check(backend, extract, SCHEME)
        with psycopg.connect(address, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [backend.connection.info.backend_pid])
        count(backend, extract, SCHEME, [2021])
    assert "expected a PostgreSQL server that answers to the end" in str(error.value)
    with connected(address) as backend:
        check(backend, extract, SCHEME)
        expected = sorted(count(backend, extract, SCHEME, [2021]))
    with connected() as backend:
        assert sorted(count(backend, extract, SCHEME, [2021])) == expected
    with psycopg.connect(address) as other:
        left = other.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'files_%'").fetchone()
    assert left == (0,)


@pytest.mark.spark
def test_a_cluster_that_is_not_there_is_said_in_words(sample: Path, tmp_path: Path):
    pytest.importorskip("pyspark")
    done = upheld(*of(sample, tmp_path / "f.csv", "--year", 2022, "--engine", "local[none]"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "'local[none]' found; expected a Spark that counts to the end" in done.stderr
