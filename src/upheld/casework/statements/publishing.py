"""Letting a checked decision become public, the day from which it is, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.statements.models import Checked, DayException, Withdrawal
from upheld.casework.statements.texts import (
    TextNow,
    cells_of,
    put,
    reason_of,
    seen_now,
    usual_day,
    wording_of,
)
from upheld.register import writing
from upheld.register.models import Case, Decision
from upheld.vocabulary.scheme import Scheme


@transaction.atomic
def let_go(reference: str, *, seen: str, now: datetime, by: str) -> Checked:
    """Let a text that was checked become public, from its day on. Raises `Refusal` where it may not."""
    writing.lock()
    looked_at = seen_now(reference, seen)
    checked = Checked.objects.filter(reference=reference, wording=looked_at.wording).first()
    if checked is None:
        raise Refusal("Nobody has checked this text, or it was changed since: have it checked first.")
    if looked_at.withdrawn_on:
        raise Refusal("The decision is withdrawn.")
    if looked_at.never:
        raise Refusal("It was said that this decision never becomes public: choose a day first.")
    if checked.let_go_at is None:
        checked.let_go_by, checked.let_go_at = by, now
        checked.save()
        record("decision let go", reference, by=by, wording=looked_at.wording)
    return checked


@transaction.atomic
def choose_day(
    scheme: Scheme, reference: str, day: date | None, reason: str, *, seen: str, now: datetime, by: str
) -> None:
    """Make a decision public from another day, or never (None). The usual day needs no reason and ends the exception.

    Raises `Refusal` without a reason, before the decision, or where it is not what was looked at.
    """
    writing.lock()
    looked_at = seen_now(reference, seen)
    if looked_at.withdrawn_on:
        raise Refusal("The decision is withdrawn.")
    decided_on = Case.objects.values_list("decided_on", flat=True).get(pk=reference)
    was_public = _was_public(scheme, looked_at, timezone.localdate(now))
    DayException.objects.filter(reference=reference).delete()
    if day is None or decided_on is None or day != usual_day(scheme, decided_on):
        DayException.objects.create(
            reference=reference, day=day, reason=reason_of(reason), by=by, at=now, was_public=was_public
        )
    if day is not None and day != Decision.objects.get(pk=reference).public_from:
        put(scheme, reference, {**cells_of(looked_at), "public_from": day.isoformat()}, by=by)
    record("decision's day chosen", reference, by=by, day=day.isoformat() if day else "never")


@transaction.atomic
def withdraw(scheme: Scheme, reference: str, reason: str, *, seen: str, today: date, by: str) -> None:
    """Take a decision back, from today; the public page says that it was, and why.

    It is kept here too: the next extract may not know of it. Raises `Refusal`, also for one that is never to be public
    and never was.
    """
    writing.lock()
    looked_at = seen_now(reference, seen)
    if looked_at.withdrawn_on:
        raise Refusal("The decision is withdrawn already.")
    if reference in never_public():
        raise Refusal("The decision never was public and never will be: there is nothing to withdraw.")
    why, public_from = reason_of(reason), looked_at.public_from
    Withdrawal.objects.create(reference=reference, day=today, reason=why, public_from=public_from, by=by)
    cells = {"withdrawn_on": today.isoformat(), "withdrawn_reason": why}
    put(scheme, reference, {**cells_of(looked_at), **cells}, by=by)
    record("decision withdrawn", reference, by=by)


def held_back(as_at: date, *, check: bool, among: Collection[str] | None = None) -> frozenset[str]:
    """Cases whose decision may not be shown on a day, whatever the register says; with ``among`` of these cases alone.

    Those that never become public, whose chosen day is still to come, or that were withdrawn at the desk: an extract
    that does not know of it may have come since. With ``check`` also those of which nobody has checked this very
    wording, or let go.
    """
    later = DayException.objects.filter(Q(day__isnull=True) | Q(day__gt=as_at))
    held = {*later.values_list("reference", flat=True)}
    held.update(Withdrawal.objects.filter(day__lte=as_at).values_list("reference", flat=True))
    if check:
        let_go_of = Checked.objects.filter(let_go_at__isnull=False).values_list("reference", "wording")
        gone = set(let_go_of)
        rows = Decision.objects.all() if among is None else Decision.objects.filter(case__in=among)
        texts = rows.values_list("case_id", "title", "text").iterator()
        held.update(case for case, title, text in texts if (case, wording_of(title, text)) not in gone)
    return frozenset(held if among is None else held.intersection(among))


def never_public() -> frozenset[str]:
    """Cases whose decision is never to be public and never was: of these no withdrawal is told."""
    never = DayException.objects.filter(day__isnull=True, was_public=False)
    return frozenset(never.values_list("reference", flat=True))


def ever_let_go() -> frozenset[str]:
    """Cases of which some wording was let go: of a decision that never was, its withdrawal is not told either."""
    return frozenset(Checked.objects.filter(let_go_at__isnull=False).values_list("reference", flat=True))


def _was_public(scheme: Scheme, one: TextNow, today: date) -> bool:
    """Whether a decision has been public, now or before an exception from its day."""
    before = DayException.objects.filter(reference=one.reference).first()
    if before and (before.was_public or before.day is None):
        return before.was_public
    is_let_go = not scheme.statements.check_decisions or one.reference in ever_let_go()
    return is_let_go and one.public_from < today
