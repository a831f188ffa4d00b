"""The mails of training: to whom, once each, with a calendar file that follows what happens; killed at any moment."""

from __future__ import annotations

import email
import hashlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email.policy import default
from pathlib import Path

import pytest

from tests.support.mail_server import ROOT, mail_server
from tests.support.messages import SENDER
from tests.support.round_pages import SCHEME
from tests.support.training import ADUR, ASHFORD, NOW, STARTS, announced, wanted
from upheld.casework.training import booking, sessions
from upheld.casework.training.models import Comer, Session
from upheld.console.training_mail import KIND, write_about_training
from upheld.console.working import declare, do
from upheld.delivery.actions import plan
from upheld.delivery.composing import composed
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.runs import settle_dead
from upheld.delivery.sending import _outgoing
from upheld.delivery.states import State
from upheld.delivery.training import CANCELLED, CHANGED, JOINING, REMINDER, Mails, occasion_of
from upheld.desk import jobs
from upheld.desk.erasing import REACHES
from upheld.desk.models import Job
from upheld.desk.retaining import let_go
from upheld.vocabulary.scheme import Retention
from upheld.vocabulary.scheme_loader import load

ANN, BOB = "ann@adur.example", "bob@adur.example"
WRITTEN = NOW + timedelta(hours=1)


def book(session: Session, authority: str = ADUR, *emails: str, places: int = 2, now=NOW):
    return booking.book(session.pk, authority, places, emails or (ANN,), now=now, by="lin")


def written(session: Session, folder: Path, now=WRITTEN, *, sample: bool = True, gone: bool = True) -> list[tuple]:
    """What is planned by now and new, (kind, recipient); handed over at once, unless told otherwise."""
    before = set(Message.objects.values_list("pk", flat=True))
    session = Session.objects.get(pk=session.pk)
    mails = Mails(SCHEME, session, SENDER.address, folder, sample, now)
    plan(occasion_of(session), mails.drafts(), domain=SENDER.domain, by="tom")
    new = Message.objects.exclude(pk__in=before).order_by("pk")
    told = [(one.kind, one.recipient) for one in new]
    for one in Message.objects.filter(state=State.PLANNED) if gone else ():
        moved(one.pk, [State.PLANNED], State.INTENDED, by="tom")
        moved(one.pk, [State.INTENDED], State.ACCEPTED, by="tom")
    return told


def calendar(message: Message) -> str:
    return Path(message.attached[0]["path"]).read_bytes().replace(b"\r\n ", b"").decode()


def last() -> Message:
    return Message.objects.order_by("-pk")[0]


