"""Sending what is planned: each message once, whatever stops it.

Between two commits lies the step that cannot be taken back: the first says that it is about to be taken, the second
what came of it. Killed before the first, nothing was sent and the message goes with the next run. Killed between them,
the message is doubtful and waits for a person. So nothing is lost, and nothing goes twice by itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from upheld.delivery.models import Message, Run
from upheld.delivery.moving import moved
from upheld.delivery.pace import Pace
from upheld.delivery.runs import seen, sending
from upheld.delivery.states import State
from upheld.delivery.transports import Answer, Attachment, Outcome, Outgoing, Transport, TransportFailed
from upheld.operations.stopping import heed

AT_ONCE = 20  # messages held at a time: what a run that dies lets go of
FAILURES_IN_A_ROW = 3
LATER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""How long to wait after a server said "not now", time after time; then a person looks."""

EITHER, INTENDED = (State.PLANNED, State.INTENDED), (State.INTENDED,)
BECOMES = {
    Outcome.ACCEPTED: (INTENDED, State.ACCEPTED),
    Outcome.DOUBTFUL: (INTENDED, State.DOUBTFUL),
    Outcome.REFUSED: (EITHER, State.REFUSED),
    Outcome.NOT_NOW: (EITHER, State.PLANNED),
}
"""What an answer is said of, and what it makes of a message."""


class TakenAway(Exception):
    """Somebody dropped the message, or another run sends it."""


@dataclass
class Sent:
    """What a run came to: how many messages became what, and why it ended early if it did."""

    became: Counter[str] = field(default_factory=Counter)
    failed: str = ""


def send(
    occasion: str,
    transport: Transport,
    *,
    by: str,
    pace: Pace | None = None,
    tell: Callable[[Message, State], None] = lambda *_: None,
) -> Sent:
    """Send what is planned for an occasion and due, one message after the other; returns what became of it.

    Told to stop, it raises `Stopped` between two messages: the rest stays planned.
    """
    sent, pace = Sent(), pace or Pace()
    with sending(by) as run:
        try:
            for message in _held(run, occasion):
                heed()
                pace.wait()
                if became := _tried(message, transport, run, pace):
                    sent.became[became] += 1
                    tell(message, became)
        except TransportFailed as failed:
            sent.failed = str(failed)
            Run.objects.filter(pk=run.pk).update(told=sent.failed)
        finally:
            transport.close()
    return sent


def _flushed(yes: bool) -> None:
    """Whether SQLite waits for the disk at each commit.

    An intention must outlive the machine, not only the process, before the message goes. What came of it need not: lost
    with the machine, it leaves the message doubtful, which is true. PostgreSQL waits at each commit.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={'FULL' if yes else 'NORMAL'}")


def _held(run: Run, occasion: str) -> Iterator[Message]:
    """The messages that are due, some at a time, held so that no other run takes them."""
    due = Q(not_before=None) | Q(not_before__lte=timezone.now())
    free = Message.objects.filter(due, occasion=occasion, state=State.PLANNED, run=None)
    while ids := list(free.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        free.filter(pk__in=ids).update(run=run)
        seen(run)
        yield from Message.objects.filter(pk__in=ids, run=run, state=State.PLANNED).order_by("pk")


def _tried(message: Message, transport: Transport, run: Run, pace: Pace) -> State | None:
    """Hand one message over, again where the connection was lost before anything was sent."""
    try:
        outgoing = _outgoing(message)
    except OSError as missing:
        return _refused(message, run, str(missing.strerror))
    except ValueError as wrong:
        return _refused(message, run, str(wrong))
    for attempt in range(1, FAILURES_IN_A_ROW + 1):
        try:
            return _settled(message, run, transport.send(outgoing, lambda: _intend(message, run)))
        except TakenAway:
            return None
        except TransportFailed:
            moved(message.pk, [State.INTENDED], State.PLANNED, by=run.by, held_by=run.pk)
            if attempt == FAILURES_IN_A_ROW:
                raise
            pace.sleep(attempt)
    return None


def _intend(message: Message, run: Run) -> None:
    _flushed(True)
    try:
        if not moved(message.pk, [State.PLANNED], State.INTENDED, by=run.by, held_by=run.pk):
            raise TakenAway
    finally:
        _flushed(False)


def _outgoing(message: Message) -> Outgoing:
    """The message with its files as they were when it was planned. Raises ValueError where one is another now."""
    for one in message.attached:
        if hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest() != one["sha256"]:
            raise ValueError(f"{one['name']} is not the file that this message was planned with; plan it again")
    attached = tuple(Attachment(one["name"], Path(one["path"])) for one in message.attached)
    return Outgoing(message.message_id, message.recipient, message.name, message.subject, message.text, attached)


def _refused(message: Message, run: Run, told: str) -> State | None:
    became = moved(message.pk, [State.PLANNED], State.REFUSED, by=run.by, told=told, run=None, held_by=run.pk)
    return State.REFUSED if became else None


def _settled(message: Message, run: Run, answer: Answer) -> State | None:
    """Put an answer on record; None where a person was quicker."""
    before, to = BECOMES[answer.outcome]
    attempts, later = message.attempts + 1, None
    if answer.outcome == Outcome.NOT_NOW:
        if attempts > len(LATER):
            to = State.REFUSED
        else:
            later = timezone.now() + LATER[attempts - 1]
    became = moved(
        message.pk,
        before,
        to,
        by=run.by,
        told=answer.told,
        remote=answer.remote,
        attempts=attempts,
        not_before=later,
        run=None,
        held_by=run.pk,
    )
    return to if became else None
