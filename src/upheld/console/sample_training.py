"""Training for made-up cases: a course, with sessions that are coming and one that is over, so that the desk and the
portal show some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from upheld.console.by import by

if TYPE_CHECKING:
    from upheld.casework.training.sessions import Planned

COMMAND = "desk sample"
SESSIONS = (
    ("SAMPLE-T-0", -7, "online", "https://meet.sample.example/t-0", 20, True),
    ("SAMPLE-T-1", 14, "online", "https://meet.sample.example/t-1", 20, True),
    ("SAMPLE-T-2", 28, "in_person", "Sample Room 2, 1 Example Street", 1, True),
    ("SAMPLE-T-3", 42, "online", "https://meet.sample.example/t-3", 20, False),
)
"""Code, in how many days, how, where, places, whether it is announced. Who came to the first waits to be recorded."""
BOOKED = {"SAMPLE-T-0": 2, "SAMPLE-T-2": 1}
"""Places that the authority has booked; of the second these are all."""
LINK_OFFICER = "fay"
"""The sample person who is the authority's link officer."""
EARLIER = timedelta(days=21)


def make(authority: str) -> None:
    """Make the sessions where there are none; ``authority`` (its id) has booked places in two of them."""
    from upheld.casework.training import sessions
    from upheld.casework.training.models import Session

    if Session.objects.exists():
        return
    who, now = by(COMMAND), datetime.now(UTC).replace(microsecond=0)
    title, purpose = "Sample course: effective complaint handling", "Made up. For people who answer complaints."
    course = sessions.add_course(title, purpose, by=who)
    for code, days, mode, place, places, is_announced in SESSIONS:
        starts = (now + timedelta(days=days)).replace(hour=10, minute=0, second=0)
        wanted = sessions.Planned(course, code, starts, starts + timedelta(hours=3), mode, place, "Tom", places)
        _plan(wanted, min(now, starts - EARLIER), authority if code in BOOKED else "", is_announced, who)


def _plan(wanted: Planned, when: datetime, authority: str, is_announced: bool, who: str) -> None:
    """Plan a session as if it were some moment, announce it and book in it."""
    from upheld.casework.training import booking, sessions

    session = sessions.plan_session(wanted, now=when, by=who)
    if is_announced:
        sessions.announce(session.pk, now=when, by=who)
    if authority:
        emails = [f"somebody{number}@sample.example" for number in range(1, BOOKED[wanted.code] + 1)]
        booking.book(session.pk, authority, len(emails), emails, now=when, by=LINK_OFFICER)
