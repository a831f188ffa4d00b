"""Questions put to authorities in investigations, and when they answered."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.cases import Case
from sample_data.volumes import Character

DAYS_TO_ANSWER = 28
LATE = 0.12


def rows(cases: list[Case], characters: dict[str, Character], until: date, random: Random) -> list[dict[str, Any]]:
    """The extract's ``enquiries``: one or two in most investigations and in some cases still open."""
    found = []
    for case in cases:
        end = case.decided_on or until
        asked = case.investigated or (not case.outcome and random.random() < 0.3)
        if asked and (end - case.received_on).days > 65 and random.random() < 0.85:
            found += _of_case(case, end, characters[case.authority.id].late, random)
    return found


def _of_case(case: Case, end: date, tardiness: float, random: Random) -> list[dict[str, Any]]:
    days = (end - case.received_on).days
    sent = case.received_on + timedelta(10 + int(random.random() * (days - 50) * 0.6))
    found = [_enquiry(case, sent, end, tardiness, random)]
    again = found[0]["answered_on"]
    if again and (end - again).days > 45 and random.random() < 0.2:
        found.append(_enquiry(case, again + timedelta(5), end, tardiness, random))
    return found


def _enquiry(case: Case, sent: date, end: date, tardiness: float, random: Random) -> dict[str, Any]:
    due = sent + timedelta(DAYS_TO_ANSWER)
    late = not case.fixed and random.random() < LATE * tardiness
    wait = DAYS_TO_ANSWER + 1 + int(random.random() * 30) if late else 8 + int(random.random() * 21)
    answered: date | None = sent + timedelta(wait)
    if answered and answered > end:
        answered = None if case.decided_on is None else end
    return {"case_reference": case.reference, "sent_on": sent, "due_on": due, "answered_on": answered}
