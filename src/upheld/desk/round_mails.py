"""Putting a check round's mails on record: invitations now, reminders when their day has come.

Each kind is planned once for an occasion, so that nobody gets the same one twice, however often it is asked for.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from upheld.delivery import inviting
from upheld.delivery.actions import plan
from upheld.delivery.transports.chosen import sender
from upheld.desk import jobs
from upheld.desk.place import directory, scheme
from upheld.editions.check_round import rounds
from upheld.editions.check_round.models import Round
from upheld.editions.check_round.reading import year_figures
from upheld.editions.models import Edition
from upheld.register import queries as register

SEND, REMIND = "send round", "remind round"
"""Kinds of work: to send what is planned, and to plan the reminders of a day, where they are still due."""


def here(moment: datetime) -> datetime:
    """A moment as clocks show it where the ombudsman is."""
    return moment.astimezone(ZoneInfo(scheme().time_zone))


@transaction.atomic
def invite(edition: Edition, one: Round, *, now: datetime, by: str) -> int:
    """Plan the invitations and ask for them to be sent; returns how many."""
    found = inviting.invitations(scheme(), directory(), edition, one.closes_at, register.contacts())
    return _planned(edition, inviting.occasion_of(edition, one.number), found, False, now, by)


@transaction.atomic
def remind(edition: Edition, one: Round, on: date, *, now: datetime, by: str) -> int:
    """Plan the reminders of a day for those without an answer, and ask for them to be sent; returns how many."""
    silent = rounds.without_answer(one, year_figures(edition).authorities)
    found = inviting.reminders(scheme(), directory(), edition, one.closes_at, register.contacts(), silent)
    return _planned(edition, inviting.reminder_occasion(edition, one.number, on), found, True, now, by)


def _planned(edition: Edition, occasion: str, found: inviting.Invited, reminding: bool, now: datetime, by: str) -> int:
    new = plan(occasion, found.drafts, domain=sender(settings, now).domain, by=by)
    jobs.ask(SEND, edition, by=by, occasion=occasion, reminding=reminding)
    return new


def ask_for_reminders(edition: Edition, one: Round, *, now: datetime, by: str) -> None:
    """Ask for the reminders whose moment lies ahead: so many days before the deadline, at its hour."""
    for days in one.remind_days:
        if (due := one.closes_at - timedelta(days=days)) > now:
            jobs.ask(REMIND, edition, by=by, not_before=due, days=days)


def remind_when_due(edition: Edition, days: int, *, now: datetime, by: str) -> int | None:
    """Plan the reminders so many days before the deadline; None where they are not due, as it moved or is over."""
    one = rounds.current(edition)
    if one is None or not rounds.is_open(one, now) or days not in one.remind_days:
        return None
    due = one.closes_at - timedelta(days=days)
    return remind(edition, one, here(due).date(), now=now, by=by) if due <= now else None
