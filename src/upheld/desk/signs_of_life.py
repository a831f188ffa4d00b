"""Whether anybody works for the desk: a worker says so every few seconds, and others read when it last did."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta

from django.db import Error, connection
from django.utils import timezone

from upheld import __version__
from upheld.delivery.processes import this_process
from upheld.desk.models import SignOfLife

EVERY = timedelta(seconds=15)
SILENT_FOR = timedelta(minutes=2)
"""Whoever said nothing for so long is gone, or cannot write to the register: neither does any work."""
FORGOTTEN_AFTER = timedelta(days=1)
NEVER = "no worker has given a sign of life: start upheld desk work"
SILENT = "the worker gave its last sign of life {seconds:,} s ago: look whether upheld desk work runs"


def give(began_at: datetime) -> None:
    """Say that this process works for the desk. Machines that said nothing for a day are forgotten."""
    now = timezone.now()
    facts = {"process": this_process(), "version": __version__, "began_at": began_at, "at": now}
    SignOfLife.objects.update_or_create(machine=socket.gethostname(), defaults=facts)
    SignOfLife.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()


def last() -> SignOfLife | None:
    """The newest sign of life, whoever gave it."""
    return SignOfLife.objects.order_by("-at").first()


def silent_for() -> timedelta | None:
    """How long ago the newest was given; None where none ever was."""
    sign = last()
    return None if sign is None else max(timezone.now() - sign.at, timedelta())


def why_no_worker() -> str:
    """Why no work is done now, "" where it is."""
    try:
        silent = silent_for()
    except Error:
        return "whether a worker lives cannot be read"
    finally:
        connection.close()  # no request's: nothing else closes it
    if silent is None:
        return NEVER
    return SILENT.format(seconds=int(silent.total_seconds())) if silent > SILENT_FOR else ""
