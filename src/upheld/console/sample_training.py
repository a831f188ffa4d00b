"""Training for made-up cases: a course, with sessions that are coming, so that the desk and the portal show some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upheld.console.by import by

COMMAND = "desk sample"
COMING = (
    ("SAMPLE-T-1", 14, "online", "https://meet.sample.example/t-1", 20, True),
    ("SAMPLE-T-2", 28, "in_person", "Sample Room 2, 1 Example Street", 1, True),
    ("SAMPLE-T-3", 42, "online", "https://meet.sample.example/t-3", 20, False),
)
"""Code, in how many days, how, where, places, whether it is announced."""


def make(authority: str) -> None:
    """Make the sessions where there are none; ``authority`` (its id) has booked the only place of the second."""
    from upheld.casework.training import booking, sessions
    from upheld.casework.training.models import Session

    if Session.objects.exists():
        return
    who, now = by(COMMAND), datetime.now(UTC).replace(microsecond=0)
    title, purpose = "Sample course: effective complaint handling", "Made up. For people who answer complaints."
    course = sessions.add_course(title, purpose, by=who)
    for code, days, mode, place, places, is_announced in COMING:
        starts = (now + timedelta(days=days)).replace(hour=10, minute=0, second=0)
        wanted = sessions.Planned(course, code, starts, starts + timedelta(hours=3), mode, place, "Tom", places)
        session = sessions.plan_session(wanted, now=now, by=who)
        if is_announced:
            sessions.announce(session.pk, now=now, by=who)
        if places == 1:
            booking.book(session.pk, authority, 1, ["somebody@sample.example"], now=now, by=who)
