"""A bulk intake into PostgreSQL that something stops in the middle: said in a sentence, nothing written, done by the next."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bench import made_extract
from tests.support import postgresql, registers
from tests.support.waiting import wait_until
from upheld.register.filling import MANY

CASES = MANY
MIDDLE = f"{CASES // 2:09d}"
COUNTED = ("register_case", "register_compliance", "register_recommendation", "register_enquiry", "access_auditentry")
SLOW = f"""
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$;
CREATE TRIGGER wait BEFORE INSERT ON register_case FOR EACH ROW WHEN (NEW.reference = '{MIDDLE}') EXECUTE FUNCTION wait()
"""
"""In the middle of the cases something happens: the rows before it have come to the server, the others have not."""

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough made-up cases to be written in bulk."""
    return made_extract.make(tmp_path_factory.mktemp("bulk") / "extract", CASES)


@pytest.fixture
def server() -> Iterator[str]:
    """A server that a test may stop: not the one that others are on."""
    if reason := postgresql.why_not():
        pytest.skip(reason)
    with postgresql.server() as where:
        yield where


def take(extract: Path, register: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "upheld.console", "take", str(extract), "--register", register]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **{**pipes, **options})  # type: ignore[call-overload,no-any-return]


def ask(register: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(register, autocommit=True) as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def do(register: str, statement: str) -> None:
    with psycopg.connect(register, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def held(register: str) -> dict[str, int]:
    """How many rows the register's tables hold."""
    return {table: int(ask(register, f"SELECT count(*) FROM {table}")[0][0]) for table in COUNTED}  # type: ignore[call-overload]


def shape(register: str) -> list[tuple[object, ...]]:
    """Every index and every constraint of the register, as PostgreSQL writes them, and whether it holds."""
    indexes = "SELECT indexname::text, indexdef, true FROM pg_indexes WHERE tablename LIKE 'register%'"
    constraints = "SELECT conname::text, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
    return ask(register, f"{indexes} UNION ALL {constraints} ORDER BY 1, 2")


def waits(register: str) -> list[tuple[object, ...]]:
    """The connection that stands in the middle of writing cases."""
    return ask(
        register, "SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%register_case%' AND wait_event = 'PgSleep'"
    )


def stopped(process: subprocess.Popen[str], *said: str) -> None:
    """It ended, and said why in one sentence that holds nothing of any row."""
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    [line] = told.strip().splitlines()
    assert any(line.startswith(f"upheld stopped: {one}") for one in said), told
    assert "Run it again: nothing is taken" in line
    assert MIDDLE not in told


def assert_the_next_succeeds(extract: Path, register: str, before: list[tuple[object, ...]]) -> None:
    """The next run takes everything, in little memory too, and the tables are guarded as they were."""
    do(register, "DROP TRIGGER IF EXISTS wait ON register_case; DROP FUNCTION IF EXISTS wait")
    secret = register.replace("upheld@", "upheld:geheim@")
    again = take(extract, secret, env={**os.environ, "UPHELD_MEMORY": "64MB"})
    out, told = again.communicate(timeout=120)
    assert again.returncode == 0, told
    assert "geheim" not in out + told
    assert f"{CASES:,} new, 0 changed, 0 unchanged" in out
    assert held(register)["register_case"] == CASES
    assert shape(register) == before


def test_the_connection_is_ended_in_the_middle(postgresql_register: str, extract: Path):
    before, empty = shape(postgresql_register), held(postgresql_register)
    do(postgresql_register, SLOW % "PERFORM pg_sleep(60)")
    process = take(extract, postgresql_register)
    wait_until(lambda: bool(waits(postgresql_register)))
    [(pid,)] = waits(postgresql_register)
    ask(postgresql_register, f"SELECT pg_terminate_backend({pid})")
    stopped(process, "the PostgreSQL server ended the connection")
    assert held(postgresql_register) == empty
    assert shape(postgresql_register) == before
    assert_the_next_succeeds(extract, postgresql_register, before)


def test_the_server_falls_in_the_middle(server: str, extract: Path, django_db_blocker: object):
    postgresql.execute(server, "CREATE DATABASE register")
    register = f"{server}/register"
    with django_db_blocker.unblock(), registers.opened(register):  # type: ignore[attr-defined]
        registers.migrate()
    before, empty = shape(register), held(register)
    do(register, SLOW % "PERFORM pg_sleep(60)")
    process = take(extract, register)
    wait_until(lambda: bool(waits(register)))
    data = str(ask(register, "SHOW data_directory")[0][0])
    postgresql.halt(server)
    ended, lost = "the PostgreSQL server ended the connection", "the connection to the PostgreSQL server was lost"
    stopped(process, ended, lost)
    postgresql.start_again(data)
    assert held(register) == empty
    assert_the_next_succeeds(extract, register, before)


def test_the_servers_disk_is_full(postgresql_register: str, extract: Path):
    before, empty = shape(postgresql_register), held(postgresql_register)
    do(postgresql_register, SLOW % "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'")
    stopped(take(extract, postgresql_register), "the disk of the PostgreSQL server is full")
    assert held(postgresql_register) == empty
    assert shape(postgresql_register) == before


def test_the_disk_for_rows_aside_is_full(postgresql_register: str, extract: Path, tmp_path: Path):
    """Rows that do not fit in memory go to a folder whose disk ends at a file of 256 KiB."""

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**18, 2**18))

    environment = {**os.environ, "UPHELD_MEMORY": "24MB", "TMPDIR": str(tmp_path)}
    empty = held(postgresql_register)
    process = take(extract, postgresql_register, preexec_fn=small_disk, env=environment)
    stopped(process, "there is no room left for rows aside, neither in memory (UPHELD_MEMORY)")
    assert held(postgresql_register) == empty
    assert list(tmp_path.iterdir()) == [], "what lay aside is gone"