class TestWhoIsWritten:
    def test_how_to_join_once_and_a_reminder_the_day_before_once(self, register, tmp_path):
        session = announced()
        book(session, ADUR, ANN, BOB)
        assert written(session, tmp_path) == [(JOINING, ANN), (JOINING, BOB)]
        assert "10:00" in last().text
        assert "https://meet.ombudsman.example/w-1" in last().text
        assert written(session, tmp_path) == []
        day_before = STARTS - timedelta(days=1)
        assert written(session, tmp_path, day_before - timedelta(seconds=1)) == []
        assert written(session, tmp_path, day_before) == [(REMINDER, ANN), (REMINDER, BOB)]
        assert written(session, tmp_path, STARTS - timedelta(hours=1)) == []

    def test_who_booked_within_the_last_day_gets_no_reminder_beside(self, register, tmp_path):
        session, late = announced(), STARTS - timedelta(hours=5)
        book(session, now=late)
        assert written(session, tmp_path, late) == [(JOINING, ANN)]

    def test_who_waits_is_written_to_once_there_is_a_place(self, register, tmp_path):
        session = announced(places=2)
        book(session, ASHFORD, "x@ashford.example")
        book(session)
        assert written(session, tmp_path) == [(JOINING, "x@ashford.example")]
        booking.cancel(session.pk, ASHFORD, now=NOW, by="lin")
        assert sorted(written(session, tmp_path)) == [(JOINING, ANN), (CANCELLED, "x@ashford.example")]

    def test_changed_for_those_who_were_told_and_joining_for_those_who_were_not(self, register, tmp_path):
        session = announced()
        book(session)
        written(session, tmp_path)
        first = calendar(last())
        book(session, ASHFORD, "x@ashford.example")
        sessions.change(session.pk, wanted(place="Room 2", mode="in_person"), now=NOW, by="tom")
        assert written(session, tmp_path) == [(CHANGED, ANN), (JOINING, "x@ashford.example")]
        changed = calendar(Message.objects.get(kind=CHANGED))
        assert "SEQUENCE:0\r\n" in first
        assert "SEQUENCE:1\r\n" in changed
        assert "LOCATION:Room 2\r\n" in changed
        uid = first.partition("UID:")[2].partition("\r\n")[0]
        assert f"UID:{uid}\r\n" in changed

    def test_a_mail_that_has_not_gone_when_the_session_changes_is_dropped_for_the_newer(self, register, tmp_path):
        session = announced()
        book(session)
        written(session, tmp_path, gone=False)
        sessions.change(session.pk, wanted(place="Room 2"), now=NOW, by="tom")
        assert written(session, tmp_path, gone=False) == [(JOINING, ANN)]
        assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [State.DROPPED, State.PLANNED]

    def test_a_reminder_that_has_not_gone_tells_the_new_hour_and_one_that_went_goes_once(self, register, tmp_path):
        session, day_before = announced(), STARTS - timedelta(days=1)
        book(session)
        written(session, tmp_path)
        assert written(session, tmp_path, day_before, gone=False) == [(REMINDER, ANN)]
        later = {"starts_at": STARTS + timedelta(hours=4), "ends_at": STARTS + timedelta(hours=6)}
        sessions.change(session.pk, wanted(**later), now=day_before, by="tom")
        due = day_before + timedelta(hours=4)
        assert written(session, tmp_path, due) == [(CHANGED, ANN), (REMINDER, ANN)]
        assert "14:00" in last().text and last().state == State.ACCEPTED
        assert [one.state for one in Message.objects.filter(kind=REMINDER)] == [State.DROPPED, State.ACCEPTED]
        sessions.change(session.pk, wanted(**later, place="Room 2"), now=due, by="tom")
        assert written(session, tmp_path, due) == [(CHANGED, ANN)]

    def test_cancelled_session(self, register, tmp_path):
        session = announced()
        book(session)
        written(session, tmp_path)
        sessions.cancel(session.pk, "The trainer is ill.", now=NOW, by="tom")
        assert written(session, tmp_path) == [(CANCELLED, ANN)]
        assert "The trainer is ill." in last().text
        assert "STATUS:CANCELLED" in calendar(last())
        assert "SEQUENCE:1\r\n" in calendar(last())
        assert written(session, tmp_path) == []

    def test_who_was_never_told_to_come_is_not_told_not_to(self, register, tmp_path):
        session = announced()
        book(session)
        written(session, tmp_path, gone=False)
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert written(session, tmp_path) == []
        assert last().state == State.DROPPED

    def test_cancelled_and_booked_again(self, register, tmp_path):
        session = announced()
        book(session)
        written(session, tmp_path)
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert written(session, tmp_path) == [(CANCELLED, ANN)]
        book(session)
        assert written(session, tmp_path) == [(JOINING, ANN)]
        assert "SEQUENCE:2\r\n" in calendar(last())

    def test_one_who_no_longer_comes_and_one_who_does_instead(self, register, tmp_path):
        session = announced()
        book(session, ADUR, ANN)
        written(session, tmp_path)
        book(session, ADUR, BOB)
        assert sorted(written(session, tmp_path)) == [(JOINING, BOB), (CANCELLED, ANN)]

    def test_nobody_is_written_to_once_it_has_begun(self, register, tmp_path):
        session = announced()
        book(session)
        assert written(session, tmp_path, STARTS) == []

    def test_made_up_data_writes_to_made_up_addresses_only(self, register, tmp_path):
        session = announced()
        book(session, ADUR, "real@council.gov.uk")
        assert written(session, tmp_path) == []
        assert written(session, tmp_path, sample=False) == [(JOINING, "real@council.gov.uk")]


