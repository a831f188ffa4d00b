"""``upheld mail``: the letters of an approved edition, to nobody unless told so, to oneself, or for real."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.by import by
from upheld.console.editions import existing, latest_of
from upheld.console.schemes import chosen
from upheld.console.words import Bar, number, say
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

if TYPE_CHECKING:
    from upheld.delivery.actions import Draft
    from upheld.delivery.covering import Covered
    from upheld.delivery.transports import Transport
    from upheld.editions.models import Edition

COMMAND = "mail send"


@dataclass(frozen=True)
class Sending:
    """What the command was told."""

    year: int
    out: Path
    register: str
    scheme: str
    to: str
    for_real: bool
    leave_out: bool
    a_minute: float

    def run(self) -> None:
        """Say what would go to whom; send it only where told to."""
        scheme = chosen(self.scheme)
        with existing(self.register or str(self.out / "register.sqlite3")):
            edition = latest_of(scheme.id, self.year)
            covered = covered_letters(scheme, edition, self.out)
            _told(scheme, covered, f"{self.year} edition {edition.number} ({edition.state})")
            if not (self.to or self.for_real):
                say("Nothing was sent. Send it all to yourself first with --to ADDRESS, then to them with --for-real.")
                return
            self._send(edition, covered)

    def _send(self, edition: Edition, covered: Covered) -> None:
        from django.conf import settings

        from upheld.delivery.actions import ask_about_doubtful, plan
        from upheld.delivery.occasions import letters_of, rehearsal_of
        from upheld.delivery.transports.chosen import sender, transport

        now = datetime.now(UTC)
        who = sender(settings, now)
        over = transport(settings, who)
        if self.for_real:
            check_state(edition)
            occasion, drafts = letters_of(edition), letters_that_go(edition, covered, self.leave_out).drafts
        else:
            occasion, drafts = rehearsal_of(edition, now), to_oneself(covered.drafts, self.to)
        plan(occasion, drafts, domain=who.domain, by=by(COMMAND))
        ask_about_doubtful(occasion, over, by=by(COMMAND))
        self._hand_over(occasion, over, len(drafts))
        if self.for_real and all_sent(edition, by=by(COMMAND)):
            say(f"All letters of {edition.year} edition {edition.number} have gone.")

    def _hand_over(self, occasion: str, over: Transport, count: int) -> None:
        import sys

        from upheld.delivery.pace import Pace
        from upheld.delivery.sending import send

        bar = Bar("Sending", sys.stderr.isatty())
        done = Counter[str]()

        def tell(_: object, state: str) -> None:
            done[state] += 1
            bar.move(done.total(), count)

        sent = send(occasion, over, by=by(COMMAND), pace=Pace(self.a_minute), tell=tell)
        bar.leave()
        for state, messages in sent.became.items():
            say(f"{number(messages, 'message')} {WORDS[state]}.")
        if not sent.became and not sent.failed:
            say("Nothing was left to send.")
        _left(occasion)
        if sent.failed:
            raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {sent.failed}")])


def check_state(edition: Edition) -> None:
    """Raise `Refused` where an edition's letters may not go yet, or no more."""
    from upheld.editions.states import State

    if edition.state not in (State.APPROVED, State.SENT):
        raise Refused([Problem(f"edition {edition.year}", value=edition.state, expected="an approved edition")])


def letters_that_go(edition: Edition, covered: Covered, leave_out: bool) -> Covered:
    """The messages without those of letters that may not go; raises `Refused` where there are any and none is left out.

    A letter may go where it has one chief officer and somebody approved it as it is.
    """
    if covered.held_back and not leave_out:
        wanted = "a chief officer for each of the letters above, or --leave-out to send the others without them"
        raise Refused([Problem("contacts", expected=wanted)])
    not_approved = _not_approved(edition, covered)
    if not_approved and not leave_out:
        raise Refused(
            [Problem(f"letter {one}", value=why, expected="an approved letter") for one, why in not_approved.items()]
        )
    covered.drafts = [one for one in covered.drafts if one.authority not in not_approved]
    return covered


def _not_approved(edition: Edition, covered: Covered) -> dict[str, str]:
    """Authority → why its letter may not go."""
    from upheld.letters.blocking import may_not_go
    from upheld.letters.gather import facts
    from upheld.register.queries import directory

    scheme = chosen(edition.scheme)
    known = facts(scheme, directory(scheme), edition.year, edition.sent_on)
    return may_not_go(
        edition, known, {one.authority: tuple(file.sha256 for file in one.files) for one in covered.drafts}
    )


def all_sent(edition: Edition, *, by: str) -> bool:
    """Move an edition on once every letter of it has gone; whether that is so."""
    from upheld.editions.actions import move
    from upheld.editions.blocking import in_the_way
    from upheld.editions.states import MoveRefused, State

    if edition.state != State.APPROVED or in_the_way(edition, State.SENT):
        return False
    try:
        move(edition, State.SENT, by=by)
    except MoveRefused:  # somebody else who sends has just said so
        return False
    return True


