"""Asking for the mails of a session: whenever something happens to it, and a day before it begins."""

from __future__ import annotations

from django.utils import timezone

from upheld.casework.training.happening import HEARS
from upheld.casework.training.models import Session
from upheld.delivery.training import remind_at
from upheld.desk import jobs

KIND = "write about training"


def ask(session: Session, by: str) -> None:
    """Ask the worker to write to those who come, now and when the reminder is due; once where asked twice."""
    jobs.ask(KIND, None, by=by, session=session.pk)
    due = remind_at(session)
    if due > timezone.now():
        jobs.ask(KIND, None, by=by, not_before=due, session=session.pk)


if ask not in HEARS:
    HEARS.append(ask)
