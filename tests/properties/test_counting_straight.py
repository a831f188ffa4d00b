"""Counting straight from files agrees with a loop over the events, whoever the cases name and however files are cut."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.extracts import AUTHORITIES
from tests.support.straight import counted, judged, owner_of, scheme_that_counts, write
from upheld.intake.straight.periods import Periods
from upheld.vocabulary.words import Result

SCHEME = scheme_that_counts()
CHANGES = [one for body in AUTHORITIES for one in (body.start_on, body.end_on) if one]
EDGES = [*CHANGES, date(2019, 12, 31), date(2020, 12, 31), date(2021, 12, 31), date(2022, 12, 31)]
DAYS = st.sampled_from([edge + timedelta(days=n) for edge in EDGES for n in (-1, 0, 1)]) | st.dates(
    date(2019, 6, 1), date(2023, 3, 1)
)
NAMES = st.sampled_from(
    [name for body in AUTHORITIES for name in (body.id, body.official_names[0].text)] + ["Ivy Homes"]
)
SUCCESSORS = st.sampled_from(["", "", "North Oak Homes", "A7"])
OUTCOMES = st.sampled_from([outcome.id for outcome in SCHEME.outcomes])
DELAYS = st.integers(0, 400).map(timedelta)


def counts_for_somebody(case: dict[str, Any], *days: date | None) -> bool:
    """Whether an extract may hold such a case."""
    try:
        return all(owner_of(SCHEME, case, day) for day in days if day)
    except LookupError:
        return False


@st.composite
def whole_extracts(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Cases that intake would take, some with a compliance outcome, some with enquiries."""
    made: dict[str, list[dict[str, Any]]] = {"cases": [], "compliance": [], "enquiries": []}
    for number in range(draw(st.integers(0, 12))):
        received, reference = draw(DAYS), f"R{number}"
        outcome, decided = (draw(OUTCOMES), received + draw(DELAYS)) if draw(st.booleans()) else ("", None)
        case = {
            "reference": reference,
            "authority": draw(NAMES),
            "successor": draw(SUCCESSORS),
            "subject": "Repairs",
            "received_on": received,
            "decided_on": decided,
            "outcome": outcome or draw(st.sampled_from(["", None])),
            "satisfactory_remedy": outcome == "fault" and draw(st.booleans()),
        }
        recorded, sent = decided and decided + draw(DELAYS), received + draw(DELAYS)
        due = sent + draw(DELAYS)
        if case["successor"] and case["authority"] not in ("A5", "Great Oak Homes"):
            case["successor"] = ""
        if not counts_for_somebody(case, decided, recorded, due):
            continue
        made["cases"].append(case)
        if outcome == "fault" and draw(st.booleans()):
            result = draw(st.sampled_from([one.value for one in Result]))
            made["compliance"].append({"case_reference": reference, "recorded_on": recorded, "result": result})
        if draw(st.booleans()):
            answered = sent + draw(DELAYS) if draw(st.booleans()) else None
            made["enquiries"].append(
                {"case_reference": reference, "sent_on": sent, "due_on": due, "answered_on": answered}
            )
    return made


@settings(max_examples=60, deadline=None)
@given(rows=whole_extracts(), years=st.sets(st.integers(2019, 2022), min_size=1), parts=st.integers(1, 3))
def test_counted_straight_is_what_a_loop_over_events_counts(
    rows: dict[str, list[dict[str, Any]]], years: set[int], parts: int
):
    with TemporaryDirectory() as folder:
        patterns = write(Path(folder), rows, parts)
        assert counted(patterns, SCHEME, sorted(years)) == judged(rows, SCHEME, sorted(years))


@settings(max_examples=40, deadline=None)
@given(
    edges=st.sets(st.dates(date(2000, 1, 1), date(2030, 1, 1)), max_size=60).map(sorted),
    days=st.lists(st.dates(date(1999, 1, 1), date(2031, 1, 1)), min_size=1, max_size=20),
)
def test_an_engine_finds_the_period_that_a_day_is_in(edges: list[date], days: list[date]):
    import pyarrow as pa
    from pyarrow import parquet

    from upheld.statistics.engines.backends import connected

    periods = Periods(tuple(edges))
    told = [day for edge in edges for day in (edge - timedelta(days=1), edge)] + days
    with TemporaryDirectory() as folder, connected() as backend:
        file = Path(folder) / "days.parquet"
        parquet.write_table(pa.table({"at": range(len(told)), "day": pa.array(told, pa.date32())}), file)
        table = backend.parquet([str(file)])
        asked = table.select(table.at, number=periods.of(table.day)).order_by("at")
        found = [number for _, number in backend.rows(asked)]
    assert found == [periods.number(day) for day in told]
    assert all(periods.number(periods.day_in(number)) == number for number in found)
