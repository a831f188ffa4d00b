"""The report of what differs between two bundles: each number, and whether a reason for it is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support import releasing, small_bundle, small_year
from tests.support.releasing import DARTFORD
from upheld.access.models import AuditEntry
from upheld.editions.states import State
from upheld.publication.bundle.actions import YearPart
from upheld.publication.bundle.contents import EditionFacts
from upheld.publication.bundle.schema import LETTERS
from upheld.publication.release import actions, making
from upheld.publication.release.differences import Reasons, differences, report
from upheld.publication.release.models import Correction
from upheld.vocabulary.values import Rate

YORK = "E06000014"
WHY = "edition 2: One count was wrong."
FOR_DARTFORD = Reasons({2022: WHY}, {2022: frozenset({DARTFORD})})
OWN_CELL = ("figures", 2022, DARTFORD, "uphold_rate", "count", 1, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("differences") / "made")


@pytest.fixture(scope="module")
def old(made, tmp_path_factory):
    return small_bundle.write(made, tmp_path_factory.mktemp("old"))


def with_rate(authority=DARTFORD, rate=None):
    return small_year.changed(small_year.figures(), authority, "uphold_rate", rate or Rate(2, 2))


def found(old, new, reasons=None):
    return list(differences(old, new, reasons or Reasons()))


def cells(differing):
    return {(one.table, one.year, one.authority, one.key, one.column, one.was, one.now) for one in differing}


def test_the_same_figures_differ_in_nothing(old, made, tmp_path):
    assert found(old, small_bundle.write(made, tmp_path)) == []


def test_a_number_that_changed_silently_is_told_with_what_it_was(old, made, tmp_path):
    told = found(old, small_bundle.write(made, tmp_path, figures=with_rate()))
    assert OWN_CELL in cells(told)
    assert {one.reason for one in told} == {""}
    assert {one.authority for one in told} == {DARTFORD}


def test_a_correction_is_the_reason_for_its_own_authoritys_numbers_and_for_no_others(old, made, tmp_path):
    both = small_year.changed(with_rate(), YORK, "uphold_rate", Rate(20, 22))
    told = found(old, small_bundle.write(made, tmp_path, figures=both), FOR_DARTFORD)
    assert {one.reason for one in told if one.authority == DARTFORD} == {WHY}
    silent = [one for one in told if one.authority == YORK]
    assert ("figures", 2022, YORK, "uphold_rate", "count", 19, 20) in cells(silent)
    assert {one.reason for one in silent if one.column in ("count", "base", "rate", "shown")} == {""}


def test_an_average_follows_from_every_correction_of_its_year_and_from_none_without(old, made, tmp_path):
    figures = small_year.figures()
    group = replace(figures.groups["district"]["uphold_rate"], value=Rate(52, 100), count=52)
    changed = replace(figures, groups={**figures.groups, "district": {"uphold_rate": group}})
    new = small_bundle.write(made, tmp_path, figures=changed)
    assert {one.reason for one in found(old, new) if one.table == "groups"} == {""}
    assert {one.reason for one in found(old, new, FOR_DARTFORD) if one.table == "groups"} == {WHY}


def test_the_whole_counts_all_and_lists_those_without_a_reason(old, made, tmp_path):
    new = small_bundle.write(made, tmp_path, figures=with_rate())
    silent, explained = report(old, new, Reasons()), report(old, new, FOR_DARTFORD)
    assert silent["differences"] == silent["unexplained"] == len(silent["listed"]) > 0
    assert silent["years"] == [2022]
    assert {"was": 1, "now": 2, "authority": DARTFORD}.items() <= next(
        one for one in silent["listed"] if (one["table"], one["column"]) == ("figures", "count")
    ).items()
    assert explained["differences"] == silent["differences"]
    assert (explained["unexplained"], explained["listed"]) == (0, [])


@pytest.mark.parametrize("what", ["another", "gone"])
def test_a_letter_that_is_another_or_gone_is_told(old, tmp_path, what):
    made = small_bundle.ingredients(tmp_path / "made")
    path = made / "letters" / f"{YORK}.pdf"
    path.write_bytes(b"%PDF-1.7 another") if what == "another" else path.unlink()
    (told,) = found(old, small_bundle.write(made, tmp_path / "out"), FOR_DARTFORD)
    assert (told.table, told.authority, told.column, told.reason) == ("letters", YORK, "pdf", "")
    assert told.was and (told.now is None) == (what == "gone")


def test_a_decision_is_compared_but_for_coming_and_going(old, made, tmp_path):
    (decision,) = small_bundle.CASEWORK.decisions
    other = replace(decision, outcome="not_upheld")
    newcomer = replace(decision, reference="21 000 009")
    casework = replace(small_bundle.CASEWORK, decisions=(other, newcomer))
    new = small_bundle.write(made, tmp_path / "other", casework=casework)
    (told,) = found(old, new)
    assert (told.table, told.key, told.column) == ("decisions", decision.reference, "outcome")
    assert (told.was, told.now, told.reason) == ("upheld", "not_upheld", "")
    (told,) = found(old, new, Reasons(cases=frozenset({decision.reference})))
    assert told.reason != ""
    none = replace(small_bundle.CASEWORK, decisions=())
    assert found(old, small_bundle.write(made, tmp_path / "none", casework=none)) == []


def test_nothing_excuses_a_change_of_what_was_superseded(made, tmp_path):
    old = small_bundle.write(made, tmp_path / "old", number=2)
    past = small_bundle.PastEdition(1, with_rate(rate=Rate(0, 2)), made / "letters")
    facts = EditionFacts(2, "a" * 64, "b" * 64, small_bundle.RELEASED_ON)
    part = YearPart(small_year.figures(), facts, made / LETTERS, made, (past,))
    more = {"sample": True, "preview": False, "casework": small_bundle.CASEWORK}
    new = small_bundle.write_bundle(
        small_year.scheme(), small_year.directory(), [part], tmp_path / "new", as_at=date(2022, 7, 27), **more
    )
    told = [one for one in found(old, new, FOR_DARTFORD) if one.table == "past_figures"]
    assert ("past_figures", 2022, DARTFORD, "1 uphold_rate", "count", 2, 0) in cells(told)
    assert {one.reason for one in told} == {""}


def published_correction(tmp_path, monkeypatch, named):
    """Edition 2 changes Dartford's and York's rate; corrections on record name some authorities."""
    monkeypatch.setattr("upheld.publication.release.checking._dead", lambda bundle: [])
    place = releasing.place(tmp_path)
    first = releasing.edition(place, tmp_path, state=State.PUBLISHED)
    making.write_published(place, first)
    both = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
    both = releasing.with_figure(YORK, {"uphold_rate": Rate(20, 22)}, both)
    second = releasing.edition(place, tmp_path, number=2, figures=both, corrects=first)
    second.notice = {"what": "One count was wrong.", "why": "A case came twice."}
    second.save()
    for authority in named:
        Correction.objects.create(
            edition=first,
            authority=authority,
            wrong="x",
            reported_by="staff",
            state="to be corrected",
            raised_at=second.frozen_at,
            raised_by="ana",
        )
    releasing.announced(place, second, ago=1, edition=second)
    (outcome,) = actions.due(place, releasing.datetime.now(releasing.UTC), by="petra")
    assert outcome.blocks == ()
    return outcome.release.report


def test_what_was_released_without_a_reason_stays_on_record(either_register, tmp_path, monkeypatch):
    told = published_correction(tmp_path, monkeypatch, [DARTFORD])
    assert {one["authority"] for one in told["listed"]} == {YORK}
    assert 0 < told["unexplained"] == len(told["listed"]) < told["differences"]
    assert AuditEntry.objects.get(action="release").detail["unexplained"] == told["unexplained"]


def test_where_corrections_name_both_nothing_is_unexplained(either_register, tmp_path, monkeypatch):
    told = published_correction(tmp_path, monkeypatch, [DARTFORD, YORK])
    assert told["unexplained"] == 0
    assert told["differences"] > 0
