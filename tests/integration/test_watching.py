"""Early warning on a register: what is counted, what is found, and what is refused."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import product

import pytest

from tests.support.extracts import small_scheme
from upheld.casework.refusal import Refusal
from upheld.casework.watching.counting import counted
from upheld.casework.watching.months import latest, split
from upheld.casework.watching.reading import known_of
from upheld.casework.watching.streams import Kind, Stream
from upheld.console import watching
from upheld.console.commands import app
from upheld.register import models
from upheld.register.queries import directory
from upheld.statistics.drift import Month
from upheld.vocabulary.scheme_loader import known, load

SCHEME = small_scheme(wording=load(known()[0]).wording)
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


def naively_counted() -> dict:
    """Every stream of every month, by a walk over all rows."""
    counts, bases = Counter(), Counter()

    def add(kind, authority, about, day, late, based=True):
        for stream in {Stream(kind, *of) for of in product({"", authority}, {"", about})}:
            counts[stream, f"{day:%Y-%m}"] += late
            bases[stream, f"{day:%Y-%m}"] += based

    for case in models.Case.objects.all():
        add(Kind.RECEIVED, case.authority, case.subject, case.received_on, True, False)
        if case.outcome in SCHEME.investigation_outcomes:
            add(Kind.UPHELD, case.authority, "", case.decided_on, case.outcome in SCHEME.upheld_outcomes)
    for one in models.Compliance.objects.select_related("case"):
        add(Kind.LATE, one.case.authority, "", one.recorded_on, one.result == "late")
    for one in models.Recommendation.objects.select_related("case__compliance").exclude(result=""):
        add(Kind.LATE_REMEDIES, "", one.category, one.case.compliance.recorded_on, one.result == "late")
    for one in models.Enquiry.objects.select_related("case"):
        late = one.answered_on is None or one.answered_on > one.due_on
        add(Kind.LATE_REPLIES, one.case.authority, "", one.due_on, late)
    return {key: Month(counts[key], bases[key]) for key in counts}


def as_counted() -> dict:
    found = counted(SCHEME, directory(SCHEME), FIRST, LAST)
    return {(stream, month): seen for stream, by in found.items() for month, seen in by.items()}


def test_streams_are_counted_as_a_naive_walk_over_the_rows_counts_them(either_register):
    filled()
    assert as_counted() == naively_counted()
    assert {stream.kind for stream, _ in as_counted()} == set(Kind)


def test_every_kind_of_stream_counted_by_hand(either_register):
    """Three cases of A1, one of A2; each count and its base as somebody with pencil and paper has them."""
    upheld = sorted(SCHEME.upheld_outcomes)[0]
    other = sorted(SCHEME.investigation_outcomes - SCHEME.upheld_outcomes)[0]
    march, april = date(2020, 3, 31), date(2020, 4, 1)
    for name, authority, subject, received, decided, outcome in (
        ("1", "A1", "Housing", march, april, upheld),
        ("2", "A1", "Housing", march, april, other),
        ("3", "A1", "Planning", april, None, ""),
        ("4", "A2", "Housing", april, april, upheld),
    ):
        models.Case.objects.create(
            reference=name,
            authority=authority,
            subject=subject,
            received_on=received,
            decided_on=decided,
            outcome=outcome,
        )
    models.Compliance.objects.create(case_id="1", recorded_on=april, result="late")
    models.Compliance.objects.create(case_id="4", recorded_on=april, result="on_time")
    for case, number, category, result in (
        ("1", 1, "money", "late"),
        ("1", 2, "apology", "on_time"),
        ("4", 1, "money", ""),
    ):
        models.Recommendation.objects.create(
            case_id=case, number=number, category=category, text="x", public=False, due_on=march, result=result
        )
    for case, due, answered in (("1", march, march), ("1", april, date(2020, 4, 2)), ("2", march, None)):
        models.Enquiry.objects.create(case_id=case, sent_on=due, due_on=due, answered_on=answered)
    received, shares = {}, {}
    for (stream, month), seen in as_counted().items():
        if stream.kind == Kind.RECEIVED:
            received[stream.authority, stream.about, month] = seen.count
        else:
            shares[stream.kind.name, stream.authority, stream.about, month] = tuple(seen)
    assert received == {
        ("", "", "2020-03"): 2,
        ("", "", "2020-04"): 2,
        ("", "Housing", "2020-03"): 2,
        ("", "Housing", "2020-04"): 1,
        ("", "Planning", "2020-04"): 1,
        ("A1", "", "2020-03"): 2,
        ("A1", "", "2020-04"): 1,
        ("A1", "Housing", "2020-03"): 2,
        ("A1", "Planning", "2020-04"): 1,
        ("A2", "", "2020-04"): 1,
        ("A2", "Housing", "2020-04"): 1,
    }
    assert shares == {
        ("UPHELD", "", "", "2020-04"): (2, 3),
        ("UPHELD", "A1", "", "2020-04"): (1, 2),
        ("UPHELD", "A2", "", "2020-04"): (1, 1),
        ("LATE", "", "", "2020-04"): (1, 2),
        ("LATE", "A1", "", "2020-04"): (1, 1),
        ("LATE", "A2", "", "2020-04"): (0, 1),
        ("LATE_REMEDIES", "", "", "2020-04"): (1, 2),
        ("LATE_REMEDIES", "", "money", "2020-04"): (1, 1),
        ("LATE_REMEDIES", "", "apology", "2020-04"): (0, 1),
        ("LATE_REPLIES", "", "", "2020-03"): (1, 2),
        ("LATE_REPLIES", "", "", "2020-04"): (1, 1),
        ("LATE_REPLIES", "A1", "", "2020-03"): (1, 2),
        ("LATE_REPLIES", "A1", "", "2020-04"): (1, 1),
    }


def test_a_planted_drift_is_found_and_where_there_is_none_there_is_none(register):
    filled(jump=4)
    known = known_of(SCHEME)
    found = known.watch()
    assert known.month == "2021-12"
    (planted,) = [one for one in found.drifting if one.stream == Stream(Kind.RECEIVED, "A1", "Housing")]
    assert planted.rising[0].month >= "2021-07"
    assert planted.seen > 1.5 * planted.expected
    assert not [one for one in found.drifting if one.stream == Stream(Kind.RECEIVED, "A2", "Housing")]


def test_the_command_lists_what_drifts(register, capsys, monkeypatch):
    filled(jump=4)
    monkeypatch.setattr(watching, "chosen", lambda _name: SCHEME)
    monkeypatch.setattr(watching, "existing", lambda _register: nullcontext())
    watching.run(str(register), "", "2021-12")
    told = capsys.readouterr().out
    assert "For staff only" in told
    assert "Housing: cases received: " in told and "What drifts in the year up to December 2021." in told
    assert "streams are watched. Were nothing drifting at all, about " in told


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
        known_of(SCHEME)


def test_history_is_whole_years_and_at_most_three():
    history, months = split(SCHEME, "2021-03", date(2016, 1, 5), LAST)
    assert (history[0], history[-1], len(history)) == ("2018-01", "2020-12", 36)
    assert months == ["2021-01", "2021-02", "2021-03"]
    assert split(SCHEME, "2021-03", date(2019, 3, 1), LAST)[0][0] == "2020-01"  # 2019 is not whole


def test_a_month_is_complete_on_its_last_day():
    assert (latest(date(2022, 3, 30)), latest(date(2022, 3, 31))) == ("2022-02", "2022-03")


def test_there_is_a_command():
    assert "watch" in {one.callback.__name__ for one in app.registered_commands}
