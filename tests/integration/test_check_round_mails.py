"""The mails of a check round: invitations and reminders, asked for at the desk and sent by the worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.desk import signed_in
from tests.support.mail_server import mail_server
from tests.support.round_pages import ask, busiest, first_case, link_officer
from upheld.access.permissions import Role
from upheld.console.round_mail import send_round
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.desk.models import Job
from upheld.desk.round_mails import remind_when_due
from upheld.editions.check_round import rounds
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.register.models import Contact


def test_who_answered_is_not_reminded(opened: Edition):
    [authority, other] = busiest(opened)
    Contact.objects.filter(role="link_officer").delete()
    for one in (authority, other):
        Contact.objects.create(authority=one, role="link_officer", email=f"lo@{one.lower()}.example", name="Lo")
    page = f"/portal/{authority}/editions/{opened.pk}"
    client = link_officer(authority)
    shown = client.get(f"{page}/").content.decode().partition('name="figures" value="')[2][:64]
    client.post(f"{page}/sign-off", {"figures": shown})
    signed_in("ana", Role.ANALYST).post(f"/desk/editions/{opened.pk}/check-round/invite", {"what": "remind"})
    assert list(Message.objects.values_list("authority", flat=True)) == [other]


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory):
    with mail_server(tmp_path_factory.mktemp("mail")) as found:
        yield found


def test_mails_go_once_and_a_reminder_not_to_who_answered_before_it_went(opened: Edition, mail, settings):
    settings.UPHELD_MAIL = f"smtp://127.0.0.1:{mail.port}"
    settings.UPHELD_MAIL_RETURNS = ""
    [authority, other] = busiest(opened)
    Contact.objects.filter(role="link_officer").delete()
    for one in (authority, other):
        Contact.objects.create(authority=one, role="link_officer", email=f"lo@{one.lower()}.example", name="Lo")
    analyst = signed_in("ana", Role.ANALYST)
    analyst.post(f"/desk/editions/{opened.pk}/check-round/invite", {"what": "invite"})
    analyst.post(f"/desk/editions/{opened.pk}/check-round/invite", {"what": "remind"})
    ask(link_officer(authority), opened, authority, case=first_case(opened, authority))
    invite, remind = Job.objects.order_by("pk")
    assert send_round(invite) == "2 messages accepted"
    assert send_round(remind) == "1 message accepted; 1 message dropped"
    assert send_round(invite) == send_round(remind) == "nothing to send"
    assert [one.recipient for one in mail.taken].count(f"lo@{other.lower()}.example") == 2
    assert [one.recipient for one in mail.taken].count(f"lo@{authority.lower()}.example") == 1


def test_mail_of_a_round_whose_fate_is_not_known_is_settled_by_a_person(opened: Edition):
    [authority, _] = busiest(opened)
    Contact.objects.filter(role="link_officer").exclude(authority=authority).delete()
    Contact.objects.create(authority=authority, role="link_officer", email="lo@council.example", name="Lo")
    base = f"/desk/editions/{opened.pk}/check-round/"
    for what in ("invite", "remind"):
        signed_in("ana", Role.ANALYST).post(f"{base}invite", {"what": what})
    Job.objects.all().delete()
    Message.objects.filter(recipient="lo@council.example").update(state="doubtful", told="no answer came")
    invitation, reminder = Message.objects.filter(recipient="lo@council.example").order_by("pk")
    page = signed_in("ana", Role.ANALYST).get(base).content.decode()
    assert "2 mails wait for a person" in page and "lo@council.example" not in page
    publisher = signed_in("pia", Role.PUBLISHER)
    page = publisher.get(base).content.decode()
    assert "no answer came" in page and "lo@council.example" in page
    publisher.post(f"{base}{invitation.pk}/settle", {"what": "arrived", "reason": ""})
    invitation.refresh_from_db()
    assert invitation.state == "doubtful", "how one knows is to be said"
    publisher.post(f"{base}{invitation.pk}/settle", {"what": "arrived", "reason": "They told us"})
    publisher.post(f"{base}{reminder.pk}/settle", {"what": "again", "reason": "The server lost it"})
    assert [one.state for one in Message.objects.filter(recipient="lo@council.example").order_by("pk")] == [
        "accepted",
        "planned",
    ]
    job = Job.objects.get()
    assert (job.kind, job.detail) == ("send round", {"occasion": reminder.occasion, "reminding": True})
    letter = Message.objects.create(
        occasion=letters_of(opened),
        version="x",
        recipient="x@y.example",
        message_id="<x>",
        state="doubtful",
        planned_at=timezone.now(),
        changed_at=timezone.now(),
    )
    publisher.post(f"{base}{letter.pk}/settle", {"what": "arrived", "reason": "No letter is settled here"})
    letter.refresh_from_db()
    assert letter.state == "doubtful"
    assert signed_in("ana", Role.ANALYST).post(f"{base}{reminder.pk}/settle").status_code == 404


def test_nobody_is_written_to_once_the_round_is_over(opened: Edition, settings):
    settings.UPHELD_MAIL, settings.UPHELD_MAIL_RETURNS = "smtp://127.0.0.1:1", ""
    [authority, _] = busiest(opened)
    Contact.objects.filter(role="link_officer").exclude(authority=authority).delete()
    signed_in("ana", Role.ANALYST).post(f"/desk/editions/{opened.pk}/check-round/invite", {"what": "invite"})
    planned = Message.objects.count()
    rounds.Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert planned > 0
    assert "dropped" in send_round(Job.objects.get())
    assert set(Message.objects.values_list("state", flat=True)) == {"dropped"}


def test_those_without_an_answer_are_reminded_so_many_days_before(edition: Edition):
    [authority, other] = busiest(edition)
    Contact.objects.filter(role="link_officer").delete()
    for one in (authority, other):
        Contact.objects.create(authority=one, role="link_officer", email=f"lo@{one.lower()}.example", name="Lo")
    analyst, base = signed_in("ana", Role.ANALYST), f"/desk/editions/{edition.pk}/check-round/"
    day = (timezone.now() + timedelta(days=10)).date().isoformat()
    analyst.post(f"{base}open", {"day": day, "hour": "17:00", "remind": "7, soon"})
    assert Edition.objects.get().state == State.DRAFT
    analyst.post(f"{base}open", {"day": day, "hour": "17:00", "remind": "2, 7 30"})
    one = rounds.Round.objects.get()
    asked = [(job.detail["days"], one.closes_at - job.not_before) for job in Job.objects.filter(kind="remind round")]
    assert asked == [(7, timedelta(days=7)), (2, timedelta(days=2))]  # for 30 it is too late
    opened = Edition.objects.get()
    ask(link_officer(authority), opened, authority, case=first_case(opened, authority))
    due = one.closes_at - timedelta(days=7)
    assert remind_when_due(opened, 7, now=due - timedelta(seconds=1), by="ana") is None
    assert [remind_when_due(opened, 7, now=due + timedelta(hours=after), by="ana") for after in (0, 30)] == [1, 0]
    assert [(one.authority, one.kind) for one in Message.objects.all()] == [(other, "reminder")]
    assert remind_when_due(opened, 5, now=one.closes_at - timedelta(days=1), by="ana") is None
    assert remind_when_due(opened, 2, now=one.closes_at, by="ana") is None
    rounds.extend(opened, closes_at=one.closes_at + timedelta(days=7), now=due, by="ana")
    assert remind_when_due(opened, 2, now=one.closes_at - timedelta(days=2), by="ana") is None  # no longer due
