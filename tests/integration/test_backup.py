"""A running desk backed up and restored by one command each, on both databases, while a writer is busy."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from tests.support import postgresql, registers, releasing
from tests.support.desk import account, signed_in
from tests.support.messages import OCCASION, planned, states
from upheld.access.models import Account, AuditEntry
from upheld.access.permissions import Role
from upheld.delivery.models import Message, Step
from upheld.delivery.runs import sending
from upheld.delivery.states import State
from upheld.desk import erasing, erasure_log, jobs
from upheld.desk.models import Job
from upheld.editions.models import Edition
from upheld.register.models import Case, Contact

WRITER = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.register", UPHELD_DATABASE=sys.argv[1])
import django; django.setup()
from django.db import transaction
from upheld.access.actions import record
number = 0
while True:
    with transaction.atomic():
        for half in ("first", "second"):
            record("write " + half, f"pair {number}", by="busy")
    number += 1
    if number == 3:
        print("busy", flush=True)
"""


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "upheld.console", *map(str, arguments)]
    environment = {**os.environ, "UPHELD_REGISTER": ""}
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120, env=environment)


@pytest.fixture
def busy(either_register):
    """Somebody who writes two rows of the trail at a time, again and again."""
    line = [sys.executable, "-c", WRITER, str(either_register)]
    writer = subprocess.Popen(line, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"busy\n"
    yield writer
    assert writer.poll() is None, "it wrote to the end"
    writer.kill()
    writer.communicate()


@pytest.fixture
def desk(either_register, tmp_path) -> Path:
    """A folder of reviews with a preview, a snapshot and what somebody sent in; its register stands elsewhere."""
    place = releasing.place(tmp_path)
    releasing.edition(place, tmp_path)
    for name in ("snapshots/1/cases.parquet", "uploads/ab/cd", "prepared/1/bundle-x/site.sqlite", ".publishing.old"):
        (place.out / name).parent.mkdir(parents=True, exist_ok=True)
        (place.out / name).write_bytes(name.encode())
    (place.out / "desk-key").write_text("secret")
    (place.out / "desk-key").chmod(0o600)
    return place.out


def pairs() -> list[int]:
    entries = AuditEntry.objects.filter(by="busy")
    return [entries.filter(action=f"write {half}").count() for half in ("first", "second")]


def test_restore_drill(desk, busy, either_register, tmp_path, request):
    made = command("backup", desk, tmp_path / "kept.tar", "--register", either_register)
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "kept.tar").stat().st_mode) == 0o600
    arguments, where = [], str(tmp_path / "again" / "register.sqlite3")
    if "://" in str(either_register):
        server = request.getfixturevalue("postgresql_server")
        postgresql.execute(server, "CREATE DATABASE again")
        where = f"{server}/again"
        arguments = ["--register", where]
    done = command("restore", tmp_path / "kept.tar", tmp_path / "again", *arguments)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again"
    with registers.opened(where):
        first, second = pairs()
        assert first == second >= 3, "each transaction is whole"
        assert Edition.objects.get().figures_hash
        assert AuditEntry.objects.filter(action="restore").count() == 1
    assert (again / "uploads/ab/cd").read_bytes() == b"uploads/ab/cd"
    assert (again / "snapshots/1/cases.parquet").exists()
    assert stat.S_IMODE((again / "desk-key").stat().st_mode) == 0o600
    assert not (again / "prepared").exists(), "what waits to be published is made again"
    assert (again / "bundle").is_symlink()
    assert contents(again / "bundle") == contents(desk / "bundle")
    assert stat.S_IMODE((again / "bundle").resolve().stat().st_mode) == 0o700, "a preview stays its owner's"
    for name in ("snapshots", "snapshots/1", "uploads", "uploads/ab"):
        assert stat.S_IMODE((again / name).stat().st_mode) == 0o700, name
    assert stat.S_IMODE(again.stat().st_mode) == stat.S_IMODE(desk.stat().st_mode), "the site finds its bundle in it"
    assert stat.S_IMODE((again / "bundles").stat().st_mode) == 0o755
    if "://" in str(either_register):
        full = command("restore", tmp_path / "kept.tar", tmp_path / "third", *arguments)
        assert full.returncode == 2
        assert "an empty database" in full.stderr
        assert not (tmp_path / "third").exists()
        postgresql.execute(request.getfixturevalue("postgresql_server"), "DROP DATABASE again")


