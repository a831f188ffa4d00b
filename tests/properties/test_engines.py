"""Engines agree in every count, on any events: with each other, and with the naive judge on its years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support import naive
from tests.support.builders import CATEGORIES, OUTCOMES, SUBJECTS, make_scheme
from tests.support.snapshots import write_snapshot
from upheld.statistics.counting import CountPlan, CountRow
from upheld.statistics.definitions import plan
from upheld.statistics.engines.duckdb_backend import DuckDB
from upheld.statistics.engines.ibis_engine import IbisEngine
from upheld.statistics.engines.reference import ReferenceEngine
from upheld.vocabulary.words import Result
from upheld.vocabulary.year import Year, YearEnd

Events = dict[str, list[dict[str, Any]]]

SPRING, CALENDAR, LEAPING = YearEnd(3, 31), YearEnd(12, 31), YearEnd(2, 28)
AUTHORITIES = ("north", "south", "merged")
EDGES = [Year(year, end).end for year in range(2019, 2025) for end in (SPRING, CALENDAR, LEAPING)]
LEAP_DAYS = [date(2020, 2, 29), date(2024, 2, 29)]
DAYS = st.sampled_from([edge + timedelta(days=n) for edge in (*EDGES, *LEAP_DAYS) for n in (-1, 0, 1)]) | st.dates(
    date(2018, 1, 1), date(2025, 12, 31)
)
OWNERS = st.sampled_from(AUTHORITIES)
RESULTS = st.sampled_from([result.value for result in Result])


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case, open or decided, perhaps by another authority than the one that received it."""
    received, is_open = draw(DAYS), draw(st.booleans())
    return {
        "subject": draw(st.sampled_from(SUBJECTS)),
        "satisfactory_remedy": draw(st.booleans()),
        "received_on": received,
        "received_by": draw(OWNERS),
        "outcome": None if is_open else draw(st.sampled_from(tuple(OUTCOMES))),
        "decided_on": None if is_open else max(received, draw(DAYS)),
        "decided_by": None if is_open else draw(OWNERS),
    }


COMPLIANCE = st.fixed_dictionaries({"recorded_on": DAYS, "result": RESULTS, "counted_for": OWNERS})
ENQUIRIES = st.fixed_dictionaries({"due_on": DAYS, "answered_on": st.none() | DAYS, "counted_for": OWNERS})


@st.composite
def recommendations(draw: st.DrawFn) -> dict[str, Any]:
    """A recommendation, perhaps extended, perhaps done, perhaps of a case with no compliance outcome yet."""
    due, recorded = draw(DAYS), draw(st.none() | DAYS)
    nearly = st.integers(-2, 40).map(lambda days: due + timedelta(days=days))
    return {
        "category": draw(st.sampled_from(CATEGORIES)),
        "due_on": due,
        "extended_to": draw(st.none() | nearly),
        "completed_on": draw(st.none() | nearly),
        "result": draw(st.none() | RESULTS),
        "decided_on": draw(DAYS),
        "decided_by": draw(OWNERS),
        "recorded_on": recorded,
        "counted_for": recorded and draw(OWNERS),
    }


@st.composite
def events(draw: st.DrawFn) -> Events:
    """Events of every table; open cases may go from hand to hand, also twice, also to nobody yet."""
    made = {
        "cases": draw(st.lists(cases(), max_size=12)),
        "compliance": draw(st.lists(COMPLIANCE, max_size=6)),
        "recommendations": draw(st.lists(recommendations(), max_size=6)),
        "enquiries": draw(st.lists(ENQUIRIES, max_size=6)),
    }
    for number, case in enumerate(made["cases"]):
        case["reference"] = f"C{number}"
    made["handovers"] = [one for case in made["cases"] for one in draw(handovers_of(case))]
    return made


@st.composite
def handovers_of(draw: st.DrawFn, case: dict[str, Any]) -> list[dict[str, Any]]:
    """From hand to hand, each from the one before, while the case is open."""
    latest = case["decided_on"] or date(2026, 1, 1)
    days = sorted(day for day in draw(st.sets(DAYS, max_size=2)) if case["received_on"] < day <= latest)
    holders = [case["received_by"], *(draw(OWNERS | st.just("")) for _ in days)]
    return [
        {
            "case_reference": case["reference"],
            "handed_on": day,
            "handed_from": before,
            "handed_to": after,
            "decided_on": case["decided_on"],
        }
        for day, before, after in zip(days, holders, holders[1:], strict=False)
    ]


