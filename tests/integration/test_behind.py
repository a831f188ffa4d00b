"""The cases behind a figure are as many as the figure says, and are the authority's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from tests.properties.test_engines import Events, events
from tests.support.builders import make_scheme
from tests.support.snapshots import write_snapshot
from upheld.editions.behind import DECIDED, RECEIVED, behind, own_case
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.definitions import plan
from upheld.statistics.engines.reference import ReferenceEngine
from upheld.vocabulary.words import Base

AUTHORITIES = ("north", "south", "merged")


@given(events())
@settings(max_examples=25)
def test_lists_are_as_long_as_the_figures_say(made: Events):
    scheme = make_scheme()
    with TemporaryDirectory() as folder:
        snapshot = write_snapshot(Path(folder), **with_cases(made))
        counted = ReferenceEngine().count(snapshot, plan(scheme, [2022]))
        for authority in AUTHORITIES:
            for measure in scheme.measures:
                found = behind(scheme, snapshot, authority, 2022, measure.id)
                count, base = told(counted, authority, measure.id)
                assert sum(one.counts for one in found) == count
                assert len(found) == (count if measure.base is Base.RESIDENTS else base)
            for which, item in ((DECIDED, Breakdown.DECIDED), (RECEIVED, Breakdown.RECEIVED)):
                assert len(behind(scheme, snapshot, authority, 2022, which)) == told(counted, authority, item)[0]


def with_cases(made: Events) -> Events:
    """The events, where each compliance outcome and enquiry has a case, of long ago: a register holds no other."""
    long_ago = {"received_on": date(2001, 1, 1), "received_by": "south"}
    missing = [f"{table}-{n:05d}" for table in ("compliance", "enquiries") for n in range(len(made.get(table, ())))]
    return {**made, "cases": [*made.get("cases", ()), *({**long_ago, "reference": one} for one in missing)]}


def told(counted: list[CountRow], authority: str, item: str) -> tuple[int, int]:
    own = [row for row in counted if (row.authority, row.year, row.item) == (authority, 2022, item)]
    return sum(row.count for row in own), sum(row.base for row in own)


def test_a_case_is_told_with_its_remedies_and_to_nobody_else(tmp_path: Path):
    case = {
        "reference": "21 1",
        "outcome": "upheld",
        "received_on": date(2021, 5, 1),
        "received_by": "north",
        "decided_on": date(2021, 9, 1),
        "decided_by": "merged",
    }
    remedy = {
        "case_reference": "21 1",
        "category": "apology",
        "due_on": date(2021, 10, 1),
        "extended_to": date(2021, 11, 1),
        "decided_by": "merged",
    }
    snapshot = write_snapshot(tmp_path, cases=[case], recommendations=[{**remedy, "number": n} for n in (2, 1)])
    scheme = make_scheme()
    [found] = behind(scheme, snapshot, "merged", 2022, DECIDED)
    assert [(one.number, one.due_on) for one in found.remedies] == [(1, date(2021, 11, 1)), (2, date(2021, 11, 1))]
    assert behind(scheme, snapshot, "north", 2022, DECIDED) == []
    assert [one.reference for one in behind(scheme, snapshot, "north", 2022, RECEIVED)] == ["21 1"]
    assert own_case(snapshot, "merged", "21 1") == found
    assert own_case(snapshot, "north", "21 1") is not None
    assert own_case(snapshot, "south", "21 1") is None


def test_a_case_of_which_only_an_enquiry_counts_is_an_own_case_too(tmp_path: Path):
    case = {"reference": "21 2", "received_by": "first", "received_on": date(2021, 5, 1)}
    enquiry = {"case_reference": "21 2", "due_on": date(2021, 9, 1), "counted_for": "second"}
    snapshot = write_snapshot(tmp_path, cases=[case], enquiries=[enquiry])
    found = [own_case(snapshot, one, "21 2") for one in ("first", "second", "third")]
    assert [one is not None for one in found] == [True, True, False]


def test_a_figure_that_is_not_there(tmp_path: Path):
    with pytest.raises(KeyError):
        behind(make_scheme(), write_snapshot(tmp_path), "north", 2022, "nothing")
