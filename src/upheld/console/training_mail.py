"""What the worker does with the mails of a training session: plans those that there should be, and sends them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.letters_work import MAIL
from upheld.console.words import number
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.casework.training.models import Session
    from upheld.delivery.composing import Sender
    from upheld.delivery.transports import Transport
    from upheld.desk.models import Job

KIND, FOLDER = "write about training", "calendars"
AGAIN = timedelta(minutes=10)
"""How long after mails could not be sent that is tried again."""


@does(KIND, lane=MAIL)
def write_about_training(job: Job, out: Path) -> str:
    """Plan and send; begun again, it goes on where it stopped. Raises `Refused` where mail cannot be sent."""
    from django.conf import settings

    from upheld.casework.training.models import Session
    from upheld.delivery.queries import progress
    from upheld.delivery.training import occasion_of
    from upheld.delivery.transports.chosen import sender, transport
    from upheld.desk.jobs import ask

    session = Session.objects.select_related("course").filter(pk=job.detail["session"]).first()
    if session is None:
        return "the session is gone"
    if not session.bookings.exists():
        return "nobody to write to"
    try:
        who = sender(settings, datetime.now(UTC))
        became = plan_and_send(session, who, transport(settings, who), out, by=job.by)
    except Refused:
        again = datetime.now(UTC) + AGAIN
        if settings.UPHELD_MAIL and again < session.starts_at:  # where no mail is set up, waiting helps nobody
            ask(KIND, None, by=job.by, not_before=again, **job.detail)
        raise
    if waits := progress(occasion_of(session)).waits_until:
        ask(KIND, None, by=job.by, not_before=waits, **job.detail)
    return (
        "; ".join(f"{number(count, 'message')} {state}" for state, count in sorted(became.items())) or "nothing to send"
    )


def plan_and_send(session: Session, who: Sender, over: Transport, out: Path, *, by: str) -> dict[str, int]:
    """Put on record what should be sent of a session, and send it; returns what became of how many."""
    from upheld.delivery.actions import plan
    from upheld.delivery.sending import send
    from upheld.delivery.training import Mails, occasion_of
    from upheld.delivery.transports.notify import NotifyTransport
    from upheld.desk.place import scheme
    from upheld.register.queries import is_sample

    # Its service has a list of the kinds of files that it takes; calendar files are not on it.
    takes_calendars = not isinstance(over, NotifyTransport)
    mails = Mails(scheme(), session, who.address, out / FOLDER, is_sample(), datetime.now(UTC), takes_calendars)
    occasion = occasion_of(session)
    plan(occasion, mails.drafts(), domain=who.domain, by=by)
    sent = send(occasion, over, by=by)
    if sent.failed:
        raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {sent.failed}")])
    return dict(sent.became)
