"""Feedback: given by those who booked, once a session is over; summed up for staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Avg

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.training.models import Feedback, Session
from upheld.casework.training.sessions import held
from upheld.casework.training.words import QUESTIONS, BookingState, SessionState

LONGEST_COMMENT = 2000


def may_be_given(session: Session, authority: str, now: datetime) -> bool:
    """Whether an authority's people may say what they thought: they had places, and it is over."""
    if session.state not in (SessionState.OPEN, SessionState.HELD) or now < session.ends_at:
        return False
    return session.bookings.filter(authority=authority, state=BookingState.BOOKED).exists()


@transaction.atomic
def give(pk: int, authority: str, answers: Mapping[str, int], comment: str, *, now: datetime, by: str) -> Feedback:
    """Give feedback, or change what one gave. Raises `Refusal` with everything that is wrong."""
    session = held(pk)
    comment = comment.replace("\r\n", "\n").strip()
    wrong = []
    if not may_be_given(session, authority, now):
        wrong.append("Feedback can be given by those who had a place, once the session is over.")
    if any(answers.get(one) not in range(1, 6) for one in QUESTIONS):
        wrong.append("Answer each question from 1 to 5.")
    if len(comment) > LONGEST_COMMENT:
        wrong.append(f"A comment has at most {LONGEST_COMMENT:,} characters; this one has {len(comment):,}.")
    if wrong:
        raise Refusal(*wrong)
    kept = {one: answers[one] for one in QUESTIONS}
    given, _ = Feedback.objects.update_or_create(
        session=session, authority=authority, by=by, defaults={**kept, "comment": comment, "at": now}
    )
    record("give feedback", f"{session.code}: {authority}", by=by)
    return given


def summed_up(session: Session) -> dict[str, float | None]:
    """Question → the mean of its answers (1 to 5), None where there are none."""
    return session.feedback.aggregate(**{one: Avg(one) for one in QUESTIONS})
