"""A worker whose register does not answer for a moment goes on when it does, with the job that it held."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError

from upheld.console import working
from upheld.desk import jobs
from upheld.desk.models import Job

KIND, LANE = "a kind of these tests", "a lane of these tests"


class Over(BaseException):
    """Ends a loop that has no end."""


@pytest.fixture
def did(monkeypatch):
    """What was done: a kind of work in a lane of its own; the loop ends when it has slept five times."""
    did, slept = [], []
    monkeypatch.setitem(working.KINDS, KIND, (lambda job, out: did.append(job.pk) or "done", LANE))

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 5:
            raise Over

    monkeypatch.setattr(working.time, "sleep", sleep)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)  # the test's own transaction is in one
    return did


def broken(*_, **__):
    """As Django tells of a disk that fails: the text could hold a row's values, the name cannot."""
    cause = sqlite3.OperationalError("disk I/O error in Mrs Appleby's row")
    cause.sqlite_errorname = "SQLITE_IOERR_READ"
    raise OperationalError("Mrs Appleby") from cause


def breaking_once(monkeypatch, where, name):
    right, times = getattr(where, name), []

    def sometimes(*arguments, **more):
        times.append(1)
        return broken() if len(times) == 1 else right(*arguments, **more)

    monkeypatch.setattr(where, name, sometimes)


@pytest.mark.parametrize("name", ["let_go_of_dead", "take_next", "end"])
def test_the_register_is_asked_again_and_the_job_is_done(name, register, did, monkeypatch, tmp_path, capsys):
    job = jobs.ask(KIND, None, by="ana")
    breaking_once(monkeypatch, jobs, name)
    with pytest.raises(Over):
        working._for_ever(tmp_path, LANE)
    job.refresh_from_db()
    assert job.ended_at and not job.failed and job.told == "done"
    assert did == [job.pk] * (2 if name == "end" else 1), "begun again where nobody could say that it had ended"
    told = capsys.readouterr().err
    assert "SQLITE_IOERR_READ" in told and "Appleby" not in told


def test_what_another_lane_holds_is_not_given_back(register, did, monkeypatch):
    monkeypatch.setitem(working.KINDS, "another", (lambda job, out: "", "another lane"))
    for kind in (KIND, "another"):
        jobs.ask(kind, None, by="ana")
        jobs.take_next([kind], working.CLOCK.now())
    assert jobs.give_back([KIND]) == 1
    assert [*Job.objects.exclude(worker="").values_list("kind", flat=True)] == ["another"]


def test_a_lane_that_cannot_go_on_ends_the_worker(monkeypatch, tmp_path, capsys):
    ended = []
    monkeypatch.setattr(working, "_for_ever", lambda out, lane: 1 / 0)
    monkeypatch.setattr(working.os, "_exit", ended.append)
    working._or_end(tmp_path, LANE)
    assert ended == [1] and "ZeroDivisionError" in capsys.readouterr().err
