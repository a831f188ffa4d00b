"""What a register that came back from a backup needs before anybody works with it.

A backup is older than what happened since: people were erased, mails went, sessions were ended. So people are erased
again; what waited to be sent is for a person to settle, as it may have gone; nobody is signed in any more; and nothing
is published until a person has confirmed the calendar.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from upheld.console.by import by
from upheld.console.working import KINDS, declare
from upheld.vocabulary.problems import Problem, Refused

COMMAND = "restore"
NEWEST = "the newest file of erasures"


@dataclass(frozen=True)
class PutRight:
    """How many people were erased again, messages became doubtful and jobs were stopped; ``announced`` releases."""

    people: int
    doubtful: int
    stopped: int
    announced: int


def take_newest(given: Path, log: Path) -> None:
    """Put the file of erasures that was given in the place of the backup's own. Raises `Refused` for an older one."""
    from upheld.desk.erasure_log import people

    try:
        older = people(log) - people(given) if given.is_file() else None
    except (OSError, ValueError):
        older = None
    if older is None:
        raise Refused([Problem(str(given), expected=f"{NEWEST}: erasures.jsonl")])
    if older:
        raise Refused([Problem(str(given), expected=f"{NEWEST}; the backup's own tells of people whom this does not")])
    log.unlink(missing_ok=True)
    with os.fdopen(os.open(log, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(given.read_bytes())


def put_right(register: str, folder: Path, where: Path, told: Mapping[str, object], file: str) -> PutRight:
    """Put a register right whose files lie in ``folder`` for now and will be in ``where``; afterwards it is closed."""
    from upheld.console.desk import SETTINGS
    from upheld.console.starting import start

    os.environ |= {"UPHELD_OUT": str(folder), "UPHELD_FILES": str(folder / "files")}
    os.environ.setdefault("UPHELD_SECRET_KEY", secrets.token_hex())  # nothing here is signed: any key will do
    start(register, SETTINGS)
    from django.db import connections

    from upheld.access.actions import record

    try:
        found = _put_right(folder, where, told)
        record(COMMAND, file, by=by(COMMAND), made_at=told["made_at"], **vars(found))
    finally:
        connections.close_all()
    return found


def _put_right(folder: Path, where: Path, told: Mapping[str, object]) -> PutRight:
    from django.contrib.sessions.models import Session

    from upheld.console.letters_work import MAIL
    from upheld.delivery.returning import doubt_what_waits, files_are_at
    from upheld.desk.erasing import again
    from upheld.desk.jobs import stop_due
    from upheld.publication.release.confirming import hold
    from upheld.publication.release.models import Release
    from upheld.publication.release.states import Release as State

    declare()
    Session.objects.all().delete()
    why = f"the register came back from a backup of {told['made_at']}"
    hold(by=by(COMMAND), why=why)
    files_are_at(str(told.get("out", "")), str(where.resolve()))
    mail = [kind for kind, (_, lane) in KINDS.items() if lane == MAIL]
    stopped = stop_due(mail, told=f"{why}: ask for it again if it has not been done")
    doubtful = doubt_what_waits(by=by(COMMAND), told=f"{why}: it may have gone since")
    people = again(folder, by=by(COMMAND))
    return PutRight(people, doubtful, stopped, Release.objects.filter(state=State.ANNOUNCED).count())
