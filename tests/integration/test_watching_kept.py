"""What drifts is kept with what it rests on: once, whole, and the same again; the worker looks after each extract."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from tests.integration.test_watching import SCHEME, filled
from tests.support.at_once import at_once
from tests.support.desk import signed_in
from upheld.access.actions import record
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.casework.refusal import Refusal
from upheld.casework.watching import looking, noting
from upheld.casework.watching.models import Drift, Look, Note
from upheld.casework.watching.noting import Standing, standing
from upheld.casework.watching.reading import known_of
from upheld.casework.watching.streams import Kind, Stream
from upheld.console import watching, working
from upheld.desk.models import Job
from upheld.register.models import Case

NOW, LATER = datetime(2022, 1, 10, tzinfo=UTC), datetime(2022, 1, 11, tzinfo=UTC)
PLANTED = Stream(Kind.RECEIVED, "A1", "Housing")


def intake() -> int:
    return record("intake", "an extract", by="ana").pk


@pytest.fixture
def drifting(either_register):
    filled(jump=4)
    return intake()


def test_what_is_kept_is_what_is_worked_out_and_the_same_again(drifting):
    kept = looking.look(SCHEME, NOW)
    worked_out = known_of(SCHEME).watch()
    assert looking.drifts(kept) == worked_out.drifting
    assert (kept.month, kept.since, kept.after, kept.at) == ("2021-12", "2021-01", drifting, NOW)
    assert (kept.watched, kept.too_few) == (len(worked_out.watched), worked_out.too_few)
    rows = list(Drift.objects.order_by("pk").values())
    again = looking.look(SCHEME, LATER)
    assert (again.pk, again.at) == (kept.pk, LATER)
    assert list(Drift.objects.order_by("pk").values()) == rows != []


def test_other_counts_are_another_look_and_the_newest_is_shown(drifting):
    before = looking.look(SCHEME, NOW)
    Case.objects.filter(authority="A1", subject="Housing", received_on__gte="2021-12-01").update(subject="Planning")
    intake()
    after = looking.look(SCHEME, LATER)
    assert after.pk != before.pk
    assert looking.newest() == after == looking.newest("2021-12")
    looking.look(SCHEME, LATER, "2021-06")
    assert looking.newest() == after
    assert looking.months() == ["2021-12", "2021-06"]


def test_a_look_that_ends_in_the_middle_is_not_there_and_the_next_is_whole(drifting, monkeypatch):
    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space"):
        patched.setattr(Drift.objects, "bulk_create", lambda _: (_ for _ in ()).throw(OSError("no space")))
        looking.look(SCHEME, NOW)
    assert not Look.objects.exists()
    kept = looking.look(SCHEME, NOW)
    assert looking.drifts(kept) == known_of(SCHEME).watch().drifting != []


def test_two_looks_at_once_are_one(drifting, monkeypatch):
    both, hashed = threading.Barrier(2), looking.rests_on

    def meet(*given):
        found = hashed(*given)
        both.wait(60)
        return found

    monkeypatch.setattr(looking, "rests_on", meet)
    at_once(*[lambda: looking.look(SCHEME, NOW)] * 2)
    (kept,) = Look.objects.all()
    assert looking.drifts(kept) == known_of(SCHEME).watch().drifting


def test_an_older_look_does_not_take_the_place_of_a_newer(drifting, monkeypatch):
    """One that read the register before an extract, and ends after it."""
    kept = looking.look(SCHEME, LATER)
    monkeypatch.setattr(looking, "last_change", lambda: drifting - 1)
    assert looking.look(SCHEME, NOW).at == LATER
    assert Look.objects.get() == kept


@pytest.fixture
def worker(register, monkeypatch):
    monkeypatch.setattr("upheld.desk.place.scheme", lambda: SCHEME)
    working.declare()
    return lambda: working.work_off(register.parent)


def told() -> list[str]:
    return list(Job.objects.filter(kind=watching.KIND).order_by("pk").values_list("told", flat=True))


def test_the_worker_looks_once_after_each_extract(worker):
    filled(jump=4)
    worker()
    assert told() == []
    intake()
    worker()
    worker()
    (said,) = told()
    assert said.endswith("in 2021-12") and Look.objects.get().drifts.exists()
    intake()
    intake()
    worker()
    assert len(told()) == 2


def test_the_worker_says_why_nothing_can_be_told_and_does_not_ask_for_ever(worker):
    intake()
    worker()
    worker()
    assert told() == ["Nothing can be told: the register has no decisions."]


def test_a_look_begun_by_a_worker_that_died_is_begun_again(worker):
    filled(jump=4)
    intake()
    watching.ask_if_changed()
    Job.objects.update(worker="a machine:1:1", begun_at=NOW)
    looking.look(SCHEME, NOW)  # it died between keeping and saying so
    worker()
    assert Look.objects.count() == 1
    assert Job.objects.get(kind=watching.KIND).ended_at


def write(settled: bool = True, month: str = "2021-12", seen: int = 0, text: str = "A road was closed.") -> Note:
    return noting.write(PLANTED, month, text, settled=settled, seen=seen, title="A1, Housing", now=NOW, by="ana")


def test_a_note_is_kept_with_a_trail(drifting):
    note = write()
    assert noting.notes(PLANTED) == [note]
    assert noting.last_notes([PLANTED, Stream(Kind.RECEIVED, "A1")]) == {PLANTED: note}
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subject, entry.by) == ("settle a warning", "A1, Housing", "ana")
    assert entry.detail == {"month": "2021-12", "note": note.pk}
    write(settled=False, seen=1)
    assert AuditEntry.objects.latest("pk").action == "follow a warning"


def test_a_settled_warning_comes_back_only_if_the_drift_goes_on():
    settled, followed = Note(settled=True, month="2021-12"), Note(settled=False, month="2021-12")
    assert standing("2021-11", None) == Standing.NEW
    assert standing("2021-11", settled) == standing("2021-12", settled) == Standing.SETTLED
    assert standing("2022-01", settled) == Standing.AGAIN
    assert standing("2021-12", followed) == standing("2022-01", followed) == Standing.FOLLOWED


def test_of_two_who_write_at_once_one_is_refused(drifting):
    refused = []

    def tried() -> None:
        try:
            write()
        except Refusal as refusal:
            refused.append(str(refusal))

    at_once(tried, tried)
    assert Note.objects.count() == AuditEntry.objects.filter(action="settle a warning").count() == 1
    assert refused == ["Somebody else wrote of this warning meanwhile. Read what they wrote; yours is not kept."]


def test_what_postgresql_cannot_hold_is_left_out(drifting, monkeypatch):
    monkeypatch.setattr("upheld.desk.watching_views.scheme", lambda: SCHEME)
    ana = signed_in("ana", Role.ANALYST)
    assert write(text="A road\0 was closed.").text == "A road was closed."
    assert ana.get("/desk/watching/", {"month": "\0"}).status_code == 200
    assert ana.get("/desk/watching/drift", {"month": "\0", **PLANTED._asdict()}).status_code == 404


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_who_has_not_read_the_last_note_is_refused(register, seen):
    write()
    with pytest.raises(Refusal, match="Somebody else wrote"):
        write(seen=seen)


@pytest.mark.parametrize(("text", "wrong"), [("  ", "Say what you found."), ("x" * 4001, "too long: 4,001")])
def test_a_note_without_words_or_with_too_many_is_refused(register, text, wrong):
    with pytest.raises(Refusal, match=wrong):
        write(text=text)
    assert not Note.objects.exists()
