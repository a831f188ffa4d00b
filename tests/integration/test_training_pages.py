"""Training played through at the desk and in the portal, by people with their posts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support.desk import signed_in
from tests.support.round_pages import SCHEME, link_officer
from tests.support.training import ADUR, ASHFORD, announced
from upheld.access.permissions import Role
from upheld.casework.training import booking
from upheld.casework.training.models import Booking, Course, Feedback, Session
from upheld.register.models import Attendance

DESK, PORTAL = "/desk/training/", f"/portal/{ADUR}/training/"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _settings(register, settings, tmp_path):
    settings.UPHELD_OUT, settings.UPHELD_SCHEME = tmp_path / "out", SCHEME.id


@pytest.fixture
def tom():
    return signed_in("tom", Role.TRAINER)


def soon(**more: object) -> Session:
    now = timezone.now()
    starts = now + timedelta(days=10)
    return announced(now=now, starts_at=starts, ends_at=starts + timedelta(hours=2), **more)


def over(session: Session) -> None:
    was = timezone.now() - timedelta(days=1)
    Session.objects.filter(pk=session.pk).update(starts_at=was - timedelta(hours=2), ends_at=was)


def text(client: object, address: str, **given: str) -> str:
    answer = client.post(address, given, follow=True) if given else client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def form(**more: str) -> dict[str, str]:
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    usual = {"code": "W-7", "day": day, "starts": "10:00", "ends": "12:30", "mode": "online", "places": "8"}
    return {**usual, "course": str(Course.objects.get().pk), "place": "https://meet.example/7", **more}


def test_a_session_from_its_course_to_its_announcement(tom):
    assert "The course is added." in text(tom, f"{DESK}courses", title="Remedies", purpose=HOSTILE)
    shown = text(tom, DESK, **form())
    assert "The session is planned." in shown
    one = Session.objects.get()
    assert "W-7" not in text(link_officer(ADUR), PORTAL)
    assert "Announced" in text(tom, f"{DESK}{one.pk}/move", what="announce")
    page = text(link_officer(ADUR), PORTAL)
    assert "8 places are free" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"day": "tomorrow"}, "is no day and time"),
        ({"day": "2031-03-30", "starts": "01:30"}, "The clocks go forward then"),
        ({"day": "2031-10-26", "starts": "01:30"}, "The clocks go back then"),
        ({"course": "0"}, "Choose a course."),
        ({"course": "²"}, "Choose a course."),
        ({"places": "many"}, "how many places"),
        ({"ends": "09:00"}, "end after it begins"),
        ({"mode": "by post"}, "online or in a room"),
    ],
)
def test_what_is_wrong_with_a_session_is_told_and_what_was_written_stays(tom, given, told):
    text(tom, f"{DESK}courses", title="Remedies")
    page = text(tom, DESK, **form(**given))
    assert told in page
    assert 'value="https://meet.example/7"' in page
    assert not Session.objects.exists()


def test_booking_changing_and_cancelling(tom):
    one, lin = soon(), link_officer(ADUR)
    assert "Booked." in text(lin, f"{PORTAL}{one.pk}/", places="2", emails="a@adur.example\nb@adur.example")
    assert "Change or cancel the booking" in text(lin, PORTAL)
    assert "b@adur.example" in text(lin, f"{PORTAL}{one.pk}/")
    assert "b@adur.example" in text(tom, f"{DESK}{one.pk}/")
    assert "more addresses than places" in text(lin, f"{PORTAL}{one.pk}/", places="1", emails="a@b.example c@b.example")
    assert "is cancelled" in text(lin, f"{PORTAL}{one.pk}/cancel", x="")
    assert "no booking to cancel" in text(lin, f"{PORTAL}{one.pk}/cancel", x="")


def test_another_authority_sees_neither_who_comes_nor_who_booked():
    one = soon()
    text(link_officer(ASHFORD, "ash"), f"/portal/{ASHFORD}/training/{one.pk}/", places="1", emails="x@ashford.example")
    for page in (PORTAL, f"{PORTAL}{one.pk}/"):
        shown = text(link_officer(ADUR), page)
        assert "ashford" not in shown.lower()
        assert "meet.ombudsman.example" not in shown


def test_a_reader_sees_what_is_coming_and_books_nothing():
    one, rob = soon(), signed_in("rob", (Role.READER, ADUR))
    page = text(rob, PORTAL)
    assert one.course.title in page
    assert "Book places" not in page
    assert rob.post(f"{PORTAL}{one.pk}/", {"places": "1", "emails": "a@b.example"}).status_code == 404


def test_full_is_a_waiting_list():
    one = soon(places=1)
    text(link_officer(ASHFORD, "ash"), f"/portal/{ASHFORD}/training/{one.pk}/", places="1", emails="x@ashford.example")
    lin = link_officer(ADUR)
    assert "Join the waiting list" in text(lin, PORTAL)
    assert "on the waiting list" in text(lin, f"{PORTAL}{one.pk}/", places="1", emails="a@adur.example")


def test_who_waits_is_not_told_how_to_join():
    one, ash = soon(places=1), link_officer(ASHFORD, "ash")
    booked, waits = f"/portal/{ASHFORD}/training/{one.pk}/", f"{PORTAL}{one.pk}/"
    text(ash, booked, places="1", emails="x@ashford.example")
    text(link_officer(ADUR), waits, places="1", emails="a@adur.example")
    assert one.place in text(ash, booked)
    assert one.place not in text(link_officer(ADUR), waits)


def test_changing_and_cancelling_at_the_desk(tom):
    one = soon()
    assert "is changed" in text(tom, f"{DESK}{one.pk}/", **form(mode="in_person", place="Room 2"))
    assert "Room 2" in text(link_officer(ADUR), PORTAL)
    assert "Say why" in text(tom, f"{DESK}{one.pk}/move", what="cancel")
    assert "Cancelled." in text(tom, f"{DESK}{one.pk}/move", what="cancel", reason="Snow")
    assert "Room 2" not in text(link_officer(ADUR), PORTAL)
    assert tom.post(f"{DESK}{one.pk}/move", {"what": "burn"}).status_code == 404


def test_a_session_that_is_over_says_what_is_to_be_done_and_promises_no_mails(tom):
    one = soon()
    page = text(tom, f"{DESK}{one.pk}/")
    assert "12 free" in page and "Send what has not gone" in page and "those who come read it" in page
    over(one)
    page = text(tom, f"{DESK}{one.pk}/")
    assert "over: record who came, or cancel it if it did not take place" in page
    assert "free" not in page.partition("<main")[2].partition("Attendance")[0]
    assert "Send what has not gone" not in page
    assert "Why it did not take place" in page


def test_attendance_and_feedback(tom):
    one, lin = soon(), link_officer(ADUR)
    booking.book(one.pk, ADUR, 2, ["a@adur.example"], now=timezone.now(), by="lin")
    assert lin.get(f"{PORTAL}{one.pk}/feedback").status_code == 404
    over(one)
    page = f"{DESK}{one.pk}/attendance"
    for people, told in (("two", "in figures"), ("²", "in figures"), ("20000", "from 0 to 10,000")):
        assert told in text(tom, page, authority=ADUR, people=people)
    assert "Choose the authority" in text(tom, page, authority="?", people="1")
    answer = tom.post(page, {"authority": [ADUR, "", ASHFORD, ASHFORD], "people": ["2", "1", "3", "3"]}, follow=True)
    assert "there twice" in answer.content.decode()
    assert not Attendance.objects.exists()
    answer = tom.post(page, {"authority": [ADUR, "", ASHFORD, "?"], "people": ["2", "1", "3", ""]}, follow=True)
    assert "Recorded." in answer.content.decode()
    assert dict(Attendance.objects.values_list("authority", "people")) == {ADUR: 2, "": 1, ASHFORD: 3}
    assert "Answer each question" in text(lin, f"{PORTAL}{one.pk}/feedback", useful="4", clear="9", comment="x")
    given = {"useful": "4", "clear": "5", "again": "2", "comment": HOSTILE}
    assert "Thank you" in text(lin, f"{PORTAL}{one.pk}/feedback", **given)
    assert Feedback.objects.get().useful == 4
    shown = text(tom, f"{DESK}{one.pk}/")
    assert "4.0 of 5, from 1 answer" in shown
    assert HOSTILE not in shown


def test_what_is_not_announced_is_not_there(tom):
    text(tom, f"{DESK}courses", title="Remedies")
    text(tom, DESK, **form())
    one, lin = Session.objects.get(), link_officer(ADUR)
    for which in (one.pk, 999):
        assert lin.get(f"{PORTAL}{which}/").status_code == 404
        assert lin.post(f"{PORTAL}{which}/cancel").status_code == 404
    assert tom.get(f"{DESK}999/").status_code == 404
    assert not Booking.objects.exists()
