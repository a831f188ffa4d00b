"""A PostgreSQL server of the tests' own, in a folder of its own, gone with them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port

UNPRIVILEGED = "postgres"


def programs() -> Path | None:
    """The folder of the newest server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def why_not() -> str:
    """Why no server can be started here, or ""."""
    if programs() is None:
        return "PostgreSQL's server programs are not installed"
    if os.geteuid() == 0 and not (_known(UNPRIVILEGED) and shutil.which("runuser")):
        return "PostgreSQL does not run as root, and there is no account postgres"
    return ""


def _known(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


@contextmanager
def server() -> Iterator[str]:
    """Start a server on a free local port; yields ``postgresql://…`` without a database's name."""
    binaries = programs()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="upheld-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    data, port = folder / "data", free_port()
    try:
        _run([binaries / "initdb", "-D", data, "-U", "upheld", "-A", "trust", "--no-sync", "-E", "UTF8", "--no-locale"])
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run([binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"])
        yield f"postgresql://upheld@127.0.0.1:{port}"
        _run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def halt(where: str) -> None:
    """Stop a server as a fallen machine does: nothing is finished, nobody is told."""
    _run([_program("pg_ctl"), "-D", _data(where), "-m", "immediate", "-w", "stop"])


def start_again(data: str) -> None:
    """Start a server that was halted, on the port and with the options that it had."""
    log = Path(data).parent / "log"
    options = (Path(data) / "postmaster.opts").read_text().partition(" ")[2].strip()
    _run([_program("pg_ctl"), "-D", data, "-l", log, "-w", "-o", options.replace('"', "'"), "start"])


def _data(where: str) -> str:
    import psycopg

    with psycopg.connect(where + "/postgres") as connection:
        [data] = connection.execute("SHOW data_directory").fetchone() or ("",)
    return str(data)


def _program(name: str) -> Path:
    binaries = programs()
    assert binaries is not None
    return binaries / name


def _run(command: list[object]) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", UNPRIVILEGED, "--", *words]
    done = subprocess.run(words, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


def execute(where: str, sql: str) -> None:
    """Run a statement that stands outside of transactions."""
    import psycopg

    with psycopg.connect(where + "/postgres", autocommit=True) as connection:
        connection.execute(sql)
