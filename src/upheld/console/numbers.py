"""Numbers about the work on a register and about mails, asked of the database when Prometheus asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

WORK = {"back up": "backup", "renew the bundle": "renewal", "upgrade": "upgrade", "intake": "intake"}
"""Rows of the trail whose last moment is told, by what it is called in a number."""


class Numbers:
    """Numbers that are asked of a database at each look."""

    def describe(self) -> list[Any]:
        """Nothing: the database is not asked before somebody looks."""
        return []


class OfTheRegister(Numbers):
    """Jobs, messages, and when things were last done. Where the register cannot be read, only that is told."""

    def __init__(self) -> None:
        self.last_done = LastDone()

    def collect(self) -> Iterator[Any]:
        """Every number; none holds anything of a person."""
        from django.db import Error, connection
        from prometheus_client.core import GaugeMetricFamily as Gauge

        found: list[Any] = []
        try:
            found += [*_jobs(Gauge), *_messages(Gauge), *self.last_done.collect(Gauge), *_worker(Gauge)]
        except Error:
            found = []
        finally:
            connection.close()
        yield Gauge("upheld_register_answers", "1 where the register could be asked.", value=int(bool(found)))
        yield from found


def _jobs(gauge: Any) -> Iterator[Any]:
    from django.db.models import Count, Min, Q
    from django.utils import timezone

    from upheld.desk.models import Job

    now = timezone.now()
    due = Q(not_before=None) | Q(not_before__lte=now)
    is_open, waits = Q(ended_at=None), Q(ended_at=None, worker="")
    states = {
        "waiting": waits & due,
        "later": waits & ~due,
        "running": is_open & ~Q(worker=""),
        "failed": ~is_open & Q(failed=True),
        "done": ~is_open & Q(failed=False),
    }
    counts = Job.objects.aggregate(
        **{f"jobs_{state}": Count("pk", filter=which) for state, which in states.items()},
        oldest=Min("asked_at", filter=waits & due & Q(not_before=None)),
        oldest_due=Min("not_before", filter=waits & due),
    )
    jobs = gauge("upheld_jobs", "Jobs of the worker, by how far they are.", labels=["state"])
    for state in states:
        jobs.add_metric([state], counts[f"jobs_{state}"])
    yield jobs
    since = [one for one in (counts["oldest"], counts["oldest_due"]) if one is not None]
    age = max(0.0, (now - min(since)).total_seconds()) if since else 0.0
    yield gauge("upheld_job_oldest_waiting_seconds", "How long the oldest job that is due has waited.", value=age)


def _messages(gauge: Any) -> Iterator[Any]:
    from django.db.models import Count

    from upheld.delivery.models import Message
    from upheld.delivery.states import State

    counts = dict(Message.objects.values_list("state").annotate(Count("pk")).order_by())
    yield mails(gauge, "upheld_messages", "Messages to authorities, by state.", {**dict.fromkeys(State, 0), **counts})


def mails(gauge: Any, name: str, told: str, counts: dict[str, int]) -> Any:
    """A number for each state of mails."""
    made = gauge(name, told, labels=["state"])
    for state, count in counts.items():
        made.add_metric([str(state)], count)
    return made


class LastDone:
    """When each kind of work was last done. The trail is read once; after that only what was added to it."""

    def __init__(self) -> None:
        self.read_to, self.at = 0, dict[str, datetime]()

    def collect(self, gauge: Any) -> Iterator[Any]:
        """``upheld_last_success_seconds``."""
        from django.db.models import Max

        from upheld.access.models import AuditEntry

        newest = AuditEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        rows = AuditEntry.objects.filter(pk__gt=self.read_to, pk__lte=newest, action__in=WORK)
        self.at |= dict(rows.values_list("action").annotate(Max("at")).order_by())
        self.read_to = newest
        done = gauge("upheld_last_success_seconds", "When this was last done without a fault.", labels=["work"])
        for action, at in self.at.items():
            done.add_metric([WORK[action]], at.timestamp())
        yield done


def _worker(gauge: Any) -> Iterator[Any]:
    from upheld.desk.signs_of_life import last

    sign = last()
    at = sign.at if sign else datetime.fromtimestamp(0)  # noqa: DTZ006  # the beginning: nobody ever was there
    yield gauge("upheld_worker_sign_of_life_seconds", "When a worker last said that it lives.", value=at.timestamp())


class OfFollowing(Numbers):
    """Mails to followers and how many follow, asked of the database of subscriptions."""

    def collect(self) -> Iterator[Any]:
        """Every number; none holds anything of a person."""
        from django.db import Error, connection
        from django.db.models import Count
        from prometheus_client.core import GaugeMetricFamily as Gauge

        from upheld.delivery.states import State
        from upheld.publication.subscriptions.models import Follower, Mail

        found: list[Any] = []
        try:
            counts = dict(Mail.objects.values_list("state").annotate(Count("pk")).order_by())
            every = {**dict.fromkeys(State, 0), **counts}
            found.append(mails(Gauge, "upheld_follower_mails", "Mails to followers, by state.", every))
            found.append(Gauge("upheld_followers", "How many follow something.", value=Follower.objects.count()))
        except Error:
            found = []
        finally:
            connection.close()
        yield Gauge("upheld_subscriptions_answer", "1 where the database could be asked.", value=int(bool(found)))
        yield from found
