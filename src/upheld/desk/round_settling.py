"""Mails of a check round that wait for a person: doubtful, refused or come back. Somebody says what became of each."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.delivery import actions as messages
from upheld.delivery import inviting
from upheld.delivery.models import Message
from upheld.delivery.states import MoveRefused, State
from upheld.desk import jobs
from upheld.desk.pages import account, edition_or_404, refuse, say
from upheld.desk.round_mails import SEND
from upheld.desk.sending_views import SAID, WORDS
from upheld.editions.models import Edition


@require_POST
@allowed(Action.SETTLE_MESSAGE)
def settle(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """What this person knows of a mail, with how they know it."""
    edition, reason = edition_or_404(pk), request.POST.get("reason", "").strip()[:300]
    row = inviting.mails_of(edition).filter(pk=message).first()
    to = SAID.get(request.POST.get("what", ""))
    if row is None or to is None or not reason:
        refuse(request, "Choose what became of the mail, and say how you know.")
        return redirect("check_round", pk)
    try:
        _settled(edition, row, to, reason, by=account(request))
    except MoveRefused as refusal:
        refuse(request, str(refusal))
    else:
        say(request, f"On record: {WORDS[to]}.")
    return redirect("check_round", pk)


@transaction.atomic
def _settled(edition: Edition, row: Message, to: State, reason: str, *, by: str) -> None:
    """On record; what goes again is asked for in the same moment."""
    messages.say(row, to, reason=reason, by=by)
    if to == State.PLANNED:
        jobs.ask(SEND, edition, by=by, occasion=row.occasion, reminding=row.kind == inviting.REMINDER)


urlpatterns = [
    path("editions/<int:pk>/check-round/<int:message>/settle", settle, name="check_round_settle"),
]
