"""What authorities answered to public reports: most in time, one late, one not settled, one awaited, one overdue."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.cases import Case
from sample_data.mix import table
from upheld.vocabulary.year import Year

CONSIDERED_DAYS, CAME_DAYS, SATISFIED_DAYS = (20, 50), (55, 80), (7, 35)
LATE_DAYS = 110
LAST = (7, 20)
"""Nothing is answered after this day of the last year's summer: its figures are published a week later."""


def rows(cases: list[Case], last: Year, random: Random) -> list[dict[str, Any]]:
    """The extract's ``report_responses``. The four newest reports each show another state, where there are as many;
    the oldest is always answered, so that something is told of every report after it."""
    reported = sorted(
        ((one.public_report_on, one.reference, one) for one in cases if one.public_report_on), reverse=True
    )
    made = [_row(place, day, case, last, random) for place, (day, _, case) in enumerate(reported[:-1])]
    made += [_answered(day, case, last, random) for day, _, case in reported[-1:]]
    return sorted((one for one in made if one), key=lambda one: str(one["case_reference"]))


def _row(place: int, day: date, case: Case, last: Year, random: Random) -> dict[str, Any]:
    """The newest was given longer, of the next nothing is recorded; then one not yet settled, and one late."""
    if place == 0:
        return _cells(case, required_by=date(last.ending, 9, 30))
    if place == 1:
        return {}
    answered = _answered(day, case, last, random)
    if place == 2:
        return {**answered, "satisfied_on": None}
    if place == 3:
        return {**answered, "received_on": _by(day, LATE_DAYS, last), "satisfied_on": _by(day, LATE_DAYS + 9, last)}
    return answered


def _answered(day: date, case: Case, last: Year, random: Random) -> dict[str, Any]:
    considered = random.randint(*CONSIDERED_DAYS)
    came = random.randint(*CAME_DAYS)
    settled = came + random.randint(*SATISFIED_DAYS)
    response = random.choice(table("words/decisions")["responses"]).format_map(case.words)
    days = {"considered_on": considered, "received_on": came, "satisfied_on": settled}
    return _cells(case, response=response, **{name: _by(day, after, last) for name, after in days.items()})


def _by(day: date, after: int, last: Year) -> date | None:
    """So many days after a day; none where the sample ends before."""
    found = day + timedelta(after)
    return found if found <= date(last.ending, *LAST) else None


def _cells(case: Case, **cells: Any) -> dict[str, Any]:
    names = ("required_by", "received_on", "considered_on", "response", "satisfied_on")
    empty = {name: "" if name == "response" else None for name in names}
    return {"case_reference": case.reference, **empty, **cells}
