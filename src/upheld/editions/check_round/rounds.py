"""Opening and closing a check round. Moments are aware; the deadline itself is too late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.editions import actions
from upheld.editions.check_round.models import NoReply, Query, Round
from upheld.editions.check_round.reading import signed_as_they_are
from upheld.editions.check_round.words import QueryState
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name, figures_of
from upheld.editions.states import MoveRefused, State


def current(edition: Edition) -> Round | None:
    """The last round of an edition, open or closed; None where there was none."""
    return Round.objects.filter(edition=edition).order_by("-number").first()


def is_open(one: Round | None, now: datetime) -> bool:
    """Whether authorities may still answer."""
    return one is not None and one.closed_at is None and now < one.closes_at


@transaction.atomic
def open_round(
    edition: Edition, *, closes_at: datetime, now: datetime, by: str, remind_days: Iterable[int] = ()
) -> Round:
    """Ask authorities to look at a draft until a deadline. Raises `MoveRefused`.

    ``remind_days``: how many days before the deadline those without an answer are reminded.
    """
    if closes_at <= now:
        raise MoveRefused("the deadline must lie in the future")
    actions.move(edition, State.CHECK_OPEN, by=by, reason=f"until {closes_at.isoformat()}")
    before = current(edition)
    return Round.objects.create(
        edition=edition,
        number=before.number + 1 if before else 1,
        closes_at=closes_at,
        remind_days=sorted(set(remind_days), reverse=True),
        opened_at=now,
        opened_by=by,
    )


@transaction.atomic
def extend(edition: Edition, *, closes_at: datetime, now: datetime, by: str) -> Round:
    """Give authorities more time: the deadline moves later, never earlier. Raises `MoveRefused`."""
    one = held(edition)
    if closes_at <= max(now, one.closes_at):
        raise MoveRefused("a deadline can only be moved to a later one")
    record("extend check round", edition_name(edition), by=by, was=str(one.closes_at), until=str(closes_at))
    one.closes_at = closes_at
    one.save(update_fields=["closes_at"])
    return one


@transaction.atomic
def close_round(edition: Edition, *, now: datetime, by: str, reason: str = "") -> Round:
    """End a round and put on record who did not reply.

    Before the deadline it takes everybody's answer, or a reason. Raises `MoveRefused`.
    """
    one = held(edition)
    silent = without_answer(one, figures_of(edition).authorities)
    if now < one.closes_at and silent and not reason.strip():
        raise MoveRefused(f"the deadline has not passed and {len(silent):,} have not answered: wait, or say why not")
    actions.move(edition, State.CHECK_CLOSED, by=by, reason=reason)
    NoReply.objects.bulk_create([NoReply(round=one, authority=authority) for authority in silent])
    one.closed_at, one.closed_by = now, by
    one.closed_early_because = reason if now < one.closes_at else ""
    one.save(update_fields=["closed_at", "closed_by", "closed_early_because"])
    return one


def held(edition: Edition) -> Round:
    """The open round of an edition, held until the transaction ends. Raises `MoveRefused` where none is open."""
    Edition.objects.select_for_update().get(pk=edition.pk)  # whoever answers or closes waits here
    one = Round.objects.filter(edition=edition, closed_at=None).order_by("-number").first()
    if one is None:
        raise MoveRefused("no check round is open")
    return one


def held_for_answers(edition: Edition, now: datetime) -> Round:
    """The round that an authority answers in, held. Raises `Refusal` once it is too late."""
    try:
        one = held(edition)
    except MoveRefused:
        raise Refusal("The check round is not open.") from None
    if now >= one.closes_at:
        raise Refusal("The deadline of the check round has passed.")
    return one


def without_answer(one: Round, authorities: Iterable[str]) -> list[str]:
    """Ids of those that neither signed off the figures as they are nor queried anything (and did not take it back)."""
    signed = set(signed_as_they_are(one))
    asked = Query.objects.filter(round=one).exclude(state=QueryState.WITHDRAWN)
    answered = signed | set(asked.values_list("authority", flat=True))
    return [authority for authority in authorities if authority not in answered]