EVENTS = events()
YEARS = st.sets(st.integers(2019, 2024), min_size=1, max_size=4).map(sorted)
NOTHING: Events = {"cases": [], "compliance": [], "recommendations": [], "enquiries": [], "handovers": []}
ONCE_OPEN: Events = {
    **NOTHING,
    "cases": [
        {
            "reference": "C0",
            "subject": "Housing",
            "satisfactory_remedy": False,
            "received_on": date(2021, 3, 31),
            "received_by": "north",
            "outcome": "upheld",
            "decided_on": date(2022, 4, 1),
            "decided_by": "merged",
        }
    ],
}
HANDED_OVER: Events = {
    **ONCE_OPEN,
    "handovers": [
        {
            "case_reference": "C0",
            "handed_on": date(2021, 4, 1),
            "handed_from": "north",
            "handed_to": "south",
            "decided_on": date(2022, 4, 1),
        },
        {
            "case_reference": "C0",
            "handed_on": date(2021, 10, 1),
            "handed_from": "south",
            "handed_to": "merged",
            "decided_on": date(2022, 4, 1),
        },
    ],
}
ON_LAST_DAYS: Events = {
    **NOTHING,
    "cases": [
        {**ONCE_OPEN["cases"][0], "reference": f"{received} {decided}", "received_on": received, "decided_on": decided}
        for received in (date(2021, 3, 30), date(2021, 3, 31), date(2021, 4, 1))
        for decided in (date(2021, 3, 31), date(2021, 4, 1), date(2022, 3, 31))
        if received <= decided
    ],
}


@pytest.fixture(scope="module")
def ibis_engine() -> IbisEngine:
    """The Ibis engine on one connection, as a cluster's would be."""
    import ibis

    return IbisEngine(DuckDB(ibis.duckdb.connect()))


def asked(years: list[int], year_end: YearEnd) -> CountPlan:
    """Everything there is to ask, of some years."""
    return replace(plan(make_scheme(), years), year_end=year_end)


def counts(engine: Any, events: Events, asking: CountPlan) -> list[CountRow]:
    """What an engine counts, in order; twice the same row stays twice."""
    with TemporaryDirectory() as folder:
        return sorted(engine.count(write_snapshot(Path(folder), **events), asking))


@settings(max_examples=60, deadline=None)
@given(events=EVENTS, years=YEARS, year_end=st.sampled_from((SPRING, CALENDAR, LEAPING)))
@example(events=NOTHING, years=[2022], year_end=SPRING)
@example(events=ON_LAST_DAYS, years=[2021, 2022], year_end=SPRING)
@example(events=ONCE_OPEN, years=[2021, 2022, 2023], year_end=SPRING)
@example(events=ONCE_OPEN, years=[2021, 2023], year_end=CALENDAR)
@example(events=HANDED_OVER, years=[2021, 2022, 2023], year_end=SPRING)
def test_ibis_counts_what_the_reference_counts(
    ibis_engine: IbisEngine, events: Events, years: list[int], year_end: YearEnd
):
    asking = asked(years, year_end)
    assert counts(ibis_engine, events, asking) == counts(ReferenceEngine(), events, asking)


@settings(max_examples=60, deadline=None)
@given(events=EVENTS, years=YEARS)
@example(events=ONCE_OPEN, years=[2021, 2022, 2023])
@example(events=ON_LAST_DAYS, years=[2021, 2022])
@example(events=HANDED_OVER, years=[2021, 2022, 2023])
def test_the_reference_counts_what_the_naive_judge_counts(events: Events, years: list[int]):
    judged = sorted(naive.count(events, list(AUTHORITIES), years))
    assert counts(ReferenceEngine(), events, asked(years, SPRING)) == judged


@pytest.mark.parametrize("engine", [ReferenceEngine(), IbisEngine()], ids=["reference", "ibis"])
def test_a_case_open_over_a_year_is_brought_and_carried_forward(engine: Any):
    rows = counts(engine, ONCE_OPEN, asked([2021, 2022, 2023], SPRING))
    crossing = [(row.item, row.year, row.authority) for row in rows if "forward" in row.item]
    assert crossing == [
        ("carried_forward", 2021, "north"),
        ("brought_forward", 2022, "north"),
        ("carried_forward", 2022, "north"),
        ("brought_forward", 2023, "north"),
    ]
    assert CountRow("merged", 2023, "uphold_rate", "", 1, 1) in rows


@pytest.mark.parametrize("engine", [ReferenceEngine(), IbisEngine()], ids=["reference", "ibis"])
def test_an_open_case_is_brought_forward_by_whoever_holds_it(engine: Any):
    rows = counts(engine, HANDED_OVER, asked([2021, 2022, 2023], SPRING))
    assert {(row.item, row.year, row.authority) for row in rows if "forward" in row.item} == {
        ("carried_forward", 2021, "north"),
        ("brought_forward", 2022, "south"),
        ("carried_forward", 2022, "south"),  # handed over in October
        ("brought_forward", 2022, "merged"),
        ("carried_forward", 2022, "merged"),
        ("brought_forward", 2023, "merged"),
    }


@pytest.mark.parametrize("engine", [ReferenceEngine(), IbisEngine()], ids=["reference", "ibis"])
def test_no_years_no_counts(engine: Any):
    assert counts(engine, ONCE_OPEN, asked([], SPRING)) == []


def test_expressions_are_sql_that_a_cluster_speaks(tmp_path: Path):
    import ibis

    from upheld.statistics.engines.ibis_engine import TABLES, small_expressions

    snapshot, backend = write_snapshot(tmp_path), DuckDB(ibis.duckdb.connect())
    tables = {name: backend.parquet([str(snapshot.table(name))]) for name in TABLES}
    for name, expression in small_expressions(tables, asked([2022], SPRING)).items():
        assert "GROUP BY" in ibis.to_sql(expression, dialect="pyspark"), name
