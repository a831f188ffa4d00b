"""Reminders of remedies: on their days, once each, whatever stops the worker; and not once they concern nobody."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.mail_server import ROOT, MailServer, mail_server
from upheld.casework.remedies.models import Evidence
from upheld.console import remedy_mail, working
from upheld.delivery.models import Message
from upheld.desk import jobs
from upheld.desk.models import Job
from upheld.register.models import Case, Contact, Origin, Recommendation

OWN = "E07000107"
DUE = date(2022, 6, 20)
KILLS, OFFICERS = 10, 60


def morning(days: int) -> datetime:
    """The morning so many days after the day of the remedy."""
    return datetime(2022, 6, 20, 7, 0, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def mail(tmp_path: Path):
    with mail_server(tmp_path) as found:
        yield found


@pytest.fixture
def agreed(either_register: object, mail: MailServer, settings: object) -> str:
    """A remedy due on `DUE`, and a link officer; returns the register."""
    settings.UPHELD_MAIL, settings.UPHELD_MAIL_RETURNS = f"smtp://127.0.0.1:{mail.port}", ""
    settings.UPHELD_MAIL_FROM, settings.UPHELD_SCHEME = "Office <office@ombudsman.example>", "local-government-england"
    Origin.objects.create(name="scheme", value="local-government-england")
    Origin.objects.create(name="sample", value="yes")
    days = {"received_on": date(2021, 9, 1), "decided_on": date(2022, 3, 1)}
    case = Case.objects.create(reference="21 000 100", authority=OWN, subject="Housing", outcome="upheld", **days)
    Recommendation.objects.create(case=case, number=1, category="apology", text="To Mrs A", public=False, due_on=DUE)
    Contact.objects.create(authority=OWN, role="link_officer", email="lo@dartford.example", name="Lo Officer")
    return str(either_register)


def test_each_on_its_day_and_once(agreed: str, mail: MailServer):
    told = {days: [remedy_mail.remind(morning(days), by="worker") for _ in range(2)] for days in range(-20, 30)}
    sent = {days: first for days, (first, _) in told.items() if first != "none is due" and "accepted" in first}
    assert sent == {-14: "1 reminder accepted", 1: "1 reminder accepted", 14: "1 reminder accepted"}
    assert all("accepted" not in again for _, again in told.values())
    assert len(mail.taken) == 3
    texts = [one.text for one in Message.objects.order_by("pk")]
    assert "is due on 20 June 2022" in texts[0] and "was due on 20 June 2022" in texts[1]
    assert all("Made-up" in one and "Mrs A" not in one for one in texts)


def test_what_concerns_nobody_any_more_is_not_sent(agreed: str, mail: MailServer, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as stopped:
        stopped.setattr("upheld.delivery.sending.send", lambda *_, **__: pytest.fail("stopped here"))
        with pytest.raises(pytest.fail.Exception):
            remedy_mail.remind(morning(1), by="worker")
    assert Message.objects.get().state == "planned"
    asked = {"text": "Done", "by": "fay", "at": morning(1), "done_on": DUE, "authority": OWN}
    Evidence.objects.create(reference="21 000 100", number=1, **asked)
    remedy_mail.remind(morning(1), by="worker")
    assert Message.objects.get().state == "dropped" and not mail.taken


def test_what_an_extract_says_was_done_is_reminded_of_no_more_though_it_has_no_result(agreed: str, mail: MailServer):
    Recommendation.objects.update(completed_on=DUE)
    assert {remedy_mail.remind(morning(days), by="worker") for days in (-14, 1, 14)} == {"none is due"}
    assert not mail.taken


def test_a_day_without_a_worker_is_caught_up_and_a_week_is_not(agreed: str, mail: MailServer):
    assert remedy_mail.remind(morning(1 + 6), by="worker") == "1 reminder accepted"
    assert remedy_mail.remind(morning(14 + 7), by="worker") == "none is due"


def test_more_time_gives_new_days(agreed: str, mail: MailServer):
    remedy_mail.remind(morning(-14), by="worker")
    Recommendation.objects.update(extended_to=DUE + timedelta(days=20))
    assert remedy_mail.remind(morning(1), by="worker") == "none is due"
    assert remedy_mail.remind(morning(6), by="worker") == "1 reminder accepted"
    assert "10 July 2022" in Message.objects.latest("pk").text


def test_every_morning_is_asked_for_once(agreed: str):
    early = datetime(2022, 6, 20, 4, 0, tzinfo=UTC)
    for _ in range(3):
        remedy_mail.ask_for_next(early)
    assert [(job.detail["on"], job.not_before) for job in Job.objects.order_by("pk")] == [
        ("2022-06-20", datetime(2022, 6, 20, 7, 0, tzinfo=UTC)),  # eight o'clock in summer
        ("2022-06-21", datetime(2022, 6, 21, 7, 0, tzinfo=UTC)),
    ]


def test_a_morning_that_failed_is_not_the_last(agreed: str, settings: object, tmp_path: Path):
    settings.UPHELD_MAIL = "smtp://127.0.0.1:9"
    working.declare()
    remedy_mail.ask_for_next(datetime.now(UTC))
    Case.objects.update(decided_on=date.today())
    Recommendation.objects.update(due_on=date.today() - timedelta(days=1))
    job = jobs.take_next([remedy_mail.KIND], datetime.now(UTC) + timedelta(days=1))
    working.do(job, tmp_path)
    assert Job.objects.get(pk=job.pk).failed
    assert Job.objects.filter(kind=remedy_mail.KIND, ended_at=None, detail__on__gt=job.detail["on"]).exists()


def test_a_worker_that_only_does_what_is_due_asks_for_the_morning_too(
    agreed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("upheld.console.desk.prepare", lambda *_: None)
    asked = []
    monkeypatch.setattr(working, "work_off", lambda _: asked.extend(Job.objects.values_list("kind", flat=True)))
    working.run(tmp_path, "", "", once=True)
    assert asked == [remedy_mail.KIND]


ONE_MORNING = """
import os, sys
os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=sys.argv[1], UPHELD_MAIL=sys.argv[2])
os.environ.update(UPHELD_MAIL_FROM="Office <office@ombudsman.example>", UPHELD_SCHEME="local-government-england")
import django
django.setup()
from datetime import UTC, datetime
from upheld.console.remedy_mail import remind
print("ready", flush=True)
print(remind(datetime(2022, 6, 21, 7, 0, tzinfo=UTC), by="worker"), flush=True)
"""


def test_killed_at_random_moments_nobody_is_reminded_twice_and_nobody_forgotten(agreed: str, mail: MailServer):
    officers = [f"lo{n}@dartford.example" for n in range(OFFICERS)]
    rows = [Contact(authority=OWN, role="link_officer", email=one, name="Lo") for one in officers]
    Contact.objects.bulk_create(rows)
    chance, kills = random.Random(1), 0
    command = [sys.executable, "-c", ONE_MORNING, agreed, f"smtp://127.0.0.1:{mail.port}"]
    while kills < KILLS:
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout and process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            process.wait()
        kills += 1
    remedy_mail.remind(morning(1), by="worker")
    taken = Counter(one.recipient for one in mail.taken)
    doubtful = set(Message.objects.filter(state="doubtful").values_list("recipient", flat=True))
    assert max(taken.values()) == 1
    assert {*taken, *doubtful} == {*officers, "lo@dartford.example"}
    assert set(Message.objects.values_list("state", flat=True)) <= {"accepted", "doubtful"}
