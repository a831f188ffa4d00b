"""Made-up years for property tests: counts that hang together, and raw events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.support.builders import CATEGORIES, OUTCOMES, SUBJECTS, make_authority, make_scheme
from tests.support.spec import Events
from upheld.statistics.counting import CountRow
from upheld.vocabulary.authorities import Authority
from upheld.vocabulary.scheme import Scheme

YEARS = (2020, 2021, 2022)
SMALL = st.integers(0, 4) | st.integers(0, 9)


@dataclass(frozen=True)
class Year:
    """What happened about one authority in one year."""

    upheld: tuple[int, ...]
    not_upheld: tuple[int, ...]
    closed: int
    results: tuple[int, int, int]
    satisfactory: int
    enquiries: int
    late_replies: int


@st.composite
def years(draw: st.DrawFn) -> Year:
    """One authority's year; satisfactory remedies among the upheld, late replies among the enquiries."""
    upheld = tuple(draw(SMALL) if draw(st.booleans()) else 0 for _ in SUBJECTS)
    asked = draw(SMALL)
    return Year(
        upheld=upheld,
        not_upheld=tuple(draw(SMALL) if draw(st.booleans()) else 0 for _ in SUBJECTS),
        closed=draw(SMALL),
        results=(draw(SMALL), draw(st.integers(0, 2)), draw(st.integers(0, 1))),
        satisfactory=draw(st.integers(0, sum(upheld))),
        enquiries=asked,
        late_replies=draw(st.integers(0, asked)),
    )


def rows_of(authority: str, year: int, told: Year) -> Iterable[CountRow]:
    """The count rows of one authority's year."""
    upheld, investigated = sum(told.upheld), sum(told.upheld) + sum(told.not_upheld)
    on_time, late, failed = told.results
    outcomes = on_time + late + failed
    found = [
        ("uphold_rate", "", upheld, investigated),
        ("satisfactory_remedy_rate", "", told.satisfactory, upheld),
        ("upheld_per_100k", "", upheld, 0),
        ("compliance_rate", "", on_time + late, outcomes),
        ("lateness", "", late, outcomes),
        ("late_replies", "", told.late_replies, told.enquiries),
        ("decided", "upheld", upheld, 0),
        ("decided", "not_upheld", investigated - upheld, 0),
        ("decided", "closed", told.closed, 0),
        ("compliance", "on_time", on_time, 0),
        ("compliance", "late", late, 0),
        ("compliance", "not_complied", failed, 0),
        ("received", SUBJECTS[0], investigated + told.closed, 0),
        ("days_late", "4", late, 0),
        ("remedies", CATEGORIES[0], upheld, 0),
    ]
    for subject, fault, none in zip(SUBJECTS, told.upheld, told.not_upheld, strict=True):
        found.append(("upheld_by_subject", subject, fault, fault + none))
    return [CountRow(authority, year, *row) for row in found if row[2] or row[3]]


@st.composite
def authorities(draw: st.DrawFn) -> list[Authority]:
    """A few authorities of two grouped kinds and one without a group, some without a known population."""
    kinds = draw(st.lists(st.sampled_from(("district", "county", "fire")), min_size=1, max_size=7))
    return [
        make_authority(f"A{i}", kind, residents=draw(st.sampled_from((None, 9_000, 50_000, 80_000))))
        for i, kind in enumerate(kinds)
    ]


@st.composite
def schemes(draw: st.DrawFn, withhold_below: st.SearchStrategy[int] | None = None) -> Scheme:
    """A scheme with any of the rules that may differ."""
    return make_scheme(
        draw(authorities()),
        averaging=draw(st.sampled_from(("pooled", "mean"))),
        include_own=draw(st.booleans()),
        withhold_below=0 if withhold_below is None else draw(withhold_below),
        outcomes=draw(st.sampled_from((tuple(OUTCOMES), ("not_upheld", "upheld")))),
    )


@st.composite
def counted(draw: st.DrawFn, scheme: Scheme) -> list[CountRow]:
    """Count rows for every authority in three years; none closed where the scheme investigates every case."""
    closes = any(outcome.id == "closed" for outcome in scheme.outcomes)
    return [
        row
        for one in scheme.authorities
        for year in YEARS
        for told in [draw(years())]
        for row in rows_of(one.id, year, told if closes else replace(told, closed=0))
    ]


DAYS = st.integers(0, 3 * 365).map(lambda days: date(2019, 3, 1) + timedelta(days=days))


@st.composite
def events(draw: st.DrawFn, names: list[str]) -> Events:
    """Raw events of three years and a month, also outside the years that are counted."""
    name, soon = st.sampled_from(names), st.integers(0, 120).map(lambda days: timedelta(days=days))
    made: Events = {"cases": [], "compliance": [], "recommendations": [], "enquiries": [], "handovers": []}
    for number in range(draw(st.integers(0, 14))):
        received = draw(DAYS)
        decided = draw(st.none() | soon.map(lambda after, day=received: day + after))
        outcome = draw(st.sampled_from(tuple(OUTCOMES)))
        made["cases"].append(
            {
                "reference": f"C{number}",
                "subject": draw(st.sampled_from(SUBJECTS)),
                "outcome": outcome if decided else None,
                "satisfactory_remedy": bool(decided and outcome == "upheld" and draw(st.booleans())),
                "received_on": received,
                "decided_on": decided,
                "received_by": draw(name),
                "decided_by": draw(name) if decided else None,
            }
        )
    for number in range(draw(st.integers(0, 8))):
        made["compliance"].append(
            {
                "case_reference": f"K{number}",
                "recorded_on": draw(DAYS),
                "result": draw(st.sampled_from(("on_time", "late", "not_complied"))),
                "counted_for": draw(name),
            }
        )
    for number in range(draw(st.integers(0, 8))):
        made["recommendations"].append(_recommendation(draw, number, draw(name), draw(DAYS), draw(soon)))
    for number in range(draw(st.integers(0, 5))):
        due = draw(DAYS)
        made["enquiries"].append(
            {
                "case_reference": f"Q{number}",
                "sent_on": due - timedelta(days=28),
                "due_on": due,
                "answered_on": draw(st.none() | DAYS),
                "counted_for": draw(name),
            }
        )
    return made


def _recommendation(draw: st.DrawFn, number: int, name: str, due: date, after: timedelta) -> dict[str, object]:
    recorded = draw(st.none() | st.just(due + after))
    return {
        "case_reference": f"R{number}",
        "number": 1,
        "category": draw(st.sampled_from(CATEGORIES)),
        "due_on": due,
        "extended_to": draw(st.none() | st.just(due + timedelta(days=14))),
        "completed_on": draw(st.none() | st.just(due + after)),
        "result": draw(st.sampled_from(("on_time", "late", "not_complied"))),
        "decided_on": due - timedelta(days=90),
        "decided_by": name,
        "recorded_on": recorded,
        "counted_for": name if recorded else None,
    }
