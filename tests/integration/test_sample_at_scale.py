"""The sample at scale: the same bytes each time and after a kill, sound to our own intake, one part held at a time."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pyarrow
import pytest
from pyarrow import parquet

from sample_data.__main__ import main
from sample_data.at_scale import making, parts
from sample_data.at_scale.drawing import DRAWN, MACROS
from sample_data.at_scale.making import AtScale, make
from sample_data.writing import MARK, TITLE, parquet_schema
from upheld.intake.actions import check
from upheld.vocabulary import scheme_loader

ROOT = Path(__file__).parents[2]
SCHEME = scheme_loader.load("local-government-england")
YEARS = (2020, 2021, 2022)
CASES = 20_000
ROWS = 8_000
BOTH = pytest.mark.parametrize("bodies", [0, 600], ids=["real authorities", "made-up bodies"])


def asked(bodies: int = 0, cases: int = CASES, rows: int = ROWS) -> AtScale:
    return AtScale(SCHEME, cases, YEARS, 7, bodies, rows)


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def joined(folder: Path, table: str) -> pyarrow.Table:
    return pyarrow.concat_tables(parquet.read_table(path) for path in sorted((folder / table).glob("*.parquet")))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    found = {bodies: tmp_path_factory.mktemp(f"at-scale-{bodies}") for bodies in (0, 600)}
    for bodies, folder in found.items():
        assert make(asked(bodies), folder) == 0
    return found


@BOTH
def test_the_same_options_make_the_same_bytes(bodies, samples, tmp_path):
    make(asked(bodies), tmp_path)
    assert digests(tmp_path) == digests(samples[bodies])


@BOTH
def test_every_row_is_in_order_for_our_own_intake(bodies, samples, register, tmp_path):
    for table in DRAWN:
        parquet.write_table(joined(samples[bodies], table), tmp_path / f"{table}.parquet")
    for name in ("authorities.parquet", "extract.toml"):
        (tmp_path / name).write_bytes((samples[bodies] / name).read_bytes())
    report = check(tmp_path, SCHEME)  # raises `Refused` with every row that is not in order
    assert report.sample
    assert not [one for one in report.warnings if "chief officer" not in one and "control" not in one]
    assert {one.table: one.new for one in report.tables if one.table in DRAWN} == {
        table: joined(samples[bodies], table).num_rows for table in DRAWN
    }


@BOTH
def test_there_are_as_many_cases_as_asked_for_and_each_has_a_reference_of_its_own(bodies, samples):
    references = joined(samples[bodies], "cases").column("reference").to_pylist()
    assert len(references) == len(set(references)) == CASES
    assert all(one.startswith("SAMPLE-") for one in references)
    assert [int(one[10:]) for one in references] == list(range(CASES))  # numbered through, in the order of the files


@BOTH
def test_every_file_says_that_it_is_sample_data_and_has_the_columns_of_the_extract(bodies, samples):
    assert (samples[bodies] / "extract.toml").read_text() == MARK
    files = sorted(samples[bodies].rglob("*.parquet"))
    assert len(files) == 1 + 4 * len(asked(bodies).parts)
    for path in files:
        table = path.stem if path.parent == samples[bodies] else path.parent.name
        schema = parquet.read_schema(path)
        assert schema.metadata[b"sample"].decode() == TITLE
        assert schema.remove_metadata() == parquet_schema(table).remove_metadata(), path


def test_the_ordinary_form_of_parquet_says_so_too(tmp_path):
    assert main(["--out", str(tmp_path), "--format=parquet", "--cases=40", "--years=2022"]) == 0
    assert {parquet.read_schema(one).metadata[b"sample"].decode() for one in tmp_path.glob("*.parquet")} == {TITLE}


def test_rates_are_those_of_the_mix(samples):
    cases = joined(samples[0], "cases").to_pylist()
    ended = Counter(row["outcome"] for row in cases if row["decided_on"] and row["decided_on"] >= date(2019, 4, 1))
    investigated = ended["upheld"] + ended["not_upheld"]
    assert 0.22 < investigated / ended.total() < 0.29
    assert 0.60 < ended["upheld"] / investigated < 0.70
    assert set(ended) == {one.id for one in SCHEME.outcomes}
    results = Counter(joined(samples[0], "compliance").column("result").to_pylist())
    assert 0.08 < results["late"] / results.total() < 0.18
    assert results["not_complied"] / results.total() < 0.01
    asked_of = joined(samples[0], "enquiries").to_pylist()
    assert 0.05 < sum((row["answered_on"] or row["sent_on"]) > row["due_on"] for row in asked_of) / len(asked_of) < 0.2
    assert {row["subject"] for row in cases} == set(SCHEME.subjects)


def test_throws_for_different_things_do_not_hang_together():
    """Of a hash taken once, throws for two things would agree in their lowest bits: 4 pairs would come of 16."""
    with duckdb.connect() as connection:
        connection.execute(MACROS.format_map({"seed": 7}))
        pairs = "dice(n, 'subject', 4), dice(n, 'upheld', 4)"
        drawn = connection.execute(f"SELECT {pairs}, count(*) FROM range(16000) AS t(n) GROUP BY ALL").fetchall()
    assert len(drawn) == 16
    assert all(800 < count < 1200 for *_, count in drawn)


@BOTH
def test_a_few_are_large_and_many_are_small_and_some_were_reorganised(bodies, samples):
    cases = joined(samples[bodies], "cases").to_pylist()
    whose = sorted(Counter(row["authority"] for row in cases).values(), reverse=True)
    assert sum(whose[: len(whose) // 5]) > len(cases) * 0.4
    directory = asked(bodies).directory
    ended = {one.id: one for one in directory if one.end_on}
    after = [row for row in cases if row["authority"] in ended and row["decided_on"]]
    after = [row for row in after if row["decided_on"] > ended[row["authority"]].end_on]
    assert after
    divided = [row for row in after if len(ended[row["authority"]].successors) > 1]
    assert divided
    assert all(row["successor"] in ended[row["authority"]].successors for row in divided)
    assert any(row["authority"] not in directory for row in cases)  # by name
    assert all(directory.find(row["authority"], row["decided_on"] or date(2022, 3, 31)) for row in cases)


KILLED = """
import os, signal, sys
from pathlib import Path
from pyarrow import parquet
from sample_data.at_scale.making import AtScale, make
from upheld.vocabulary import scheme_loader