def test_what_the_site_shows_can_be_read_by_the_site_and_nothing_else(register, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root can try as somebody else")
    place = releasing.place(tmp_path)
    releasing.edition(place, tmp_path)
    shown = (place.out / "bundle").resolve()
    manifest = json.loads((shown / "manifest.json").read_text())
    (shown / "manifest.json").write_text(json.dumps({**manifest, "preview": False}))
    (place.out / "letters").mkdir(mode=0o700)
    (place.out / "letters" / "one.pdf").write_bytes(b"%PDF")
    shared = Path(tempfile.mkdtemp(prefix="upheld-restored-"))
    try:
        shared.chmod(0o755)
        done = command("restore", backed_up(place.out, register, tmp_path), shared / "again")
        assert done.returncode == 0, done.stderr
        look = "import os,sys; os.setgid(65534); os.setuid(65534); open(sys.argv[1]).read()"
        codes = [
            subprocess.run([sys.executable, "-I", "-c", look, f"{shared}/again/{name}"], capture_output=True).returncode
            for name in ("bundle/manifest.json", "letters/one.pdf", "register.sqlite3")
        ]
        assert codes == [0, 1, 1]
    finally:
        shutil.rmtree(shared)


def contents(folder: Path) -> dict[str, str]:
    files = [one for one in folder.resolve().rglob("*") if one.is_file()]
    return {str(one.relative_to(folder.resolve())): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}


@pytest.fixture
def kept(register, tmp_path) -> Path:
    """A small backup."""
    out = tmp_path / "out"
    (out / "snapshots").mkdir(parents=True)
    (out / "snapshots" / "one").write_bytes(b"1" * 3000)
    (out / "letters").mkdir()
    (out / "letters" / "one").write_bytes(b"2")
    made = command("backup", out, tmp_path / "kept.tar", "--register", register, "--without", "letters")
    assert made.returncode == 0, made.stderr
    return tmp_path / "kept.tar"


def test_what_is_left_out_is_left_out_and_said(kept):
    with tarfile.open(kept) as archive:
        assert archive.getnames() == ["register.sqlite3", "snapshots/one", "backup.json"]
        listed = archive.extractfile("backup.json")
        assert listed is not None
        assert json.load(listed)["without"] == ["letters"]


def test_nothing_is_written_over(kept, register, tmp_path):
    before = kept.read_bytes()
    again = command("backup", tmp_path / "out", kept, "--register", register)
    assert again.returncode == 2
    assert kept.read_bytes() == before
    refused = command("restore", kept, tmp_path / "out")
    assert refused.returncode == 2
    assert "nothing is written over" in refused.stderr
    assert (tmp_path / "out" / "letters" / "one").exists()


def refused(archive: Path, out: Path) -> str:
    done = command("restore", archive, out)
    assert done.returncode == 2, done.stderr
    assert not out.exists()
    assert not list(out.parent.glob(f".{out.name}-*")), "nothing is left behind"
    return done.stderr


def test_a_damaged_backup_is_refused_whole(kept, tmp_path):
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"1" * 3000, b"1" * 2999 + b"3"))
    assert "snapshots/one is not as it was written" in refused(kept, tmp_path / "again")
    kept.write_bytes(content[: len(content) // 2])
    refused(kept, tmp_path / "again")
    kept.write_bytes(b"no archive")
    refused(kept, tmp_path / "again")


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "snapshots/../../outside"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path, name):
    archive = tmp_path / "made.tar"
    with tarfile.open(archive, "w") as made:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        made.addfile(entry, io.BytesIO(b"x"))
    assert "no file of a backup" in refused(archive, tmp_path / "again")
    assert not (tmp_path / "outside").exists()


def test_an_archive_with_a_link_is_refused(tmp_path):
    archive = tmp_path / "made.tar"
    with tarfile.open(archive, "w") as made:
        entry = tarfile.TarInfo("uploads")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/tmp"
        made.addfile(entry)
    assert "no file of a backup" in refused(archive, tmp_path / "again")


def test_a_register_that_is_damaged_is_not_backed_up(register, tmp_path):
    with closing(sqlite3.connect(register)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    content = bytearray(register.read_bytes())
    size = len(content) // pages
    content[size * (pages - 5) : size * (pages - 1)] = b"\xff" * (size * 4)
    register.write_bytes(content)
    (tmp_path / "out").mkdir()
    made = command("backup", tmp_path / "out", tmp_path / "kept.tar", "--register", register)
    assert made.returncode != 0
    assert not list(tmp_path.glob("*.tar*"))
    assert not list(tmp_path.glob(".kept*"))


FAY, GIL, HAL = "fay@office.example", "gil@office.example", "hal@office.example"


@pytest.fixture
def somewhere(either_register, tmp_path, request):
    """Where a backup is restored to, with what the command is given for it."""
    if "://" not in str(either_register):
        yield str(tmp_path / "again" / "register.sqlite3"), []
        return
    server = request.getfixturevalue("postgresql_server")
    postgresql.execute(server, "CREATE DATABASE again")
    yield f"{server}/again", ["--register", f"{server}/again"]
    postgresql.execute(server, "DROP DATABASE again")


def backed_up(out: Path, register: object, tmp_path: Path) -> Path:
    made = command("backup", out, tmp_path / "kept.tar", "--register", register)
    assert made.returncode == 0, made.stderr
    return tmp_path / "kept.tar"


def people(*emails: str) -> None:
    """Contacts and accounts of these addresses."""
    for email in emails:
        Contact.objects.create(authority="E07000107", role="link_officer", email=email, name=email.title())
        account(email.partition("@")[0], (Role.LINK_OFFICER, "E07000107"))


def test_who_was_erased_after_the_backup_is_erased_before_the_folder_is_there(
    desk, either_register, somewhere, tmp_path
):
    where, arguments = somewhere
    people(FAY, GIL, HAL)
    erasing.erase(HAL, desk, by="mia")
    planned(tmp_path / "files", FAY, GIL)  # what waits for somebody who was erased since goes to nobody
    kept = backed_up(desk, either_register, tmp_path)
    Message.objects.update(state=State.ACCEPTED)
    erasing.erase(FAY, desk, by="mia")
    shutil.copy(desk / "erasures.jsonl", tmp_path / "newest.jsonl")
    done = command("restore", kept, tmp_path / "again", "--erasures", tmp_path / "newest.jsonl", *arguments)
    assert done.returncode == 0, done.stderr
    assert "1 person erased again" in done.stdout
    assert FAY not in done.stdout + done.stderr
    with registers.opened(where):
        assert list(Contact.objects.values_list("email", flat=True)) == [GIL]
        assert sorted(Account.objects.values_list("email", flat=True)) == ["", "", GIL]
        assert [one.state for one in Message.objects.exclude(recipient=GIL)] == [State.DROPPED]
        assert AuditEntry.objects.filter(action="erase").count() == 2
    log = (tmp_path / "again" / "erasures.jsonl").read_text()
    assert log.startswith((tmp_path / "newest.jsonl").read_text())
    assert stat.S_IMODE((tmp_path / "again" / "erasures.jsonl").stat().st_mode) == 0o600
    if not arguments:
        assert FAY.encode() not in Path(where).read_bytes()
        assert not list((tmp_path / "again").glob("register.sqlite3-*"))


def test_without_a_newer_file_the_backup_s_own_is_used_and_what_is_missing_is_said(register, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    people(FAY, GIL)
    erasure_log.note(out / "erasures.jsonl", erasure_log.hashed(FAY), {}, "mia")  # while the backup was being made
    done = command("restore", backed_up(out, register, tmp_path), tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert "1 person erased again" in done.stdout
    assert "No newer file of erasures was given" in done.stdout and "--erasures" in done.stdout
    with registers.opened(str(tmp_path / "again" / "register.sqlite3")):
        assert list(Contact.objects.values_list("email", flat=True)) == [GIL]


@pytest.mark.parametrize("what", ["older", "not there", "another file"])
def test_a_file_of_erasures_that_cannot_be_the_newest_is_refused(register, tmp_path, what):
    out = tmp_path / "out"
    out.mkdir()
    people(FAY)
    erasing.erase(FAY, out, by="mia")
    kept = backed_up(out, register, tmp_path)
    given = tmp_path / "given.jsonl"
    if what == "older":
        given.write_text("")
    if what == "another file":
        given.write_bytes(b"\xff\x00 no erasures")
    done = command("restore", kept, tmp_path / "again", "--erasures", given)
    assert done.returncode == 2, done.stderr
    assert "newest file of erasures" in done.stderr
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again-*"))


def test_nothing_goes_by_itself_from_a_register_that_came_back(desk, either_register, somewhere, tmp_path):
    where, arguments = somewhere
    planned(tmp_path / "files", FAY, GIL)
    soon = timezone.now() + timedelta(days=1)
    jobs.ask("send round", None, by="ana", occasion=OCCASION, reminding=False)
    jobs.ask("remind round", None, by="ana", not_before=soon, days=2)
    jobs.ask("show the calendar", None, by="pia")
    with sending("ana") as run:
        Message.objects.filter(recipient=GIL).update(state=State.INTENDED, run=run)
        kept = backed_up(desk, either_register, tmp_path)
    done = command("restore", kept, tmp_path / "again", *arguments)
    assert done.returncode == 0, done.stderr
    assert "2 messages" in done.stdout
    with registers.opened(where):
        assert states() == {FAY: State.DOUBTFUL, GIL: State.DOUBTFUL}
        assert "came back from a backup" in Step.objects.last().told
        left = Job.objects.filter(ended_at=None).order_by("pk").values_list("kind", flat=True)
        assert list(left) == ["remind round", "show the calendar"], "what is not due yet, and what no mail comes of"
        assert Job.objects.get(kind="send round").failed


def test_nobody_is_still_signed_in_and_files_are_found_where_they_are_now(desk, either_register, somewhere, tmp_path):
    where, arguments = somewhere
    signed_in("ana", Role.ANALYST)
    assert Session.objects.count() == 1
    planned(desk / "letters", FAY)
    kept = backed_up(desk, either_register, tmp_path)
    desk.rename(tmp_path / "gone")
    done = command("restore", kept, tmp_path / "again", *arguments)
    assert done.returncode == 0, done.stderr
    with registers.opened(where):
        assert Session.objects.count() == 0
        path = Path(Message.objects.get().attached[0]["path"])
    assert path.is_relative_to(tmp_path / "again") and path.is_file()


def test_what_people_handed_in_is_in_the_backup_wherever_it_lies(register, tmp_path, monkeypatch):
    out, files = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    (files / "queries/ab").mkdir(parents=True)
    (files / "queries/ab/abcd").write_bytes(b"proof")
    monkeypatch.setenv("UPHELD_FILES", str(files))
    kept = backed_up(out, register, tmp_path)
    monkeypatch.delenv("UPHELD_FILES")
    done = command("restore", kept, tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again/files/queries/ab/abcd").read_bytes() == b"proof"


def test_a_restored_calendar_waits_for_a_person(register, tmp_path):
    (tmp_path / "out").mkdir()
    again = tmp_path / "again"
    done = command("restore", backed_up(tmp_path / "out", register, tmp_path), again)
    assert "Nothing is published until a person" in done.stdout
    for line in (("list", again), ("run", again, "--once")):
        told = command("release", *line)
        assert "NOTHING IS PUBLISHED" in told.stdout, told.stderr
    confirmed = command("release", "confirm", again)
    assert confirmed.returncode == 0, confirmed.stderr
    assert "The calendar is confirmed" in confirmed.stdout
    assert "NOTHING IS PUBLISHED" not in command("release", "list", again).stdout


def test_register_and_snapshots_hold_together(either_register, tmp_path, request):
    """What a restored edition names is there, whole, and the restored register gives just that snapshot again."""
    from datetime import date

    from tests.support.round_pages import SCHEME, SMALL
    from upheld.editions.actions import freeze
    from upheld.editions.snapshot import hash_of
    from upheld.intake.actions import take
    from upheld.register.queries import directory
    from upheld.statistics.counting import SnapshotFiles
    from upheld.statistics.engines.reference import ReferenceEngine

    def frozen(out: Path) -> Edition:
        days = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
        store = out / "snapshots"
        return freeze(
            SCHEME, directory(SCHEME), 2022, [2022], store, **days, by="ana", engine=ReferenceEngine()
        ).edition

    take(SMALL, SCHEME, by="ana")
    before = frozen(tmp_path / "out")
    made = command("backup", tmp_path / "out", tmp_path / "kept.tar", "--register", either_register)
    assert made.returncode == 0, made.stderr
    arguments, where = [], str(tmp_path / "again" / "register.sqlite3")
    if "://" in str(either_register):
        server = request.getfixturevalue("postgresql_server")
        postgresql.execute(server, "DROP DATABASE IF EXISTS again")
        postgresql.execute(server, "CREATE DATABASE again")
        where = f"{server}/again"
        arguments = ["--register", where]
    done = command("restore", tmp_path / "kept.tar", tmp_path / "again", *arguments)
    assert done.returncode == 0, done.stderr
    with registers.opened(where):
        kept = Edition.objects.get()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'register_case'")
                assert cursor.fetchone() == (Case.objects.count(),), "it is known what is in the tables, to plan by"
        assert hash_of(SnapshotFiles(tmp_path / "again" / "snapshots" / kept.snapshot_hash)) == before.snapshot_hash
        again = frozen(tmp_path / "again")
        assert (again.number, again.snapshot_hash, again.figures_hash) == (1, before.snapshot_hash, before.figures_hash)
        assert [one.name for one in (tmp_path / "again" / "snapshots").iterdir()] == [before.snapshot_hash]
