"""What the worker does with a check round's mails: sends those that are planned, to those whom they still concern."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.letters_work import MAIL
from upheld.console.words import number
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.desk.models import Job

KIND, REMIND = "send round", "remind round"


@does(KIND, lane=MAIL)
def send_round_in(job: Job, _out: Path) -> str:
    """The worker's way in: mails need no folder of reviews."""
    return send_round(job)


@does(REMIND, lane=MAIL)
def remind_round_in(job: Job, _out: Path) -> str:
    """Plan the reminders of a day, which then are sent; nothing where the round is over or its deadline moved."""
    from upheld.desk.round_mails import remind_when_due

    new = remind_when_due(job.edition, job.detail["days"], now=datetime.now(UTC), by=job.by)
    return "not due: the round is over, or its deadline moved" if new is None else f"{number(new, 'reminder')} planned"


def send_round(job: Job) -> str:
    """Send what is planned for the job's occasion; returns what came of it.

    Begun again, it goes on where it stopped. What nobody needs any more, as the round is over or the authority has
    answered a reminder before it went, is dropped. Raises `Refused` where mail cannot be sent.
    """
    from django.conf import settings

    from upheld.delivery import inviting, sending
    from upheld.delivery.transports.chosen import sender, transport

    occasion, now = job.detail["occasion"], datetime.now(UTC)
    dropped = inviting.drop_needless(job.edition, occasion, reminding=bool(job.detail.get("reminding")), now=now)
    sent = sending.send(occasion, transport(settings, sender(settings, now)), by=job.by)
    if sent.failed:
        raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {sent.failed}")])
    _go_on_later(job, occasion)
    lines = [f"{number(count, 'message')} {state}" for state, count in sorted(sent.became.items())]
    return "; ".join([*lines, *([f"{number(dropped, 'message')} dropped"] if dropped else [])]) or "nothing to send"


def _go_on_later(job: Job, occasion: str) -> None:
    """What a server put off is asked for again when its time has come."""
    from upheld.delivery.queries import progress
    from upheld.desk.jobs import ask

    if waits := progress(occasion).waits_until:
        ask(KIND, job.edition, by=job.by, not_before=waits, **job.detail)