where, left, cases, rows = sys.argv[1], *map(int, sys.argv[2:])

class Dying(parquet.ParquetWriter):
    def write_batch(self, *rest):
        global left
        super().write_batch(*rest)
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

parquet.ParquetWriter = Dying
make(AtScale(scheme_loader.load("local-government-england"), cases, (2020, 2021, 2022), 7, 0, rows), Path(where))
"""


@pytest.mark.parametrize("written", [1, 7, 14])
def test_a_run_that_was_killed_is_gone_on_with_and_comes_to_the_same(written, samples, tmp_path):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(written), str(CASES), str(ROWS)]
    killed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (tmp_path / "cases").exists()  # nobody can take it for a whole one
    for path in (tmp_path / ".making").glob("*/part-*.parquet"):
        parquet.read_table(path)  # what has its name is whole
    kept = make(asked(), tmp_path)
    assert kept > 0 or written < 14  # two parts at most were under way
    assert digests(tmp_path) == digests(samples[0])


def test_it_goes_on_also_where_it_was_killed_while_putting_folders_in_place(samples, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "parquet_table", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(asked(), tmp_path)
    monkeypatch.undo()
    assert (tmp_path / "enquiries").exists()
    make(asked(), tmp_path)
    assert digests(tmp_path) == digests(samples[0])


def test_what_is_whole_is_not_made_again_and_what_is_missing_is(samples, tmp_path):
    make(asked(), tmp_path)
    assert make(asked(), tmp_path) == len(asked().parts)
    (tmp_path / "compliance" / "part-00001.parquet").unlink()
    assert make(asked(), tmp_path) == 0
    assert digests(tmp_path) == digests(samples[0])


def test_another_sample_takes_the_place_of_an_older_one(samples, tmp_path):
    make(asked(cases=CASES * 2), tmp_path)
    make(asked(), tmp_path)
    assert digests(tmp_path) == digests(samples[0])
    assert main(["--out", str(tmp_path), "--cases=40", "--years=2022"]) == 0
    assert not (tmp_path / "cases").exists()


def test_somebodys_own_extract_in_parts_is_left_alone(tmp_path, capsys):
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "part-00000.parquet").write_bytes(b"somebody's own")
    assert main(["--out", str(tmp_path), "--at-scale=1000"]) == 2
    assert "not a sample" in capsys.readouterr().err
    (tmp_path / "cases" / "part-00000.parquet").rename(tmp_path / "cases" / "notes")
    assert main(["--out", str(tmp_path), "--at-scale=1000"]) == 2
    assert "not of a sample" in capsys.readouterr().err
    assert digests(tmp_path).keys() == {"cases/notes"}


@pytest.mark.parametrize("cases", [100, 12_345, 100_000_000])
def test_no_more_than_one_part_is_ever_asked_for_and_parts_are_all_cases_once(cases):
    """Memory is that of a part: each is drawn in a database of its own, which has a limit."""
    found = list(parts.cut(cases, [SCHEME.year(year) for year in range(2013, 2023)]))
    assert all(0 < part.stop - part.start <= parts.ROWS_OF_A_PART for part in found)
    assert [part.start for part in found] == [0, *(part.stop for part in found[:-1])]
    assert found[-1].stop == cases
    assert [part.number for part in found] == list(range(len(found)))


def test_a_part_is_the_same_whichever_parts_were_drawn_before_it(samples, tmp_path, monkeypatch):
    monkeypatch.setattr(AtScale, "parts", [*reversed(asked().parts)])
    make(asked(), tmp_path)
    assert digests(tmp_path) == digests(samples[0])


def test_the_command_makes_it_tells_how_far_it_is_and_a_disk_that_is_full(tmp_path, capsys, monkeypatch):
    assert main(["--out", str(tmp_path / "a"), "--at-scale=1000", "--bodies=100", "--years=2022"]) == 0
    told = capsys.readouterr()
    assert "1,000 of 1,000 cases" in told.err
    assert "1,000 made-up cases are in" in told.out

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet.ParquetWriter, "write_batch", full)
    assert main(["--out", str(tmp_path / "b"), "--at-scale=1000"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert not (tmp_path / "b" / "cases").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--at-scale=99"], "from 100 to 1000000000"),
        (["--at-scale=1000", "--format=csv"], "goes with --years, --seed and --bodies only"),
        (["--bodies=10"], "goes with --at-scale only"),
    ],
)
def test_options_that_make_no_sense_are_told(options, said, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path), *options])
    assert said in capsys.readouterr().err
