"""The mails of a session: how to join, what changed, a reminder the day before, that it does not take place.

Which mails there should be is told from the session and its bookings as they stand, so that it comes out the same
however often it is asked, and after whatever stopped. One occasion a session: what nobody wants any more is dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.casework.training.calendar_file import Event, calendar_file
from upheld.casework.training.models import Booking, Comer, Session
from upheld.casework.training.words import BookingState, Mode, SessionState
from upheld.delivery.actions import Draft, File
from upheld.delivery.composing import can_be_written_to
from upheld.delivery.covering import BETWEEN_LANGUAGES, is_reserved
from upheld.delivery.models import Message
from upheld.delivery.states import State
from upheld.letters.sentences import day, one_line, say
from upheld.vocabulary.mail_wording import TrainingMail, TrainingMails
from upheld.vocabulary.scheme import Scheme

JOINING, CHANGED, REMINDER, CANCELLED = "training", "training changed", "training reminder", "training cancelled"
BEFORE = timedelta(days=1)
"""How long before a session its reminder goes."""
NOT_GONE = (State.PLANNED, State.DROPPED, State.REFUSED)


def occasion_of(session: Session) -> str:
    """What every mail of a session is sent on."""
    return f"training session {session.pk}"


def remind_at(session: Session) -> datetime:
    """When its reminders go."""
    return session.starts_at - BEFORE


@dataclass(frozen=True)
class Mails:
    """The mails of one session. ``organizer`` is the address they come from; ``folder`` holds calendar files.

    ``with_calendar`` is False where the way that mails go takes no such files.
    """

    scheme: Scheme
    session: Session
    organizer: str
    folder: Path
    sample: bool
    now: datetime
    with_calendar: bool = True

    def drafts(self) -> list[Draft]:
        """Every mail that there should be now, those that went already included."""
        if self.session.state == SessionState.PLANNED or self.now >= self.session.starts_at:
            return []
        bookings = self.session.bookings.order_by("pk").prefetch_related("comers")
        return [draft for one in bookings for comer in one.comers.all() for draft in self._to(one, comer)]

    def _to(self, booking: Booking, comer: Comer) -> Iterator[Draft]:
        if not can_be_written_to(comer.email) or (self.sample and not is_reserved(comer.email)):
            return
        if comer.is_coming and booking.state == BookingState.BOOKED:
            yield self._joining(booking, comer)
            if self._is_reminded(booking, comer):
                yield from self._reminder(booking, comer)
        elif not comer.is_coming and self._has_heard(comer) and not _comes_again(booking, comer):
            yield self._draft(CANCELLED, booking, comer, "")

    def _joining(self, booking: Booking, comer: Comer) -> Draft:
        kind = CHANGED if self._has_heard(comer, other_than=self.session.sequence) else JOINING
        return self._draft(kind, booking, comer, str(self.session.sequence), version_of=JOINING)

    def _reminder(self, booking: Booking, comer: Comer) -> Iterator[Draft]:
        """A reminder of the session as it is now; none where one of the same day went before it was changed."""
        on = self.session.starts_at.date().isoformat()
        of_the_day = [on, *(f"{on} {one}" for one in range(self.session.sequence))]
        if not self._went([self._version(REMINDER, comer, one) for one in of_the_day], comer):
            yield self._draft(REMINDER, booking, comer, f"{on} {self.session.sequence}")

    def _is_reminded(self, booking: Booking, comer: Comer) -> bool:
        """Whoever booked within the last day was told how to join only just now."""
        due = remind_at(self.session)
        booked = max(comer.since, booking.booked_at or comer.since)
        return booked < due <= self.now

    def _has_heard(self, comer: Comer, other_than: int | None = None) -> bool:
        """Whether somebody was told to come; with ``other_than``: as the session stood otherwise."""
        sequences = set(range(self.session.sequence + 1)) - {other_than}
        return self._went([self._version(JOINING, comer, str(one)) for one in sequences], comer)

    def _went(self, versions: list[str], comer: Comer) -> bool:
        found = Message.objects.filter(occasion=occasion_of(self.session), recipient=comer.email, version__in=versions)
        return found.exclude(state__in=NOT_GONE).exists()

    def _version(self, kind: str, comer: Comer, what: str) -> str:
        return hashlib.sha256(f"{kind}\n{self.session.uid}\n{comer.pk}\n{what}".encode()).hexdigest()

    def _draft(self, kind: str, booking: Booking, comer: Comer, what: str, *, version_of: str = "") -> Draft:
        subjects = [say(self._words(one, kind).subject, **self._blanks(one)) for one in self.scheme.languages]
        mark = f"{self.scheme.words.terms.sample}: " if self.sample else ""
        return Draft(
            version=self._version(version_of or kind, comer, what),
            recipient=comer.email,
            kind=kind,
            authority=booking.authority,
            name="",
            subject=mark + " / ".join(dict.fromkeys(subjects)),
            text=BETWEEN_LANGUAGES.join(self._text(one, kind) for one in self.scheme.languages) + "\n",
            files=(self._calendar(booking, is_cancelled=kind == CANCELLED),) if self.with_calendar else (),
        )

    def _mails(self, language: str) -> TrainingMails:
        return self.scheme.wording[language].mail.training

    def _words(self, language: str, kind: str) -> TrainingMail:
        words = self._mails(language)
        return {
            JOINING: words.joining,
            CHANGED: words.changed,
            REMINDER: words.reminder,
            CANCELLED: words.cancelled if self.session.state == SessionState.CANCELLED else words.not_coming,
        }[kind]

    def _text(self, language: str, kind: str) -> str:
        wording, blanks = self.scheme.wording[language], self._blanks(language)
        sample = [wording.terms.sample_long] if self.sample else []
        words = self._words(language, kind)
        said = (*words.paragraphs, *([words.calendar] if words.calendar and self.with_calendar else []))
        paragraphs = [say(one, **blanks) for one in said]
        return "\n\n".join([*sample, *paragraphs, wording.mail.closing])

    def _blanks(self, language: str) -> dict[str, str]:
        """What the sentences may leave blank. Hours are those of clocks where the ombudsman is."""
        one, zone, words = self.session, ZoneInfo(self.scheme.time_zone), self._mails(language)
        starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
        return {
            "title": one_line(one.course.title),
            "day": day(starts.date(), language),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "place": one_line(one.place),
            "mode": words.online if one.mode == Mode.ONLINE else words.in_person,
            "reason": one_line(one.cancelled_because),
            "ombudsman": self.scheme.wording[language].terms.ombudsman,
        }

    def _calendar(self, booking: Booking, *, is_cancelled: bool) -> File:
        """The calendar file, named by its hash: written anew where it is not there, never another in its place."""
        one = self.session
        mark = f"{self.scheme.words.terms.sample}: " if self.sample else ""
        event = Event(
            uid=one.uid,
            sequence=one.sequence + booking.sequence,
            changed_at=one.changed_at,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            title=mark + one_line(one.course.title),
            place=one.place,
            about=f"{self.scheme.words.terms.ombudsman}. {one.trainer}".strip(),
            organizer=self.organizer,
            is_cancelled=is_cancelled,
        )
        content = calendar_file(event)
        digest = hashlib.sha256(content).hexdigest()
        path = (self.folder / f"{digest}.ics").resolve()
        if not path.exists() or path.read_bytes() != content:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{self.now.timestamp()}.new")
            beside.write_bytes(content)
            beside.replace(path)
        return File("training.ics", path, digest)


def _comes_again(booking: Booking, comer: Comer) -> bool:
    return any(one.is_coming and one.email == comer.email for one in booking.comers.all())
