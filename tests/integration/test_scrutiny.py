"""An authority says that a committee considered its letter: what is kept, what is refused, who was first."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.at_once import at_once
from tests.support.letters import DARTFORD, england
from upheld.access.models import AuditEntry
from upheld.casework.refusal import Refusal
from upheld.casework.scrutiny.models import ConsiderationSaid
from upheld.casework.scrutiny.recording import checked, considered, mark, put_on_record, said_of, take_back
from upheld.casework.scrutiny.rules import Consideration
from upheld.register.models import Considered, PriorRow

LETTER_ON, TODAY = date(2022, 7, 20), date(2022, 10, 3)
NOW = datetime(2022, 10, 3, 9, 0, tzinfo=UTC)
ONE = Consideration(DARTFORD, 2022, "Scrutiny Committee", date(2022, 9, 14), "https://council.example/minutes?id=1")
GIVEN = {"committee": "Scrutiny  Committee ", "considered_on": "2022-09-14", "minutes": ""}


def refusal(**given: str) -> list[str]:
    with pytest.raises(Refusal) as caught:
        checked(DARTFORD, 2022, {**GIVEN, **given}, letter_on=LETTER_ON, today=TODAY)
    return list(caught.value.args)


def put(one: Consideration = ONE, *, seen: str = "", by: str = "lee") -> bool:
    return put_on_record(england(), one, now=NOW, by=by, seen=seen)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"committee": " "}, "Say which committee it was."),
        ({"committee": "C" * 201}, "at most 200 characters"),
        ({"considered_on": ""}, "Give the day of the meeting"),
        ({"considered_on": "2022-02-30"}, "Give the day of the meeting"),
        ({"considered_on": "2022-07-19"}, "The letter is of 20 July 2022: no committee"),
        ({"considered_on": "2022-10-04"}, "The meeting is still to come"),
        ({"minutes": "http://council.example/"}, "begins with https://"),
        ({"minutes": "javascript:alert(1)"}, "begins with https://"),
        ({"minutes": "https://council.example/a b"}, "begins with https://"),
        ({"minutes": "https://user:word@council.example/"}, "begins with https://"),
        ({"minutes": "https://council.example/" + "a" * 500}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_is_refused_in_words(given, told):
    (line,) = refusal(**given)
    assert told in line


def test_all_that_is_wrong_is_told_at_once():
    assert len(refusal(committee="", considered_on="x", minutes="x")) == 3


@pytest.mark.parametrize("day", ["2022-07-20", "2022-10-03"])
def test_the_day_of_the_letter_and_today_can_be(day):
    found = checked(DARTFORD, 2022, {**GIVEN, "considered_on": day}, letter_on=LETTER_ON, today=TODAY)
    assert found == Consideration(DARTFORD, 2022, "Scrutiny Committee", date.fromisoformat(day))


def test_what_was_said_is_on_the_register_and_kept(either_register):
    assert put() is True
    row = Considered.objects.get()
    assert (row.authority, row.year, row.committee, row.considered_on, row.minutes) == (
        *(DARTFORD, 2022, "Scrutiny Committee", date(2022, 9, 14)),
        "https://council.example/minutes?id=1",
    )
    (said,) = said_of(DARTFORD, 2022)
    assert (said.by, said.at, said.committee) == ("lee", NOW, "Scrutiny Committee")
    entry = AuditEntry.objects.get(action="record that a committee considered a letter")
    assert (entry.by, entry.subject, entry.detail) == ("lee", f"2022 {DARTFORD}", {"considered_on": "2022-09-14"})


def test_the_same_again_changes_nothing(register):
    put()
    trail = AuditEntry.objects.count()
    assert put(seen="whatever was seen") is False
    assert (ConsiderationSaid.objects.count(), AuditEntry.objects.count()) == (1, trail)


def test_a_correction_keeps_what_was_there(either_register):
    put()
    other = Consideration(DARTFORD, 2022, "Audit Committee", date(2022, 9, 21))
    put(other, seen=mark(considered(DARTFORD, 2022)), by="kim")
    row = Considered.objects.get()
    assert (row.committee, row.minutes) == ("Audit Committee", "")
    assert [one.committee for one in said_of(DARTFORD, 2022)] == ["Audit Committee", "Scrutiny Committee"]
    before = PriorRow.objects.get(table="considered")
    assert (before.by, before.before["committee"]) == ("kim", "Scrutiny Committee")
    assert AuditEntry.objects.filter(action="correct that a committee considered a letter", by="kim").count() == 1


def test_one_who_looked_before_another_changed_it_is_told(register):
    put()
    with pytest.raises(Refusal, match="Somebody else has changed this"):
        put(Consideration(DARTFORD, 2022, "Audit Committee", date(2022, 9, 21)), seen="")
    with pytest.raises(Refusal, match="Somebody else has changed this"):
        take_back(DARTFORD, 2022, now=NOW, by="kim", seen="")
    assert Considered.objects.get().committee == "Scrutiny Committee"


def test_taken_back_it_is_gone_and_kept(either_register):
    put()
    take_back(DARTFORD, 2022, now=NOW, by="lee", seen=mark(considered(DARTFORD, 2022)))
    assert considered(DARTFORD, 2022) is None
    assert [one.taken_back for one in said_of(DARTFORD, 2022)] == [True, False]
    before = PriorRow.objects.get(table="considered")
    assert before.key == f"{DARTFORD} / 2022"
    assert before.before["taken_back"] is True
    with pytest.raises(Refusal, match="Nothing is on record"):
        take_back(DARTFORD, 2022, now=NOW, by="lee")
    assert put() is True  # and can be said again


def test_two_at_the_same_moment_are_one_after_the_other(either_register):
    others = [Consideration(DARTFORD, 2022, f"Committee {n}", date(2022, 9, 14)) for n in range(2)]
    refused: list[Refusal] = []

    def one(which: Consideration) -> None:
        try:
            put(which)
        except Refusal as refusal:
            refused.append(refusal)

    at_once(lambda: one(others[0]), lambda: one(others[1]))
    assert (len(refused), ConsiderationSaid.objects.count(), Considered.objects.count()) == (1, 1, 1)
    assert Considered.objects.get().committee == ConsiderationSaid.objects.get().committee


def test_an_extract_may_say_it_too_and_the_page_shows_that(register):
    Considered.objects.create(authority=DARTFORD, year=2022, committee="C", considered_on=date(2022, 9, 1))
    found = considered(DARTFORD, 2022)
    assert found
    assert put(seen=mark(found)) is True
