"""Training: courses, sessions, bookings, the waiting list, attendance, feedback."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.at_once import at_once
from tests.support.round_pages import SCHEME
from tests.support.training import ADUR, ASHFORD, NOW, STARTS, announced, wanted
from upheld.access.models import AuditEntry
from upheld.casework.refusal import Refusal
from upheld.casework.training import attending, booking, giving, sessions
from upheld.casework.training.models import Booking, Comer, Session
from upheld.casework.training.words import BookingState, SessionState
from upheld.register.models import Attendance, PriorRow, Workshop

AFTER = STARTS + timedelta(hours=4)
MAIDSTONE = "E07000110"


def book(session: Session, authority: str, places: int = 1, *emails: str, now=NOW) -> Booking:
    return booking.book(session.pk, authority, places, emails or ("a@adur.example",), now=now, by="lin")


def states(session: Session) -> dict[str, str]:
    return dict(session.bookings.values_list("authority", "state"))


class TestSessions:
    def test_what_is_wrong_is_told_at_once(self, register):
        with pytest.raises(Refusal) as refusal:
            sessions.plan_session(
                wanted(code="", starts_at=NOW, ends_at=NOW, mode="by post", place="", places=0), now=NOW, by="tom"
            )
        assert len(refusal.value.args) == 6

    def test_a_code_is_used_once_also_by_an_extract(self, register):
        announced()
        with pytest.raises(Refusal, match="code already"):
            announced()
        Workshop.objects.create(code="W-9", title="x", held_on=NOW.date(), mode="online")
        with pytest.raises(Refusal, match="code already"):
            announced(code="W-9")

    def test_a_planned_one_cannot_be_booked(self, register):
        planned = sessions.plan_session(wanted(), now=NOW, by="tom")
        with pytest.raises(Refusal, match="no longer be booked"):
            book(planned, ADUR)

    def test_full_is_told_from_the_bookings(self, register):
        session = announced(places=2)
        book(session, ADUR, 2)
        assert sessions.shown_state(session) == SessionState.FULL
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert sessions.shown_state(session) == SessionState.OPEN

    def test_never_fewer_places_than_booked(self, register):
        session = announced(places=4)
        book(session, ADUR, 3)
        with pytest.raises(Refusal, match="3 places are booked"):
            sessions.change(session.pk, wanted(places=2), now=NOW, by="tom")

    def test_what_those_who_come_must_know_is_counted_and_more_places_are_not(self, register):
        session = announced()
        assert sessions.change(session.pk, wanted(places=20), now=NOW, by="tom").sequence == 0
        assert sessions.change(session.pk, wanted(places=20, place="Room 2"), now=NOW, by="tom").sequence == 1

    def test_cancelling_needs_a_reason_and_cancels_every_booking(self, register):
        session = announced()
        book(session, ADUR)
        with pytest.raises(Refusal):
            sessions.cancel(session.pk, " ", now=NOW, by="tom")
        sessions.cancel(session.pk, "The trainer is ill.", now=NOW, by="tom")
        assert states(session) == {ADUR: BookingState.CANCELLED}
        with pytest.raises(Refusal, match="cannot become"):
            sessions.announce(session.pk, now=NOW, by="tom")


class TestBookings:
    def test_who_does_not_fit_waits_and_moves_up_in_order(self, register):
        """Three places: Adur takes two, Ashford waits for two, Maidstone for one fits and is booked at once."""
        session = announced(places=3)
        book(session, ADUR, 2)
        book(session, ASHFORD, 2)
        book(session, MAIDSTONE, 1)
        assert states(session) == {
            ADUR: BookingState.BOOKED,
            ASHFORD: BookingState.WAITING,
            MAIDSTONE: BookingState.BOOKED,
        }
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert states(session)[ASHFORD] == BookingState.BOOKED
        assert sessions.free(session) == 0

    def test_first_come_first_served(self, register):
        session = announced(places=1)
        book(session, ADUR)
        book(session, MAIDSTONE, now=NOW + timedelta(minutes=2))
        book(session, ASHFORD, now=NOW + timedelta(minutes=1))
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert states(session)[ASHFORD] == BookingState.BOOKED
        assert states(session)[MAIDSTONE] == BookingState.WAITING

    def test_more_places_move_the_waiting_up(self, register):
        session = announced(places=1)
        book(session, ADUR)
        book(session, ASHFORD)
        sessions.change(session.pk, wanted(places=2), now=NOW, by="tom")
        assert states(session)[ASHFORD] == BookingState.BOOKED

    def test_asking_for_more_than_are_free_changes_nothing(self, register):
        session = announced(places=3)
        book(session, ADUR, 1)
        book(session, ASHFORD, 1)
        with pytest.raises(Refusal, match="Only 1 more place is free"):
            book(session, ADUR, 3)
        assert Booking.objects.get(authority=ADUR).places == 1

    def test_fewer_places_let_the_waiting_in(self, register):
        session = announced(places=2)
        book(session, ADUR, 2)
        book(session, ASHFORD, 1)
        book(session, ADUR, 1)
        assert states(session)[ASHFORD] == BookingState.BOOKED

    def test_cancelled_and_booked_again_is_one_row_that_calendars_follow(self, register):
        session = announced()
        book(session, ADUR)
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        again = book(session, ADUR)
        assert again.state == BookingState.BOOKED
        assert again.sequence == 2
        assert list(Comer.objects.order_by("pk").values_list("is_coming", flat=True)) == [False, True]

    def test_what_is_wrong_with_a_booking(self, register):
        session = announced(places=3)
        for places, emails in (
            (0, ["a@b.example"]),
            (4, ["a@b.example"]),
            (1, []),
            (1, ["a@b.example", "c@b.example"]),
        ):
            with pytest.raises(Refusal):
                booking.book(session.pk, ADUR, places, emails, now=NOW, by="lin")
        with pytest.raises(Refusal, match="no longer"):
            book(session, ADUR, now=STARTS)
        book(session, ADUR)
        with pytest.raises(Refusal, match="begun"):
            booking.cancel(session.pk, ADUR, now=STARTS, by="lin")
        assert not Booking.objects.filter(authority=ASHFORD).exists()

    def test_addresses(self):
        assert booking.addresses_of("A@b.example\r\n c@b.example; a@b.example,") == ["a@b.example", "c@b.example"]
        with pytest.raises(Refusal) as refusal:
            booking.addresses_of("secret-person")
        assert "secret" not in str(refusal.value)

    def test_the_trail_names_no_address(self, register):
        session = announced()
        book(session, ADUR, 1, "somebody@adur.example")
        booking.cancel(session.pk, ADUR, now=NOW, by="lin")
        assert "somebody" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("_", range(3))
def test_two_want_the_last_place_at_the_same_moment(either_register, _):
    session = announced(places=1)
    at_once(lambda: book(session, ADUR), lambda: book(session, ASHFORD))
    assert sorted(states(session).values()) == [BookingState.BOOKED, BookingState.WAITING]
    assert sessions.taken(session) == 1


def test_two_of_one_authority_at_the_same_moment_are_one_booking(either_register):
    session = announced(places=4)
    at_once(lambda: book(session, ADUR, 2), lambda: book(session, ADUR, 3))
    assert Booking.objects.count() == 1
    assert sessions.taken(session) in (2, 3)


@pytest.mark.parametrize("_", range(2))
def test_a_place_given_up_while_another_wants_it_is_given_once(either_register, _):
    """Ashford waits; Adur cancels at the moment at which Maidstone asks: one has the place, and it is Ashford."""
    session = announced(places=1)
    book(session, ADUR)
    book(session, ASHFORD, now=NOW + timedelta(minutes=1))
    at_once(
        lambda: booking.cancel(session.pk, ADUR, now=NOW, by="lin"),
        lambda: book(session, MAIDSTONE, now=NOW + timedelta(minutes=2)),
    )
    assert states(session) == {
        ADUR: BookingState.CANCELLED,
        ASHFORD: BookingState.BOOKED,
        MAIDSTONE: BookingState.WAITING,
    }


def test_fewer_places_while_somebody_books_are_never_too_few(either_register):
    session, told = announced(places=4), []

    def fewer() -> None:
        try:
            sessions.change(session.pk, wanted(places=2), now=NOW, by="tom")
        except Refusal as refusal:
            told.append(str(refusal))

    at_once(fewer, lambda: book_or_be_told(session, told))
    session.refresh_from_db()
    assert sessions.taken(session) <= session.places
    assert (session.places, sessions.taken(session), len(told)) in {(2, 0, 1), (4, 3, 1)}


def book_or_be_told(session: Session, told: list[str]) -> None:
    try:
        book(session, ADUR, 3)
    except Refusal as refusal:
        told.append(str(refusal))


class TestAttendance:
    def test_it_is_in_the_register_as_an_extract_has_it(self, register):
        session = announced()
        attending.hold(session.pk, SCHEME, {ADUR: 3, ASHFORD: 0, "": 2}, now=AFTER, by="tom")
        assert Workshop.objects.get(code="W-1").held_on == STARTS.date()
        assert attending.attendance_of(session) == {ADUR: 3, "": 2}
        assert Session.objects.get().state == SessionState.HELD

    def test_recorded_again_the_row_before_is_kept(self, register):
        session = announced()
        attending.hold(session.pk, SCHEME, {ADUR: 3}, now=AFTER, by="tom")
        attending.hold(session.pk, SCHEME, {ADUR: 0, ASHFORD: 4}, now=AFTER, by="tom")
        assert attending.attendance_of(session) == {ADUR: 0, ASHFORD: 4}
        assert PriorRow.objects.get(table="attendances").before["people"] == 3

    def test_nobody_came(self, register):
        session = announced()
        attending.hold(session.pk, SCHEME, {}, now=AFTER, by="tom")
        assert Workshop.objects.count() == 1
        assert attending.attendance_of(session) == {"": 0}

    def test_the_day_is_that_of_the_ombudsman_s_clocks(self, register):
        """At 23:30 UTC in July it is the next day in London."""
        late = STARTS.replace(month=7, hour=23, minute=30)
        session = announced(starts_at=late, ends_at=late + timedelta(hours=1))
        attending.hold(session.pk, SCHEME, {ADUR: 1}, now=late + timedelta(days=1), by="tom")
        assert Workshop.objects.get().held_on.day == 16

    def test_refused(self, register):
        session = announced()
        with pytest.raises(Refusal, match="not over"):
            attending.hold(session.pk, SCHEME, {ADUR: 1}, now=STARTS, by="tom")
        for came in ({ADUR: -1}, {ADUR: 10_001}, {"nobody-knows": 1}):
            with pytest.raises(Refusal):
                attending.hold(session.pk, SCHEME, came, now=AFTER, by="tom")
        assert not Attendance.objects.exists()
        assert Session.objects.get().state == SessionState.OPEN


class TestFeedback:
    ANSWERS = {"useful": 4, "clear": 5, "again": 3}

    def test_given_by_who_had_a_place_and_summed_up(self, register):
        session = announced()
        book(session, ADUR)
        book(session, ASHFORD)
        giving.give(session.pk, ADUR, self.ANSWERS, "Good", now=AFTER, by="lin")
        giving.give(session.pk, ADUR, self.ANSWERS, "Very good", now=AFTER, by="lin")
        giving.give(session.pk, ASHFORD, {"useful": 1, "clear": 2, "again": 3}, "", now=AFTER, by="ash")
        assert giving.summed_up(session) == {"useful": 2.5, "clear": 3.5, "again": 3}
        assert session.feedback.count() == 2

    def test_refused(self, register):
        session = announced()
        book(session, ADUR)
        for authority, answers, now in (
            (ADUR, self.ANSWERS, STARTS),
            (ASHFORD, self.ANSWERS, AFTER),
            (ADUR, {**self.ANSWERS, "clear": 6}, AFTER),
            (ADUR, {}, AFTER),
        ):
            with pytest.raises(Refusal):
                giving.give(session.pk, authority, answers, "", now=now, by="lin")
        assert giving.summed_up(session)["useful"] is None
