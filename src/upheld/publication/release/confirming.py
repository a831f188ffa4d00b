"""A register that came back from a backup publishes nothing until a person has confirmed its calendar.

The backup may be older than a move or a cancellation, and only a person can hold its calendar against the one on the
site. Two rows of the audit trail say where this stands: they are never removed, and no way to publish passes them by.
"""

from __future__ import annotations

from upheld.access.actions import record
from upheld.access.models import AuditEntry

HELD, CONFIRMED = "hold the calendar", "confirm the calendar"
CALENDAR = "the calendar"
WAITS = (
    "the register came back from a backup: a person must hold the calendar against the one on the site, and confirm it"
)


def hold(*, by: str, why: str) -> None:
    """From now on nothing is published, until somebody confirms the calendar."""
    record(HELD, CALENDAR, by=by, why=why)


def is_held() -> bool:
    """Whether the calendar waits for a person."""
    last = AuditEntry.objects.filter(action__in=(HELD, CONFIRMED)).order_by("-pk").first()
    return last is not None and last.action == HELD


def confirm(*, by: str) -> bool:
    """Say that the calendar is right as it stands; returns whether it waited for that."""
    if not is_held():
        return False
    record(CONFIRMED, CALENDAR, by=by)
    return True
