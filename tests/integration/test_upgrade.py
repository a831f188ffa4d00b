"""A register of an early version is brought to this one, and every published figure comes out as it was."""

from __future__ import annotations

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from upheld.access.models import AuditEntry
from upheld.editions.actions import freeze
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import State
from upheld.intake.actions import take
from upheld.operations.schema import pending
from upheld.register import queries
from upheld.vocabulary.scheme_loader import load

ROOT = Path(__file__).parents[2]
SMALL, SCHEME = ROOT / "sample_data" / "small", "local-government-england"
KILLS = 2


def upheld(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "upheld.console", *map(str, arguments)]
    environment = {**os.environ, "UPHELD_REGISTER": "", "DJANGO_SETTINGS_MODULE": "", **more}
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120, env=environment)


def taken_back(where: object) -> None:
    line = [sys.executable, "-m", "tests.support.earlier_register", str(where)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def year(out: Path) -> Edition:
    """The small year in a register, published; its snapshot in a folder of reviews."""
    scheme = load(SCHEME)
    take(SMALL, scheme, by="ana")
    days = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
    store = out / "snapshots"
    made = freeze(scheme, queries.directory(scheme), 2022, [2022], store, **days, by="ana").edition
    made.state = State.PUBLISHED
    made.save()
    return made


def rows() -> dict[str, int]:
    """How many rows each table of ours holds."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("django_", "auth_")):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def out(either_register, tmp_path) -> Path:
    year(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def out_of_a_file(register, tmp_path) -> Path:
    year(tmp_path / "out")
    return tmp_path / "out"


def killed_while_upgrading(out: Path, where: object) -> None:
    """Begin an upgrade some times, and kill it each time."""
    command = [sys.executable, "-m", "upheld.console", "upgrade", str(out), "--register", str(where)]
    environment, chance = {**os.environ, "DJANGO_SETTINGS_MODULE": ""}, random.Random(3)
    for _ in range(KILLS):
        with subprocess.Popen(
            [*command, "--without-backup", "a test"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as upgrading:
            assert upgrading.stdout is not None
            upgrading.stdout.readline()  # it has read what is to come, and changes tables
            time.sleep(chance.uniform(0.0, 0.5))
            upgrading.send_signal(signal.SIGKILL)


def test_an_early_register_has_the_tables_of_this_version_and_the_figures_that_were_published(out, either_register):
    kept = EditionFigures.objects.get().canonical
    taken_back(either_register)
    before = rows()
    assert ("register", "0006_report_received") in pending()
    refused = upheld("edition", "list", "--register", either_register, UPHELD_MIGRATE="by-hand")
    assert refused.returncode == 2 and "upheld upgrade" in refused.stderr
    assert ("register", "0006_report_received") in pending(), "left as it was"
    killed_while_upgrading(out, either_register)
    done = upheld("upgrade", out, "--register", either_register, "--without-backup", "a test")
    assert done.returncode == 0, done.stderr + done.stdout
    assert (
        "2022 edition 1: 0 differences" in done.stdout and "Every figure comes out as it was published" in done.stdout
    )
    upgrades = AuditEntry.objects.filter(action="upgrade").count()
    after = rows()
    assert {table: after[table] for table in before} == {
        **before,
        "access_auditentry": before["access_auditentry"] + upgrades,
    }
    assert upgrades >= 1
    assert before["register_case"] > 100 and pending() == [] and EditionFigures.objects.get().canonical == kept


def other_scheme(folder: Path) -> Path:
    """The scheme of a version that counts otherwise: late compliance is no compliance."""
    copy = shutil.copytree(ROOT / "schemes" / SCHEME, folder / SCHEME)
    file = next(one for one in (copy / "measures").glob("*.toml") if 'id = "lateness"' in one.read_text())
    file.write_text(file.read_text().replace('counted = "complied_late"', 'counted = "complied"', 1))
    return copy


def test_a_version_that_counts_otherwise_is_told_figure_by_figure_and_changes_nothing(
    out_of_a_file, register, tmp_path
):
    edition = Edition.objects.get()
    before = (edition.figures_hash, edition.state, edition.figures.canonical)
    where = tmp_path / "differences.csv"
    scheme = ("--scheme", other_scheme(tmp_path), "--to", where)
    done = upheld("upgrade", out_of_a_file, "--register", register, *scheme, "--without-backup", "a test")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "figures differ from what was published" in done.stdout
    rows = list(csv.DictReader(where.read_text().splitlines()))
    assert {row["measure"] for row in rows} >= {"lateness"}
    assert {row["measure"] for row in rows} <= {"lateness", "groups", "national"}
    assert all(row["year"] == "2022" and row["was"] != row["now"] for row in rows)
    assert any(row["authority"] and row["what"] == "value count" for row in rows)
    edition = Edition.objects.get()
    assert (edition.figures_hash, edition.state, edition.figures.canonical) == before


def test_a_snapshot_that_is_not_as_it_was_frozen_is_told(out_of_a_file, register):
    [cases] = (out_of_a_file / "snapshots").glob("*/cases.parquet")
    cases.write_bytes(cases.read_bytes()[:-1])
    done = upheld("upgrade", out_of_a_file, "--register", register, "--only-compare")
    assert done.returncode == 1 and "is not as it was frozen" in done.stdout
    cases.unlink()
    done = upheld("upgrade", out_of_a_file, "--register", register, "--only-compare")
    assert done.returncode == 1 and "cannot be read" in done.stdout
    assert not AuditEntry.objects.filter(action="upgrade").exists()


def test_only_with_a_backup_of_today_that_is_whole(out_of_a_file, register, tmp_path):
    def refused(*options: object) -> str:
        done = upheld("upgrade", out_of_a_file, "--register", register, *options)
        assert done.returncode == 2, done.stdout
        return done.stderr

    assert "--without-backup" in refused()
    backups = tmp_path / "backups"
    backups.mkdir()
    for _ in range(2):
        done = upheld("backup", out_of_a_file, backups, "--register", register, "--keep", 1, "--prove")
        assert done.returncode == 0, done.stderr
        time.sleep(1)
    [kept] = backups.iterdir()
    assert "every published figure in it is as the register has it" in done.stdout and "was let go of" in done.stdout
    whole = kept.read_bytes()
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(whole.replace(b"PAR1", b"PAR2", 1))
    assert "not as it was written" in refused("--backup", damaged)
    damaged.write_bytes(whole[: len(whole) // 2])
    assert "a whole backup" in refused("--backup", damaged)
    elsewhere = shutil.copytree(out_of_a_file, tmp_path / "elsewhere")
    done = upheld("upgrade", elsewhere, "--register", register, "--backup", kept)
    assert done.returncode == 2 and "a backup of" in done.stderr
    assert not AuditEntry.objects.filter(action="upgrade").exists()
    done = upheld("upgrade", out_of_a_file, "--register", register, "--backup", kept)
    assert done.returncode == 0, done.stderr
    assert AuditEntry.objects.get(action="upgrade").detail["backup"] == kept.name
    again = tmp_path / "again"
    assert upheld("restore", kept, again).returncode == 0
    done = upheld("upgrade", again, "--only-compare")
    assert done.returncode == 0 and "2022 edition 1: 0 differences" in done.stdout, "restored, and counted again"


def test_a_backup_of_a_register_whose_figures_were_tampered_with_is_not_proven(out_of_a_file, register, tmp_path):
    kept = EditionFigures.objects.get()
    EditionFigures.objects.update(canonical=kept.canonical.replace('"count":1,', '"count":2,', 1))
    done = upheld("backup", out_of_a_file, tmp_path / "kept.tar", "--register", register, "--prove")
    assert done.returncode == 2 and "with the figures that were frozen" in done.stderr
    assert not (tmp_path / "kept.tar").exists() and not list(tmp_path.glob(".proving-*"))
