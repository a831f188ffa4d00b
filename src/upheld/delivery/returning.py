"""Messages of a register that came back from a backup: what has become of them since is not known."""

from __future__ import annotations

from django.utils import timezone

from upheld.delivery.models import Message, Run
from upheld.delivery.moving import moved
from upheld.delivery.states import State

WAITED = (State.PLANNED, State.INTENDED)


def doubt_what_waits(*, by: str, told: str) -> int:
    """Leave to a person what was to be sent: it may have gone since; returns how many messages that are."""
    waiting = [*Message.objects.filter(state__in=WAITED).values_list("pk", flat=True)]
    Run.objects.filter(ended_at=None).update(ended_at=timezone.now())
    fields = {"run": None, "not_before": None}
    return sum(moved(one, WAITED, State.DOUBTFUL, by=by, told=told, **fields) for one in waiting)


def files_are_at(was: str, now: str) -> None:
    """Have messages find the files that went with them where they lie now."""
    if not was or was == now:
        return
    for message in Message.objects.exclude(attached=[]).iterator():
        there = [{**one, "path": _moved(one["path"], was, now)} for one in message.attached]
        Message.objects.filter(pk=message.pk).update(attached=there)


def _moved(path: str, was: str, now: str) -> str:
    return f"{now}{path.removeprefix(was)}" if path.startswith(f"{was}/") else path
