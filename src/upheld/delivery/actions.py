"""What changes messages beside sending them: planning, what a person says, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from upheld.access.actions import record
from upheld.delivery.composing import message_id
from upheld.delivery.models import Message, Step
from upheld.delivery.moving import moved
from upheld.delivery.states import BY_A_PERSON, MoveRefused, State
from upheld.delivery.transports import Outcome, Transport


@dataclass(frozen=True)
class File:
    """A file that goes with a message, with its SHA-256."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class Draft:
    """A message as it is planned. ``version`` is the hash of the letter that it carries or is about."""

    version: str
    recipient: str
    kind: str
    authority: str
    name: str
    subject: str
    text: str
    files: tuple[File, ...] = ()


SUPERSEDED = "another version took its place"
"""Why a message is dropped by itself; what a person dropped stays dropped."""

PLANNING_TOGETHER = 5
"""How many may plan the same at the same moment."""


def plan(occasion: str, drafts: Sequence[Draft], *, domain: str, by: str) -> int:
    """Put messages on record to be sent; returns how many are new. Those that are there already stay as they are.

    One planned for an earlier version of a letter, and not yet handed over, is dropped: a person gets one letter. It is
    planned again where that version is wanted after all. Where the same files lie elsewhere now, those that have not
    gone yet find them there.
    """
    for _ in range(PLANNING_TOGETHER - 1):
        with suppress(IntegrityError):  # somebody else planned the same at this moment; theirs is there to be seen now
            return _planned(occasion, drafts, domain, by)
    return _planned(occasion, drafts, domain, by)


@transaction.atomic
def _planned(occasion: str, drafts: Sequence[Draft], domain: str, by: str) -> int:
    now = timezone.now()
    wanted = {(draft.version, draft.recipient.lower()): draft for draft in drafts}
    known = {(one.version, one.recipient) for one in Message.objects.filter(occasion=occasion)}
    not_gone = Q(state__in=(State.PLANNED, State.REFUSED)) | Q(state=State.DROPPED, told=SUPERSEDED)
    for older in Message.objects.filter(not_gone, occasion=occasion, run=None):
        _planned_before(older, wanted.get((older.version, older.recipient)), by)
    new = [_row(occasion, draft, domain, now) for key, draft in wanted.items() if key not in known]
    made = Message.objects.bulk_create(_not_gone_before(occasion, new))
    Step.objects.bulk_create([Step(message=one, at=now, state=State.PLANNED, by=by) for one in made])
    record("plan messages", occasion, by=by, messages=len(made))
    return len(made)


def _planned_before(older: Message, draft: Draft | None, by: str) -> None:
    """Let a message that has not gone be the one that is wanted now, or drop it."""
    if draft is None:
        if older.state == State.PLANNED:
            moved(older.pk, [State.PLANNED], State.DROPPED, by=by, told=SUPERSEDED)
        return
    Message.objects.filter(pk=older.pk).update(attached=_attached(draft))
    if older.state == State.DROPPED:
        moved(older.pk, [State.DROPPED], State.PLANNED, by=by, told="this version is wanted after all")


def _not_gone_before(occasion: str, rows: list[Message]) -> list[Message]:
    """Without those that went to people who were erased since, and whom a later extract brought back."""
    there = set(Message.objects.filter(occasion=occasion).values_list("message_id", flat=True))
    return [row for row in rows if row.message_id not in there]


def _row(occasion: str, draft: Draft, domain: str, now: object) -> Message:
    recipient = draft.recipient.lower()
    return Message(
        occasion=occasion,
        version=draft.version,
        recipient=recipient,
        kind=draft.kind,
        authority=draft.authority,
        name=draft.name,
        subject=draft.subject,
        text=draft.text,
        attached=_attached(draft),
        message_id=message_id(occasion, draft.version, recipient, domain),
        planned_at=now,
        changed_at=now,
    )


def _attached(draft: Draft) -> list[dict[str, str]]:
    return [{"name": one.name, "path": str(one.path), "sha256": one.sha256} for one in draft.files]


def say(message: Message, to: State, *, reason: str, by: str) -> None:
    """What a person says of a message: that it arrived, that it goes again, that it does not go.

    Raises `MoveRefused` where that cannot be said of it, or it has moved on in the meantime.
    """
    state = State(message.state)
    if to not in BY_A_PERSON.get(state, ()):
        raise MoveRefused(f"nobody can say of a message that is {state} that it is {to}")
    with transaction.atomic():
        if not moved(message.pk, [state], to, by=by, told=reason, run=None, not_before=None, held_by=message.run_id):
            raise MoveRefused("it has moved on in the meantime; look again")
        record(f"message {to}", message.message_id, by=by, was=state, reason=reason)


def ask_about_doubtful(occasion: str, transport: Transport, *, by: str) -> int:
    """Ask the service what became of doubtful messages; returns how many are settled. Over SMTP nobody can be asked."""
    settled = 0
    for message in Message.objects.filter(occasion=occasion, state=State.DOUBTFUL):
        answer = transport.ask(message.message_id)
        if answer and answer.outcome == Outcome.ACCEPTED:
            settled += moved(
                message.pk, [State.DOUBTFUL], State.ACCEPTED, by=by, told=answer.told, remote=answer.remote
            )
    return settled


RECEIVED = {
    "delivered": State.DELIVERED,
    "permanent-failure": State.BOUNCED,
    "temporary-failure": State.BOUNCED,
    "technical-failure": State.BOUNCED,
}
"""Notify's states in its callbacks: https://docs.notifications.service.gov.uk/rest-api.html#delivery-receipts"""


def receipt(reference: str, status: str, remote: str = "") -> bool:
    """What a service says came of a message, by its callback; False where the message or the state is not known.

    A receipt also settles a doubt: who can say that it was delivered, has it.
    """
    to = RECEIVED.get(status)
    message = Message.objects.filter(message_id=reference).first()
    if message is None or to is None or (message.remote and remote and message.remote != remote):
        return False
    return arrived_or_not(message, to, told=f"GOV.UK Notify says: {status}", by="receipt from GOV.UK Notify")


@transaction.atomic
def arrived_or_not(message: Message, to: State, *, told: str, by: str) -> bool:
    """Put what came back on record, once; a doubtful message was then accepted first."""
    if message.state in (State.DOUBTFUL, State.INTENDED):
        frm = State(message.state)
        moved(message.pk, [frm], State.ACCEPTED, by=by, told=told)
    frm = {State.DELIVERED: (State.ACCEPTED, State.BOUNCED), State.BOUNCED: (State.ACCEPTED, State.DELIVERED)}[to]
    return moved(message.pk, frm, to, by=by, told=told)
