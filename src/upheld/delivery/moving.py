"""Moving a message from state to state: one statement that asks for the state before, so that one of two wins."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from upheld.delivery.models import Message, Step
from upheld.delivery.states import State, check_move


@transaction.atomic
def moved(message: int, frm: Iterable[State], to: State, *, by: str, told: str = "", **fields: object) -> bool:
    """Move a message that is in one of some states; False where it is in another.

    A field named ``held_by`` must hold too: the run that the message is with.
    """
    for state in frm:
        check_move(state, to)
    asked = Message.objects.filter(pk=message, state__in=[*frm])
    if "held_by" in fields:
        asked = asked.filter(run_id=fields.pop("held_by"))
    now = timezone.now()
    if not asked.update(state=to, told=told, changed_at=now, **fields):
        return False
    Step.objects.create(message_id=message, at=now, state=to, told=told, by=by)
    return True