def test_where_calendar_files_cannot_travel_none_is_promised(register, tmp_path):
    session = announced()
    book(session)
    with_it = Mails(SCHEME, session, SENDER.address, tmp_path, True, WRITTEN).drafts()[0]
    without = Mails(SCHEME, session, SENDER.address, tmp_path, True, WRITTEN, with_calendar=False).drafts()[0]
    assert (len(with_it.files), len(without.files)) == (1, 0)
    assert "attached" in with_it.text
    assert "attached" not in without.text
    assert without.version == with_it.version


def test_in_every_language_of_the_scheme(register, tmp_path):
    session = announced()
    book(session)
    wales = load(str(ROOT / "tests/support/schemes/landlord-wales"))
    made = Mails(wales, session, SENDER.address, tmp_path, True, WRITTEN).drafts()[0]
    assert "sut i ymuno" in made.subject
    assert "how to join" in made.subject


def test_the_mail_as_it_travels(register, tmp_path):
    session = announced()
    book(session)
    written(session, tmp_path, gone=False)
    [_, attached] = email.message_from_bytes(composed(_outgoing(last()), SENDER), policy=default).iter_parts()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_content_charset() == "utf-8"
    content = attached.get_payload(decode=True)
    assert hashlib.sha256(content).hexdigest() == last().attached[0]["sha256"]
    assert b"adur.example" not in content
    assert b"ORGANIZER:mailto:letters@ombudsman.example" in content


class TestWork:
    def test_asked_for_with_what_happened_and_for_the_day_before(self, register, settings, tmp_path):
        from django.utils import timezone

        now = timezone.now()
        starts = now + timedelta(days=10)
        session = announced(now=now, starts_at=starts, ends_at=starts + timedelta(hours=1))
        book(session, now=now)
        book(session, ASHFORD, "x@ashford.example", now=now)
        due = list(Job.objects.filter(kind=KIND).order_by("pk").values_list("not_before", flat=True))
        assert due == [None, starts - timedelta(days=1)]
        settings.UPHELD_SCHEME, settings.UPHELD_MAIL_FROM = SCHEME.id, "Office <office@ombudsman.example>"
        with mail_server(tmp_path) as mail:
            settings.UPHELD_MAIL = f"smtp://127.0.0.1:{mail.port}"
            job = jobs.take_next([KIND], now)
            assert write_about_training(job, tmp_path) == "2 messages accepted"
            assert write_about_training(job, tmp_path) == "nothing to send"
            assert len(mail.taken) == 2

    def test_what_failed_is_asked_for_again_until_it_begins(self, register, settings, tmp_path, monkeypatch):
        from django.utils import timezone

        now = timezone.now()
        session = announced(now=now, starts_at=now + timedelta(hours=5), ends_at=now + timedelta(hours=6))
        book(session, now=now)
        settings.UPHELD_SCHEME, settings.UPHELD_MAIL_FROM = SCHEME.id, "Office <office@ombudsman.example>"
        settings.UPHELD_MAIL = "smtp://127.0.0.1:9"
        declare()
        do(jobs.take_next([KIND], now), tmp_path)
        failed, again = Job.objects.filter(kind=KIND).order_by("pk")
        assert failed.failed and not failed.detail.keys() ^ {"session"}
        assert timedelta(minutes=4) < again.not_before - now < timedelta(minutes=30)
        Session.objects.update(starts_at=now)
        do(jobs.take_next([KIND], again.not_before), tmp_path)
        assert not Job.objects.filter(kind=KIND, ended_at=None).exists()

    def test_what_was_asked_falls_with_what_failed(self, register):
        from django.db import transaction

        session = announced()
        Job.objects.all().delete()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            book(session)
            raise ZeroDivisionError
        assert not Job.objects.exists()


class TestPersonalData:
    def test_erased(self, register, tmp_path):
        session = announced()
        book(session, ADUR, ANN, BOB)
        assert REACHES["training"](ANN.upper()) == 1
        assert list(Comer.objects.values_list("email", flat=True)) == [BOB]

    def test_let_go_after_its_period(self, register):
        session = announced()
        book(session)
        periods = Retention(training=12)
        assert let_go(periods, session.ends_at + timedelta(days=364), by="mia")["training"] == 0
        assert let_go(periods, session.ends_at + timedelta(days=367), by="mia")["training"] == 1
        assert not Comer.objects.exists()

    def test_the_scheme_says_for_how_long(self):
        assert SCHEME.retention.training == 12


