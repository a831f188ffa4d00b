"""The worker killed without warning, with every process of its own, while it draws a year, prints and sends.

After each kill the preview is a whole bundle. In the end every job is done, what is on record and what lies in the
preview are the same letters, they are those of a run that nobody killed, and no message went twice.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.mail_server import MailServer

FROM = "Made-up Ombudsman <letters@ombudsman.example>"
LONGEST_SECONDS = 7.0
OPEN = "SELECT 1 FROM desk_job WHERE ended_at IS NULL AND not_before IS NULL"
"""What waits for its moment, as the next morning's reminders do, is left open."""
NOT_DONE = "SELECT kind, told FROM desk_job WHERE failed OR (ended_at IS NULL AND not_before IS NULL)"


@dataclass
class Found:
    """What kills came to. ``wrong`` says everything that must not be."""

    kills: int = 0
    messages: int = 0
    taken: int = 0
    twice: int = 0
    doubtful: int = 0
    wrong: list[str] = field(default_factory=list)


def worker(out: Path, mail: MailServer | None = None) -> subprocess.Popen[bytes]:
    """A worker that does what is due, and ends; in a group of its own."""
    env = {**os.environ, "UPHELD_MAIL_FROM": FROM, "UPHELD_MAIL": f"smtp://127.0.0.1:{mail.port}" if mail else ""}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "upheld.console", "desk", "work", str(out), "--once"]
    return subprocess.Popen(command, env=env, start_new_session=True, stdout=subprocess.DEVNULL)


def finished(out: Path, mail: MailServer | None = None) -> None:
    """Let a worker do all there is."""
    assert worker(out, mail).wait(timeout=300) == 0


def killed(out: Path, after: float, mail: MailServer | None = None) -> bool:
    """Kill a worker and all its processes after some seconds; whether it was still at work."""
    process = worker(out, mail)
    time.sleep(after)
    was_at_work = process.poll() is None
    if was_at_work:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)
    return was_at_work


def rows(out: Path, query: str) -> list[tuple]:
    """What a query of the register gives."""
    with closing(sqlite3.connect(out / "register.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def ask(out: Path, kind: str, detail: str = "{}") -> None:
    """A job as the desk asks for it, of the one edition there is."""
    with closing(sqlite3.connect(out / "register.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO desk_job (kind, edition_id, detail, by, asked_at, worker, failed, done, total, told) "
            "SELECT ?, id, ?, 'pia', '2022-07-20 09:00:00', '', 0, 0, 0, '' FROM editions_edition",
            [kind, detail],
        )


def letters(out: Path) -> list[tuple]:
    """The letters on record: whose, in which language, which text, which file."""
    return rows(
        out, "SELECT authority, language, text_id, pdf_sha256 FROM letters_drawnletter ORDER BY authority, language"
    )


def shown(out: Path) -> set[str]:
    """The hashes of the letters' files in the preview, which is a whole bundle or this fails."""
    from upheld.publication.bundle.check import check

    bundle = (out / "bundle").resolve()
    check(bundle)
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in bundle.glob("letters/*/*.pdf")}


def killed_while_drawing(out: Path, expected: list[tuple], *, kind: str, kills: int, chance: random.Random) -> Found:
    """Ask for a drawing, kill it so many times, let it finish, and compare with what nobody killed."""
    found = Found()
    while found.kills < kills:
        if not rows(out, OPEN):
            ask(out, kind)
        found.kills += killed(out, chance.uniform(0.5, LONGEST_SECONDS))
        shown(out)
    if not rows(out, OPEN):
        ask(out, kind)
    finished(out)
    if failed := rows(out, NOT_DONE):
        found.wrong.append(f"not done: {failed}")
    if letters(out) != expected:
        found.wrong.append("the letters on record are others than without a kill")
    if shown(out) != {pdf for *_, pdf in expected}:
        found.wrong.append("the preview shows other letters than those on record")
    return found


def killed_while_sending_from_the_desk(out: Path, mail: MailServer, *, kills: int, chance: random.Random) -> Found:
    """Ask for the letters to be sent slowly, kill it so many times, let it finish, and count at the server."""
    found = Found()
    ask(out, "send", '{"leave_out": true, "a_minute": 600}')
    while found.kills < kills and rows(out, OPEN):
        found.kills += killed(out, chance.uniform(1, LONGEST_SECONDS), mail)
    finished(out, mail)
    states = dict(rows(out, "SELECT state, count(*) FROM delivery_message GROUP BY state"))
    found.messages, found.doubtful = sum(states.values()), states.get("doubtful", 0)
    ids = [one.message_id for one in mail.taken]
    found.taken, found.twice = len(ids), len(ids) - len(set(ids))
    if failed := rows(out, NOT_DONE):
        found.wrong.append(f"not done: {failed}")
    if set(states) - {"accepted", "doubtful"}:
        found.wrong.append(f"not sent: {states}")
    if found.twice or states["accepted"] > found.taken:
        found.wrong.append(f"{found.twice} went twice; {states['accepted']} on record, {found.taken} at the server")
    return found
