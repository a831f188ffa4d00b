"""What the worker does about remedies each morning: reminders are put on record, and sent."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from upheld.console.letters_work import MAIL
from upheld.console.words import number
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.desk.models import Job

KIND = "remind of remedies"
MORNING = time(8)
"""By clocks where the ombudsman is."""


@does(KIND, lane=MAIL)
def remind_in(job: Job, _out: Path) -> str:
    """The worker's way in; then the next morning is asked for, also where this one failed."""
    try:
        return remind(datetime.now(UTC), by=job.by)
    finally:
        ask_for_next(datetime.now(UTC))


def remind(now: datetime, *, by: str) -> str:
    """Plan the reminders that are due and send them; what is planned already goes once. Raises `Refused`."""
    from django.conf import settings

    from upheld.casework.remedies import queries
    from upheld.delivery import sending
    from upheld.delivery.remedy_reminders import Reminders
    from upheld.delivery.transports.chosen import sender, transport
    from upheld.desk.place import directory, scheme
    from upheld.register import queries as register

    if not settings.UPHELD_MAIL:
        return "no mail is set up"
    known, of = directory(), scheme()
    today = now.astimezone(ZoneInfo(of.time_zone)).date()
    reminders = Reminders(of, known, today, register.is_sample())
    from_us = sender(settings, now)
    occasions = reminders.plan(queries.followed(known, today), register.contacts(), domain=from_us.domain, by=by)
    became: dict[str, int] = {}
    for occasion in occasions:
        sent = sending.send(occasion, transport(settings, from_us), by=by)
        if sent.failed:
            raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {sent.failed}")])
        for state, count in sent.became.items():
            became[state] = became.get(state, 0) + count
    return "; ".join(f"{number(count, 'reminder')} {state}" for state, count in sorted(became.items())) or "none is due"


def ask_for_next(now: datetime) -> None:
    """Ask for the next morning, once: this one, while nothing was asked for it and it is not over."""
    from upheld.desk.jobs import ask
    from upheld.desk.models import Job
    from upheld.desk.place import scheme

    here = now.astimezone(ZoneInfo(scheme().time_zone))
    asked = set(Job.objects.filter(kind=KIND).values_list("detail__on", flat=True))
    on = here.date() if here.date().isoformat() not in asked else here.date() + timedelta(days=1)
    if on.isoformat() not in asked:
        moment = datetime.combine(on, MORNING, tzinfo=here.tzinfo)
        ask(KIND, None, by="worker", not_before=moment, on=on.isoformat())
