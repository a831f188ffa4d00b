"""Asking for work, taking it up, and telling how far it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from upheld.access.actions import record
from upheld.delivery.processes import process_lives, this_process
from upheld.desk.models import Job
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name

IN_WORDS = {
    "redraw": "drawing figures and letters",
    "reprint": "drawing letters",
    "correct": "drawing the correcting edition",
    "send": "sending to the authorities",
    "rehearse": "sending to oneself",
    "send round": "writing to link officers",
    "remind round": "reminding link officers",
    "remind of remedies": "reminding of remedies",
    "write about training": "writing to those who come to training",
    "look for drifts": "looking for drifts",
    "show the calendar": "showing the calendar on the site",
    "prepare a release": "preparing the release",
    "publish": "publishing",
}
"""What each kind of work is called on pages."""
STALLED = "the worker ended in the middle of it; it is begun again"


@transaction.atomic
def ask(kind: str, edition: Edition | None, *, by: str, not_before: datetime | None = None, **detail: object) -> Job:
    """Ask for work. The same work asked for again, and not yet begun, is one job."""
    waiting = Job.objects.select_for_update().filter(kind=kind, edition=edition, detail=detail, begun_at=None)
    if same := waiting.filter(ended_at=None, not_before=not_before).first():
        return same
    record(f"ask: {kind}", edition_name(edition) if edition else kind, by=by, **detail)
    return Job.objects.create(
        kind=kind, edition=edition, detail=detail, by=by, asked_at=timezone.now(), not_before=not_before
    )


@transaction.atomic
def take_next(kinds: list[str], now: datetime) -> Job | None:
    """The oldest job of some kinds that is due and nobody has, now held by this process; None where there is none.

    ``now`` is the time by a clock that the caller trusts: what waits for its moment is not taken before.
    """
    open_ones = Job.objects.select_for_update().filter(kind__in=kinds, ended_at=None, worker="")
    due = open_ones.filter(Q(not_before=None) | Q(not_before__lte=now))
    job = due.order_by("not_before", "pk").first()
    if job is None:
        return None
    job.worker, job.begun_at, job.told = this_process(), now, ""
    job.save(update_fields=["worker", "begun_at", "told"])
    return job


def moved(job: Job, done: int, total: int) -> None:
    """Say how far it is."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total)


def end(job: Job, told: str, *, failed: bool = False) -> None:
    """Say what came of it."""
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now(), told=told[:500], failed=failed)


def stop_due(kinds: list[str], *, told: str) -> int:
    """End what is asked for and due without doing it, for somebody to ask again; returns how many jobs."""
    now = timezone.now()
    due = Job.objects.filter(Q(not_before=None) | Q(not_before__lte=now), kind__in=kinds, ended_at=None)
    return due.update(ended_at=now, told=told, failed=True)


def let_go_of_dead() -> int:
    """Give back what workers that died held; returns how many jobs."""
    held = Job.objects.filter(ended_at=None).exclude(worker="")
    dead = [job.pk for job in held if not process_lives(job.worker)]
    return Job.objects.filter(pk__in=dead, ended_at=None).update(worker="", begun_at=None, told=STALLED)


def give_back(kinds: list[str]) -> int:
    """Give back what this process holds of some kinds and is not doing; returns how many jobs."""
    held = Job.objects.filter(kind__in=kinds, ended_at=None, worker=this_process())
    return held.update(worker="", begun_at=None, told=STALLED)


def of(edition: Edition, kind: str = "") -> list[Job]:
    """The jobs of an edition, newest first."""
    found = Job.objects.filter(edition=edition, **({"kind": kind} if kind else {}))
    return list(found.order_by("-pk"))


def for_release(release: int) -> list[Job]:
    """The jobs of a release, newest first."""
    return list(Job.objects.filter(detail__release=release).order_by("-pk"))