PEOPLE, KILLS = 60, 6


def _run(register: str, port: int, session: int, folder: Path, *killed: str) -> subprocess.Popen[str]:
    where = (register, str(port), str(session), str(folder))
    command = [sys.executable, "-m", "tests.support.train_once", *where, *killed]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "sending\n"
    return process


def test_killed_at_random_moments_none_goes_twice_and_none_is_lost(either_register, tmp_path):
    """After each kill the server and the record agree; in the end each was written to, or waits for a person."""
    from django.utils import timezone

    now, chance, kills = timezone.now(), random.Random(1), 0
    starts = now + timedelta(days=10)
    session = announced(now=now, starts_at=starts, ends_at=starts + timedelta(hours=1), places=PEOPLE)
    emails = [f"slow+{at}@adur.example" for at in range(PEOPLE)]
    for at in range(0, PEOPLE, 30):
        book(session, [ADUR, ASHFORD][at // 30], *emails[at : at + 30], places=30, now=now)
    with mail_server(tmp_path) as mail:
        for _ in range(KILLS):
            with _run(str(either_register), mail.port, session.pk, tmp_path / "calendars") as process:
                time.sleep(chance.uniform(0, 0.4))
                process.send_signal(signal.SIGKILL)
                kills += process.wait(timeout=60) == -signal.SIGKILL
            settle_dead(by="ben")
            taken = Counter(one.message_id for one in mail.taken)
            for one in Message.objects.all():
                there = taken[one.message_id]
                assert {"accepted": there == 1, "planned": there == 0, "doubtful": there <= 1}[one.state]
        with _run(str(either_register), mail.port, session.pk, tmp_path / "calendars") as process:
            process.communicate(timeout=120)
        taken = Counter(one.message_id for one in mail.taken)
    assert kills
    assert set(taken.values()) == {1}
    states = Counter(Message.objects.values_list("state", flat=True))
    assert set(states) <= {"accepted", "doubtful"}
    assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted(emails)
    assert len(taken) >= PEOPLE - states["doubtful"]


@pytest.mark.parametrize(("killed", "planned"), [("planning", 0), ("sending", 3)])
@pytest.mark.parametrize("changes", [False, True])
def test_killed_between_planning_and_sending(either_register, tmp_path, killed, planned, changes):
    """What was planned is whole or not there; the next run sends each once, as the session stands then."""
    from django.utils import timezone

    now = timezone.now()
    days = {"starts_at": now + timedelta(days=10), "ends_at": now + timedelta(days=10, hours=1)}
    session = announced(now=now, **days)
    emails = [f"{name}@adur.example" for name in ("ann", "bob", "cat")]
    book(session, ADUR, *emails, places=3, now=now)
    with mail_server(tmp_path) as mail:
        where = (str(either_register), mail.port, session.pk, tmp_path / "calendars")
        with _run(*where, killed) as process:
            assert process.wait(timeout=60) == -signal.SIGKILL
        assert list(Message.objects.values_list("state", flat=True)) == [State.PLANNED] * planned
        assert mail.taken == []
        if changes:
            sessions.change(session.pk, wanted(place="Room 2", mode="in_person", **days), now=now, by="tom")
        for _ in range(2):
            with _run(*where) as process:
                process.communicate(timeout=120)
                assert process.returncode == 0
        assert sorted(one.recipient for one in mail.taken) == emails
    went = Message.objects.filter(state=State.ACCEPTED)
    assert sorted(went.values_list("recipient", flat=True)) == emails
    assert {one.kind for one in went} == {JOINING}
    assert all(("Room 2" in one.text) == changes for one in went)
    others = Message.objects.exclude(state=State.ACCEPTED).values_list("state", flat=True)
    assert list(others) == [State.DROPPED] * (planned if changes else 0)
