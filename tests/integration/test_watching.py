"""Early warning on a register: what is counted, what is found, and what is refused."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from tests.support.extracts import small_scheme
from upheld.casework.refusal import Refusal
from upheld.casework.watching.counting import Kind, Stream, counted
from upheld.casework.watching.months import latest, split
from upheld.casework.watching.reading import watched
from upheld.console import watching
from upheld.console.commands import app
from upheld.register import models
from upheld.register.queries import directory
from upheld.statistics.drift import Month

SCHEME = small_scheme()
FIRST, LAST = date(2018, 1, 1), date(2021, 12, 31)


def filled(seed: int = 5, jump: int = 1) -> None:
    """Four years of cases at two authorities; those of A1 on housing ``jump`` times as many from July 2021."""
    draw = random.Random(seed)
    cases, outcomes, remedies, enquiries = [], [], [], []
    upheld = sorted(SCHEME.upheld_outcomes)[0]
    other = sorted(SCHEME.investigation_outcomes - SCHEME.upheld_outcomes)[0]
    day = FIRST
    while day <= LAST:
        for authority, subject in (("A1", "Housing"), ("A1", "Planning"), ("A2", "Housing"), ("A2", "Planning")):
            risen = jump if (authority, subject) == ("A1", "Housing") and day >= date(2021, 7, 1) else 1
            for _ in range((day == LAST) + sum(draw.random() < 0.1 for _ in range(risen))):
                name = f"{len(cases)}"
                cases.append(models.Case(name, authority, "", subject, day, day, draw.choice((upheld, upheld, other))))
                outcomes.append(models.Compliance(name, day, draw.choice(("on_time", "on_time", "late"))))
                remedies.append(
                    models.Recommendation(
                        case_id=name, number=1, category="money", text="x", public=False, due_on=day, result="on_time"
                    )
                )
                answered = draw.choice((day, day, day + timedelta(days=3), None))
                enquiries.append(models.Enquiry(case_id=name, sent_on=day, due_on=day, answered_on=answered))
        day += timedelta(days=1)
    for model, rows in (
        (models.Case, cases),
        (models.Compliance, outcomes),
        (models.Recommendation, remedies),
        (models.Enquiry, enquiries),
    ):
        model.objects.bulk_create(rows)


def test_streams_are_counted_as_a_naive_walk_over_the_rows_counts_them(either_register):
    filled()
    naive, bases = Counter(), Counter()
    for case in models.Case.objects.all():
        month = f"{case.received_on:%Y-%m}"
        for stream in (
            Stream(Kind.RECEIVED, "", case.subject),
            Stream(Kind.RECEIVED, case.authority),
            Stream(Kind.RECEIVED, case.authority, case.subject),
        ):
            naive[stream, month] += 1
        upheld = Stream(Kind.UPHELD, case.authority)
        bases[upheld, month] += 1
        naive[upheld, month] += case.outcome in SCHEME.upheld_outcomes
        late = Stream(Kind.LATE, case.authority)
        bases[late, month] += 1
        naive[late, month] += case.compliance.result == "late"
        remedy = Stream(Kind.LATE_REMEDIES, "", "money")
        bases[remedy, month] += 1
        naive[remedy, month] += 0
        reply = Stream(Kind.LATE_REPLIES, case.authority)
        bases[reply, month] += 1
        enquiry = case.enquiry_set.get()
        naive[reply, month] += enquiry.answered_on is None or enquiry.answered_on > enquiry.due_on
    found = {
        (stream, month): seen
        for stream, by in counted(SCHEME, directory(SCHEME), FIRST, LAST).items()
        for month, seen in by.items()
    }
    assert found == {key: Month(count, bases[key]) for key, count in naive.items()}


def test_a_planted_drift_is_found_and_where_there_is_none_there_is_none(register):
    filled(jump=4)
    month, found = watched(SCHEME)
    assert month == "2021-12"
    (planted,) = [one for one in found.drifting if one.stream == Stream(Kind.RECEIVED, "A1", "Housing")]
    assert planted.labels[planted.rising[0]] >= "2021-07"
    assert planted.seen > 1.5 * planted.expected
    assert not [one for one in found.drifting if one.stream == Stream(Kind.RECEIVED, "A2", "Housing")]


def test_the_command_lists_what_drifts(register, capsys, monkeypatch):
    filled(jump=4)
    monkeypatch.setattr(watching, "chosen", lambda _name: SCHEME)
    monkeypatch.setattr(watching, "existing", lambda _register: nullcontext())
    watching.run(str(register), "", "2021-12")
    told = capsys.readouterr().out
    assert "For staff only" in told
    assert "Housing: cases received: " in told
    assert "streams are watched. Were nothing drifting at all" in told


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2021-13", "“2021-13” is not a month such as 2022-03."),
        ("2022-01", "2022-01 is not complete: the register ends on 2021-12-31."),
        ("2018-05", "Nothing can be told of 2018-05: there is no complete year before its own."),
    ],
)
def test_a_month_that_cannot_be_told_of_is_refused(month, told):
    with pytest.raises(Refusal) as refused:
        split(SCHEME, month, FIRST, LAST)
    assert str(refused.value) == told


def test_an_empty_register_is_refused(register):
    with pytest.raises(Refusal, match="no decisions"):
        watched(SCHEME)


def test_history_is_whole_years_and_at_most_three():
    history, months = split(SCHEME, "2021-03", date(2016, 1, 5), LAST)
    assert (history[0], history[-1], len(history)) == ("2018-01", "2020-12", 36)
    assert months == ["2021-01", "2021-02", "2021-03"]
    assert split(SCHEME, "2021-03", date(2019, 3, 1), LAST)[0][0] == "2020-01"  # 2019 is not whole


def test_a_month_is_complete_on_its_last_day():
    assert (latest(date(2022, 3, 30)), latest(date(2022, 3, 31))) == ("2022-02", "2022-03")


def test_there_is_a_command():
    assert "watch" in {one.callback.__name__ for one in app.registered_commands}
