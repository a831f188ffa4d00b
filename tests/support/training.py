"""A course with sessions, and what people do with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upheld.casework.training import sessions
from upheld.casework.training.models import Course, Session

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
STARTS = datetime(2022, 3, 15, 10, tzinfo=UTC)
ADUR, ASHFORD = "E07000223", "E07000105"


def wanted(**more: object) -> sessions.Planned:
    """A session of twelve places, online, in a fortnight."""
    course = more.pop("course", None) or Course.objects.get_or_create(title="Effective complaint handling")[0]
    usual = {
        "code": "W-1",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=3),
        "mode": "online",
        "place": "https://meet.ombudsman.example/w-1",
        "trainer": "Tom",
        "places": 12,
    }
    return sessions.Planned(course=course, **{**usual, **more})


def announced(**more: object) -> Session:
    """One that can be booked."""
    now = more.pop("now", NOW)
    planned = sessions.plan_session(wanted(**more), now=now, by="tom")
    return sessions.announce(planned.pk, now=now, by="tom")
