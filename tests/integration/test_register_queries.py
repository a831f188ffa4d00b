"""What the register tells the stages above it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.extracts import case, good, small_scheme, write
from upheld.intake import actions
from upheld.register import models, queries
from upheld.vocabulary.problems import Refused

SCHEME = small_scheme()
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def filled(either_register, tmp_path):
    actions.take(write(tmp_path / "x", good()), SCHEME, by="ana")


def test_the_register_is_read_back(filled):
    assert queries.directory(SCHEME)["C1"].name(date(2021, 1, 1)) == "Hope Trust"
    assert queries.directory(SCHEME)["C1"].population(date(2021, 1, 1)).residents == 1200
    assert queries.control_totals() == {("A1", 2021): (0, 1, 1, 0)}
    people = queries.contacts()["A1"]
    assert [person.name for person in people["chief_officer"]] == ["Ada Ash"]
    assert [(one.case, one.title, one.authority) for one in queries.public_reports(*YEAR)] == [
        ("1", "Cold homes", "A1")
    ]
    (failed,) = queries.not_complied(*YEAR)
    assert (failed.case, failed.number, failed.authority, failed.text) == ("2", 1, "A2", "")  # a personal remedy
    assert [one.met for one in queries.code_assessments(*YEAR)] == ["partly"]
    assert [one.people for one in queries.workshops(*YEAR)] == [{"": 2, "A1": 3}]
    assert not queries.is_sample()


def test_an_entry_corrects_a_listed_authority(register, tmp_path):
    entry = {
        "code": "A1",
        "name": "Ash and Rowan Homes",
        "kind": "charity",
        "end_on": "2021-08-31",
        "successors": "Birch Homes",
    }
    actions.take(
        write(tmp_path / "x", {"cases": [case("1", authority="Ash Homes")], "authorities": [entry]}), SCHEME, by="ana"
    )
    corrected = queries.directory(SCHEME)["A1"]
    assert corrected.name(date(2021, 1, 1)) == "Ash and Rowan Homes"
    assert (corrected.kind, corrected.end_on, corrected.successors) == ("charity", date(2021, 8, 31), ("A2",))
    assert models.Case.objects.get().authority == "A1"


def test_what_somebody_else_wrote_meanwhile_is_seen(register, tmp_path, monkeypatch):
    """A case that another intake made not upheld after this extract was checked: its compliance is refused."""
    actions.take(write(tmp_path / "x", good()), SCHEME, by="ana")
    models.Compliance.objects.filter(case_id="1").delete()
    tables = {
        "cases": [case("9")],
        "compliance": [{"case_reference": "1", "recorded_on": "2021-06-01", "result": "late"}],
    }
    compare, runs = actions.compare, []

    def meddle(*arguments):
        compared = compare(*arguments)
        if not runs:
            models.Case.objects.filter(reference="1").update(outcome="no_fault")
            actions.record("intake", "another", by="ben")
        runs.append(compared)
        return compared

    monkeypatch.setattr(actions, "compare", meddle)
    with pytest.raises(Refused, match="a case with the outcome fault; this one has no_fault"):
        actions.take(write(tmp_path / "y", tables), SCHEME, by="ana")
    assert len(runs) == 2
    assert not models.Case.objects.filter(reference="9").exists()
