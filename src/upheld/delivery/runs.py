"""Who sends at the moment. What a dead run held is found again: the planned is free, the intended is doubtful."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from upheld.delivery.models import Message, Run
from upheld.delivery.moving import moved
from upheld.delivery.processes import process_lives, this_process
from upheld.delivery.states import State

SILENT_FOR = timedelta(minutes=30)
"""A run elsewhere that was not seen for so long is dead: three times the longest wait for an answer."""
NO_ANSWER = "sending was stopped after the message was handed over and before an answer came"


@contextmanager
def sending(by: str) -> Iterator[Run]:
    """A run of this process, until its work is done or fails."""
    settle_dead(by=by)
    now = timezone.now()
    run = Run.objects.create(
        name=str(uuid.uuid4()), host=socket.gethostname(), process=this_process(), by=by, started_at=now, seen_at=now
    )
    try:
        yield run
    finally:
        _settle(run, by=by)


def seen(run: Run) -> None:
    """Say that a run is alive."""
    Run.objects.filter(pk=run.pk).update(seen_at=timezone.now())


def settle_dead(*, by: str) -> int:
    """Let go of what dead runs held; returns how many messages became doubtful by it."""
    return sum(_settle(run, by=by) for run in Run.objects.filter(ended_at=None) if not is_alive(run))


def _settle(run: Run, *, by: str) -> int:
    Message.objects.filter(run=run, state=State.PLANNED).update(run=None)
    left = Message.objects.filter(run=run, state=State.INTENDED).values_list("pk", flat=True)
    doubtful = sum(moved(pk, [State.INTENDED], State.DOUBTFUL, by=by, told=NO_ANSWER, run=None) for pk in [*left])
    Run.objects.filter(pk=run.pk, ended_at=None).update(ended_at=timezone.now())
    return doubtful


def is_alive(run: Run) -> bool:
    """Whether a run still works: on this machine its process is looked for, elsewhere it must have been seen lately."""
    if run.host == socket.gethostname():
        return process_lives(run.process)
    return timezone.now() - run.seen_at < SILENT_FOR
