"""A year frozen by two processes at once is one edition, and each of them has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.db import connection

from tests.support.round_pages import SCHEME, SMALL
from tests.support.small_year import ROOT
from upheld.access.models import AuditEntry
from upheld.editions.models import Edition
from upheld.editions.snapshot import hash_of
from upheld.intake.actions import take
from upheld.statistics.counting import SnapshotFiles

FREEZE = """
import sys
from datetime import date
from pathlib import Path
from upheld.console.starting import start
start(sys.argv[1])
from tests.support.round_pages import SCHEME
from upheld.editions import actions
from upheld.register.queries import directory
from upheld.statistics.engines.reference import ReferenceEngine
counted = actions.count(SCHEME, directory(SCHEME), 2022, [2022], Path(sys.argv[2]), engine=ReferenceEngine())
print("counted", flush=True)
sys.stdin.readline()
frozen = actions.keep(SCHEME, counted, sent_on=date(2022, 7, 20), released_on=date(2022, 7, 27), by="ana")
print(frozen.edition.number, frozen.edition.figures_hash, frozen.edition.snapshot_hash)
"""
SLOW = """
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
CREATE TRIGGER wait BEFORE INSERT ON editions_edition FOR EACH ROW EXECUTE FUNCTION wait()
"""
"""An edition takes a while to come, so that the other process asks meanwhile."""


def freezing(register: object, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", FREEZE, str(register), str(store)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_two_processes_at_once(either_register: object, tmp_path: Path):
    """On PostgreSQL as on two machines, each with a folder of its own."""
    take(SMALL, SCHEME, by="ana")
    stores = ["one", "one"]
    if connection.vendor == "postgresql":
        stores = ["one", "other"]
        with connection.cursor() as cursor:
            cursor.execute(SLOW)
    both = [freezing(either_register, tmp_path / store) for store in stores]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "counted\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = {one.communicate(timeout=60)[0] for one in both}
    assert [one.returncode for one in both] == [0, 0]
    edition = Edition.objects.get()
    assert told == {f"1 {edition.figures_hash} {edition.snapshot_hash}\n"}
    assert AuditEntry.objects.filter(action="freeze").count() == 1
    for store in set(stores):
        [kept] = (tmp_path / store).iterdir()
        assert kept.name == edition.snapshot_hash == hash_of(SnapshotFiles(kept)), "whole, and nothing beside it"
