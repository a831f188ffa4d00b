"""Letting go of personal data whose time is over, as the scheme says for each kind."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from upheld.access.actions import record
from upheld.access.models import Account, Invitation
from upheld.casework.code import keeping as code_keeping
from upheld.casework.code.models import SelfAssessmentFile
from upheld.casework.remedies import letting_go
from upheld.casework.remedies.models import EvidenceFile
from upheld.casework.statements import keeping
from upheld.casework.training.models import Comer, Feedback
from upheld.delivery.models import Message
from upheld.desk.erasing import CONTACTS, NOWHERE, WAITING, delete, delete_files, empty_account, empty_messages
from upheld.desk.place import directory
from upheld.editions.check_round.models import QueryFile
from upheld.register.models import Contact, PriorRow
from upheld.vocabulary.scheme import Retention


def before(now: datetime, months: int) -> datetime:
    """The same time of day some months earlier; on 31 March a month earlier is the last of February."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def let_go(periods: Retention, now: datetime, *, by: str) -> dict[str, int]:
    """Let go of what is past its period, and of sessions that are over; returns how many rows of each kind."""
    Session.objects.filter(expire_date__lt=now).delete()
    gone = {
        kind: LETS_GO[kind](before(now, months)) for kind, months in periods if months is not None and kind in LETS_GO
    }
    if any(gone.values()):
        record("let go of what is past its period", "personal data", by=by, **gone)
    return gone


def _contacts(limit: datetime) -> int:
    ended = [one.id for one in directory() if one.end_on and one.end_on < limit.date()]
    replaced = PriorRow.objects.filter(table=CONTACTS, changed_at__lt=limit)
    return delete(Contact.objects.filter(authority__in=ended)) + delete(replaced)


def _messages(limit: datetime) -> int:
    old = Message.objects.filter(changed_at__lt=limit).exclude(state__in=WAITING)
    return empty_messages(old.exclude(recipient__endswith=f"@{NOWHERE}"))


def _accounts(limit: datetime) -> int:
    unused = Q(last_login__lt=limit) | Q(last_login=None, date_joined__lt=limit)
    return sum(map(empty_account, Account.objects.filter(unused).exclude(email="")))


def _invitations(limit: datetime) -> int:
    return delete(Invitation.objects.filter(expires_at__lt=limit))


def _uploads(limit: datetime) -> int:
    queries = delete_files(QueryFile.objects.filter(query__asked_at__lt=limit))
    evidence = delete_files(EvidenceFile.objects.filter(evidence__at__lt=limit))
    return queries + evidence + delete_files(SelfAssessmentFile.objects.filter(at__lt=limit))


def _training(limit: datetime) -> int:
    """Who came, and what people wrote of it; their answers in numbers stay."""
    written = Feedback.objects.filter(session__ends_at__lt=limit).exclude(comment="")
    return delete(Comer.objects.filter(booking__session__ends_at__lt=limit)) + written.update(comment="")


LETS_GO: dict[str, Callable[[datetime], int]] = {
    "contacts": _contacts,
    "messages": _messages,
    "accounts": _accounts,
    "invitations": _invitations,
    "uploads": _uploads,
    "training": _training,
    "remedies": letting_go.forget_older,
    "decisions": keeping.let_go,
    "assessments": code_keeping.let_go,
}
"""By kind: lets go of what is older than a time, and says how many rows that were. Other parts add theirs."""
