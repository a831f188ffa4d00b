"""What a process writes to its register is in it for everybody, whoever opens and closes the file meanwhile."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.support.small_year import ROOT

PROCESS = """
import sys
from upheld.console.starting import start
start(sys.argv[1])
if sys.argv[2:]:
    start(sys.argv[1])
from upheld.access.models import AuditEntry
print(AuditEntry.objects.count(), flush=True)
for line in sys.stdin:
    from upheld.access.actions import record
    record("write", line.strip(), by="a process")
    print("written", flush=True)
"""
"""Starts as every command does, and writes to the register for each line that it is given."""


def entries(register):
    """How many entries the trail has, for somebody who opens the file, reads and closes it."""
    with closing(sqlite3.connect(register)) as connection:
        return connection.execute("SELECT count(*) FROM access_auditentry").fetchone()[0]


def test_nothing_is_lost_while_others_open_and_close_the_register(tmp_path):
    register = tmp_path / "register.sqlite3"
    for more in ([], ["again"]):
        command = [sys.executable, "-c", PROCESS, str(register), *more]
        with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            before = int(process.stdout.readline())
            for number in range(1, 4):
                assert entries(register) == before + number - 1
                process.stdin.write("line\n")
                process.stdin.flush()
                assert process.stdout.readline() == "written\n"
                assert entries(register) == before + number, "it was said to be written"
            process.stdin.close()
            assert process.wait(60) == 0
        assert entries(register) == before + 3
