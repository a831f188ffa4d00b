"""Training made up for the demo: sessions to book, one that is full, one that is over, one that nobody sees yet."""

from __future__ import annotations

from django.utils import timezone

from tests.support.messages import SENDER
from tests.support.round_pages import SCHEME
from tests.support.training import ADUR, ASHFORD
from upheld.casework.training import attending, booking, giving, sessions
from upheld.casework.training.models import Booking, Comer, Course, Session
from upheld.casework.training.words import BookingState, SessionState
from upheld.console import sample_training
from upheld.delivery.covering import is_reserved
from upheld.delivery.training import Mails
from upheld.register.models import Workshop


def session(code: str) -> Session:
    return Session.objects.get(code=code)


def test_each_kind_of_session_is_there_once_however_often_it_is_made(register):
    for _ in range(2):
        sample_training.make(ADUR)
    states = {one.code: sessions.shown_state(one) for one in Session.objects.all()}
    assert states == {
        "SAMPLE-T-0": SessionState.OPEN,
        "SAMPLE-T-1": SessionState.OPEN,
        "SAMPLE-T-2": SessionState.FULL,
        "SAMPLE-T-3": SessionState.PLANNED,
    }
    assert set(Booking.objects.values_list("session__code", "authority", "places", "state")) == {
        ("SAMPLE-T-0", ADUR, 2, BookingState.BOOKED),
        ("SAMPLE-T-2", ADUR, 1, BookingState.BOOKED),
    }


def test_made_up_is_written_on_it_and_nobody_real_is_written_to(register, tmp_path):
    sample_training.make(ADUR)
    assert "Sample" in Course.objects.get().title
    assert all(is_reserved(one) for one in Comer.objects.values_list("email", flat=True))
    drafts = {
        one.code: Mails(SCHEME, one, SENDER.address, tmp_path, True, timezone.now()).drafts()
        for one in Session.objects.all()
    }
    assert {code: len(found) for code, found in drafts.items() if found} == {"SAMPLE-T-2": 1}
    assert SCHEME.words.terms.sample in drafts["SAMPLE-T-2"][0].subject


def test_what_there_is_to_do_can_be_done(register):
    """Another waits for the full one; who came to the one that is over is recorded, and what they thought of it."""
    sample_training.make(ADUR)
    now, over = timezone.now(), session("SAMPLE-T-0")
    assert giving.may_be_given(over, ADUR, now)
    assert not Workshop.objects.exists()
    attending.hold(over.pk, SCHEME, {ADUR: 2}, now=now, by="tom")
    assert Workshop.objects.get().code == "SAMPLE-T-0"
    waits = booking.book(session("SAMPLE-T-2").pk, ASHFORD, 1, ["x@sample.example"], now=now, by="lin")
    assert waits.state == BookingState.WAITING
