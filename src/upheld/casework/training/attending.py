"""Who came: written into the register by the way that every extract takes, so that figures and letters have it.

Recorded again, the row as it stood is kept (`PriorRow`). An authority that was recorded by mistake gets 0 people.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.training.models import Session
from upheld.casework.training.sessions import check_move, held
from upheld.casework.training.words import SessionState
from upheld.intake.actions import take
from upheld.register import queries as register
from upheld.register.models import Attendance
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme

MOST_PEOPLE = 10_000
NO_CASES = ("reference", "authority", "subject", "received_on", "decided_on", "outcome")
"""Every extract has a file of cases; this one tells of none."""
NONE = "no case"
"""So that no case of the register is read to be compared with."""


def attendance_of(session: Session) -> dict[str, int]:
    """Authority id ("" for people of none) → how many came, as the register has it."""
    return dict(Attendance.objects.filter(workshop=session.code).values_list("authority", "people"))


@transaction.atomic
def hold(pk: int, scheme: Scheme, came: Mapping[str, int], *, now: datetime, by: str) -> Session:
    """Record that a session was held and how many came of each authority ("" for people of none).

    Raises `Refusal` before it is over, where it was cancelled, and with all that an extract's rules say against it.
    """
    session = held(pk)
    check_move(session, SessionState.HELD)
    if now < session.ends_at:
        raise Refusal("This session is not over yet.")
    if any(not 0 <= people <= MOST_PEOPLE for people in came.values()):
        raise Refusal(f"Say how many came as a number from 0 to {MOST_PEOPLE:,}.")
    known = attendance_of(session)
    rows = {one: people for one, people in came.items() if people or one in known} or {"": 0}
    with TemporaryDirectory() as folder:
        _write(Path(folder), scheme, session, rows)
        try:
            take(Path(folder), scheme, by=by, only_case=NONE)
        except Refused as refused:
            raise Refusal(*(f"{one.column}: expected {one.expected}" for one in refused.problems)) from None
    session.state = SessionState.HELD
    session.save(update_fields=["state"])
    record("record attendance", session.code, by=by, people=sum(rows.values()))
    return session


def _write(folder: Path, scheme: Scheme, session: Session, came: Mapping[str, int]) -> None:
    """An extract of one workshop and who came to it."""
    about = f'sample = {str(register.is_sample()).lower()}\ntitle = "attendance recorded at the desk"\n'
    (folder / "extract.toml").write_text(about, encoding="utf-8")
    day = session.starts_at.astimezone(ZoneInfo(scheme.time_zone)).date()
    workshop = [session.code, session.course.title, day.isoformat(), session.mode]
    directory = register.directory(scheme)
    names = {one: directory[one].code(day) if one in directory else one for one in came}
    _csv(folder / "cases.csv", list(NO_CASES), [])
    _csv(folder / "workshops.csv", ["code", "title", "held_on", "mode"], [workshop])
    rows = [[session.code, names[one], str(people)] for one, people in came.items()]
    _csv(folder / "attendances.csv", ["workshop", "authority", "people"], rows)


def _csv(path: Path, names: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
