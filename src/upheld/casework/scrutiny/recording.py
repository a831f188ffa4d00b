"""Putting on record that a committee considered a letter, correcting that, and taking it back.

What an authority says is kept as it was said, and put on the register as an extract of that one row: by the rules of
every extract, with the row as it stood before.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.scrutiny.models import ConsiderationSaid
from upheld.casework.scrutiny.rules import Consideration, day_of, one_line, problems
from upheld.intake.actions import take
from upheld.intake.tables import CASES, CONSIDERED
from upheld.intake.taking_back import take_back_rows
from upheld.register import queries as register
from upheld.register import writing
from upheld.register.models import Considered
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme

NO_CASE = "-"
"""No case is in such an extract, so none of the register needs to be read for it."""


def considered(authority: str, year: int) -> Considered | None:
    """What the register says of an authority and year; None where no committee is known to have considered it."""
    return Considered.objects.filter(authority=authority, year=year).first()


def said_of(authority: str, year: int) -> list[ConsiderationSaid]:
    """All that the authority said, newest first."""
    return list(ConsiderationSaid.objects.filter(authority=authority, year=year).order_by("-pk"))


def checked(authority: str, year: int, given: dict[str, str], *, letter_on: date, today: date) -> Consideration:
    """What somebody gave (committee, considered_on, minutes), as it can be kept. Raises `Refusal` with all that is
    wrong with it."""
    wrong = problems(given["committee"], given["considered_on"], given["minutes"], letter_on=letter_on, today=today)
    if told := list(wrong):
        raise Refusal(*told)
    day = day_of(given["considered_on"])
    assert day
    return Consideration(authority, year, one_line(given["committee"]), day, given["minutes"].strip())


@transaction.atomic
def put_on_record(scheme: Scheme, one: Consideration, *, now: datetime, by: str, seen: str = "") -> bool:
    """Put on record what `checked` gave; returns whether anything is other than before.

    ``seen`` is the `mark` of what stood when the person looked. Raises `Refusal` where something else stands now.
    """
    writing.lock()
    before = considered(one.authority, one.year)
    if before and _told(before) == _told(one):
        return False
    _still_as_seen(before, seen)
    ConsiderationSaid.objects.create(
        authority=one.authority,
        year=one.year,
        committee=one.committee,
        considered_on=one.considered_on,
        minutes=one.minutes,
        by=by,
        at=now,
    )
    _take(scheme, one, by=by)
    what = "correct that a committee considered a letter" if before else "record that a committee considered a letter"
    record(what, subject(one.authority, one.year), by=by, considered_on=one.considered_on.isoformat())
    return True


@transaction.atomic
def take_back(authority: str, year: int, *, now: datetime, by: str, seen: str = "") -> None:
    """Say that it was put on record by mistake. Raises `Refusal` where nothing is, or another than was looked at."""
    writing.lock()
    before = considered(authority, year)
    if before is None:
        raise Refusal("Nothing is on record that could be taken back.")
    _still_as_seen(before, seen)
    take_back_rows("considered", by=by, authority=authority, year=year)
    record("take back that a committee considered a letter", subject(authority, year), by=by)
    ConsiderationSaid.objects.create(authority=authority, year=year, taken_back=True, by=by, at=now)


def mark(one: Considered | None) -> str:
    """What stands, as a text that a form carries; "" where nothing does."""
    return "\n".join(map(str, _told(one))) if one else ""


def subject(authority: str, year: int) -> str:
    """How the audit trail names it: ``2022 E07000107``."""
    return f"{year} {authority}"


def _still_as_seen(before: Considered | None, seen: str) -> None:
    if mark(before) != seen.replace("\r\n", "\n"):
        raise Refusal("Somebody else has changed this since you looked. Look at it as it is now, and try again.")


def _told(one: Considered | Consideration) -> tuple[str, date, str]:
    return (one.committee, one.considered_on, one.minutes)


def _take(scheme: Scheme, one: Consideration, *, by: str) -> None:
    """Take the one row in as an extract, which needs a file of cases, if one without any."""
    code = register.directory(scheme)[one.authority].code(scheme.year(one.year).end)
    with TemporaryDirectory() as folder:
        about = f'sample = {str(register.is_sample()).lower()}\ntitle = "said by an authority"\n'
        (Path(folder) / "extract.toml").write_text(about, encoding="utf-8")
        (Path(folder) / "cases.csv").write_text(",".join(CASES.required) + "\n", encoding="utf-8")
        with (Path(folder) / "considered.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(CONSIDERED.names)
            writer.writerow([code, one.year, one.committee, one.considered_on.isoformat(), one.minutes])
        try:
            take(Path(folder), scheme, by=by, only_case=NO_CASE)
        except Refused as refused:
            raise Refusal(*(f"{found.column}: expected {found.expected}" for found in refused.problems)) from None