WORDS = {
    "accepted": "handed over",
    "planned": "put off by the server; run the same command again later",
    "refused": "refused",
    "doubtful": "handed over without an answer",
}


def covered_letters(scheme: Scheme, edition: Edition, out: Path) -> Covered:
    """The messages that carry an edition's letters, from the bundle in ``out`` that shows it."""
    from upheld.delivery.covering import Year
    from upheld.delivery.files import letter_files
    from upheld.delivery.queries import written_to
    from upheld.letters.gather import facts
    from upheld.publication.bundle.schema import LETTERS
    from upheld.publication.release.shown import previewed
    from upheld.register.queries import contacts, directory

    authorities = directory(scheme)
    letters = letter_files(scheme, authorities, edition.year, previewed(edition, out) / LETTERS / str(edition.year))
    if (only := written_to(edition)) is not None:
        letters = {one: files for one, files in letters.items() if one in only}
    known = facts(scheme, authorities, edition.year, edition.sent_on)
    days = {"sent_on": edition.sent_on, "published_on": edition.released_on}
    year = Year(scheme, authorities, edition.year, sample=edition.sample, **days)
    return year.covered(letters, known, contacts())


def to_oneself(drafts: list[Draft], address: str) -> list[Draft]:
    """Every message to one address; what it would have said, and to which post."""
    from upheld.delivery.composing import can_be_written_to

    if not can_be_written_to(address):
        raise Refused([Problem("--to", value=address, expected="an e-mail address")])
    return [
        replace(
            one, recipient=address, name="", version=f"{at}-{one.version}"[:64], subject=f"[{one.kind}] {one.subject}"
        )
        for at, one in enumerate(drafts)
    ]


def _told(scheme: Scheme, covered: Covered, what: str) -> None:
    roles = scheme.words.mail.roles
    kinds = Counter(one.kind for one in covered.drafts)
    letters = len({one.authority for one in covered.drafts})
    say(f"{what}: {number(letters, 'letter')} in {number(len(covered.drafts), 'message')}")
    for role, count in kinds.items():
        say(f"  {count:5,}  {roles[role].called}")
    for title, lines in (
        ("held back", [line for gaps in covered.held_back.values() for line in gaps]),
        ("without a copy", covered.without),
    ):
        if lines:
            say(f"{number(len(lines), 'gap')}, {title}:")
            for line in lines:
                say(f"  {line}")


def _left(occasion: str) -> None:
    from upheld.delivery.queries import for_a_person

    waiting = for_a_person(occasion)
    if waiting:
        say(f"{number(len(waiting), 'message waits', 'messages wait')} for a person:")
        for one in waiting:
            say(f"  {one.pk}  {one.authority}  {one.kind}  {one.state}: {one.told}")
        say("Say what became of one with: upheld mail settle NUMBER arrived|again|drop --reason WHY")


def status(year: int, register: str, scheme_name: str) -> None:
    """How far the letters of a year's edition are, and what waits for a person."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.delivery.occasions import letters_of
        from upheld.delivery.queries import progress
        from upheld.delivery.runs import settle_dead

        settle_dead(by=by("mail status"))
        occasion = letters_of(latest_of(scheme.id, year))
        found = progress(occasion)
        say(f"{occasion}: {number(found.total, 'message')}{', being sent now' if found.is_sending else ''}")
        for state, count in found.states.items():
            say(f"  {count:5,}  {state}")
        _left(occasion)


SETTLED = {"arrived": "accepted", "again": "planned", "drop": "dropped"}


def settle(message: int, what: str, reason: str, register: str) -> None:
    """What a person knows of a message."""
    with existing(register):
        from upheld.delivery.actions import say as settled
        from upheld.delivery.models import Message
        from upheld.delivery.states import MoveRefused, State

        row = Message.objects.filter(pk=message).first()
        if row is None or what not in SETTLED:
            wanted = "the number of a message" if row is None else f"one of {', '.join(SETTLED)}"
            raise Refused([Problem("message", value=str(message) if row is None else what, expected=wanted)])
        try:
            settled(row, State(SETTLED[what]), reason=reason, by=by("mail settle"))
        except MoveRefused as refusal:
            raise Refused([Problem(f"message {message}", value=row.state, expected=str(refusal))]) from None
    say(f"Message {message} is {SETTLED[what]}.")


def bounces(mailbox: str, register: str) -> None:
    """Put what came back to the messages that it is about."""
    with existing(register):
        from upheld.delivery.bounces import read
        from upheld.delivery.mailboxes import opened

        try:
            with opened(mailbox) as box:
                found = read(box)
        except ValueError as wrong:
            raise Refused([Problem("MAILBOX", expected=str(wrong).removeprefix("expected "))]) from None
        except OSError as failed:
            raise Refused([Problem("MAILBOX", expected=f"a mailbox that opens; {failed}")]) from None
    others = f"{number(found.others, 'other mail')} left for a person"
    say(f"{number(found.came_back, 'message')} came back, {found.arrived:,} arrived; {others}.")
