"""The mails of a check round: invitations to link officers, and reminders to those who have not answered.

An invitation goes to every link officer of an authority; who holds the post at two gets one for each. A reminder is
planned once a day at most, and never for an authority that has answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from upheld.delivery.actions import Draft
from upheld.delivery.composing import can_be_written_to
from upheld.delivery.covering import BETWEEN_LANGUAGES, is_reserved
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.queries import Progress, progress
from upheld.delivery.states import DONE, FOR_A_PERSON, State
from upheld.editions.check_round.models import Round
from upheld.editions.check_round.rounds import current, is_open, without_answer
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name, figures_of
from upheld.letters.gather import answering
from upheld.letters.sentences import day, one_line, say
from upheld.register.queries import Person
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.mail_wording import RoundMail
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Role

People = Mapping[str, Mapping[str, list[Person]]]


@dataclass
class Invited:
    """The messages of a round; ``without`` says of whom nobody can be asked, and why."""

    drafts: list[Draft] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


REMINDER = "reminder"


def mails_of(edition: Edition) -> QuerySet[Message]:
    """Every invitation and reminder of an edition's check rounds."""
    return Message.objects.filter(occasion__startswith=_rounds_of(edition))


def for_a_person(edition: Edition) -> list[Message]:
    """Those of which somebody has to say what became of them."""
    return list(mails_of(edition).filter(state__in=FOR_A_PERSON).order_by("authority", "pk"))


def _rounds_of(edition: Edition) -> str:
    return f"{edition_name(edition)}: check round"


def occasion_of(edition: Edition, number: int) -> str:
    """What invitations are sent on."""
    return _rounds_of(edition) + (f" {number}" if number > 1 else "")


def reminder_occasion(edition: Edition, number: int, on: date) -> str:
    """What the reminders of a day are sent on."""
    return f"{occasion_of(edition, number)}, reminder of {on.isoformat()}"


def progress_of(edition: Edition, one: Round) -> Progress:
    """How far the sending of invitations is."""
    return progress(occasion_of(edition, one.number))


def invited(edition: Edition, one: Round) -> dict[str, str]:
    """Authority id → how far its invitation is; where it has several, the one that got furthest."""
    rows = Message.objects.filter(occasion=occasion_of(edition, one.number)).exclude(state=State.DROPPED)
    found: dict[str, str] = {}
    for authority, state in rows.order_by("pk").values_list("authority", "state"):
        if authority not in found or state in DONE:
            found[authority] = state
    return found


def invitations(
    scheme: Scheme, directory: AuthorityDirectory, edition: Edition, closes_at: datetime, people: People
) -> Invited:
    """An invitation to each link officer of each authority that has figures."""
    return _made(scheme, directory, edition, closes_at, people, "invitation", figures_of(edition).authorities)


def reminders(
    scheme: Scheme,
    directory: AuthorityDirectory,
    edition: Edition,
    closes_at: datetime,
    people: People,
    silent: Collection[str],
) -> Invited:
    """A reminder to each link officer of the authorities that have not answered."""
    return _made(scheme, directory, edition, closes_at, people, REMINDER, silent)


def without_officer(
    scheme: Scheme, directory: AuthorityDirectory, edition: Edition, people: People, authorities: Collection[str]
) -> list[str]:
    """Of which authorities nobody can be invited, a sentence each; nothing is composed."""
    asking = _Asking(scheme, edition, edition.frozen_at, "invitation")
    found: list[str] = []
    for one in authorities:
        heirs = answering(directory, directory[one], edition.sent_on)
        found += asking.who(directory[one], heirs, people)[1]
    return found


def _made(
    scheme: Scheme,
    directory: AuthorityDirectory,
    edition: Edition,
    closes_at: datetime,
    people: People,
    what: str,
    authorities: Collection[str],
) -> Invited:
    found = Invited()
    asking = _Asking(scheme, edition, closes_at, what)
    for one in authorities:
        asking.add(directory[one], answering(directory, directory[one], edition.sent_on), people, found)
    return found


@dataclass(frozen=True)
class _Asking:
    """One kind of mail of one round."""

    scheme: Scheme
    edition: Edition
    closes_at: datetime
    what: str

    def add(self, authority: Authority, heirs: Sequence[Authority], people: People, found: Invited) -> None:
        """The mails to an authority's link officers (its successor's, where it ended), or why there are none."""
        officers, gaps = self.who(authority, heirs, people)
        found.without += gaps
        found.drafts += [self.draft(authority, one) for one in officers]

    def who(self, authority: Authority, heirs: Sequence[Authority], people: People) -> tuple[list[Person], list[str]]:
        """The link officers who can be written to, and sentences about those who cannot or are not known."""
        known = [one for heir in heirs for one in people.get(heir.id, {}).get(Role.LINK_OFFICER, ())]
        if not known:
            return [], [self.gap("nobody", authority)]
        officers, gaps = [], []
        for one in {officer.email.lower(): officer for officer in known}.values():
            if not can_be_written_to(one.email):
                gaps.append(self.gap("unusable", authority))
            elif self.edition.sample and not is_reserved(one.email):
                gaps.append(self.gap("not_reserved", authority))
            else:
                officers.append(one)
        return officers, gaps

    def gap(self, which: str, authority: Authority) -> str:
        """A sentence about somebody who gets no mail."""
        words = self.scheme.words.mail
        sentence = {"nobody": words.nobody, "unusable": words.unusable, "not_reserved": words.not_reserved}[which]
        return say(sentence, authority=self.name(authority), role=words.check_round.called)

    def name(self, authority: Authority) -> str:
        """What it was called at the end of the year."""
        return one_line(authority.name(self.scheme.year(self.edition.year).end))

    def draft(self, authority: Authority, officer: Person) -> Draft:
        """The mail to one link officer, in every language of the scheme."""
        texts = [self.text(language, authority, officer) for language in self.scheme.languages]
        subjects = [
            self.said(language).subject(**self.blanks(language, authority)) for language in self.scheme.languages
        ]
        mark = f"{self.scheme.words.terms.sample}: " if self.edition.sample else ""
        text = BETWEEN_LANGUAGES.join(texts) + "\n"
        return Draft(
            version=hashlib.sha256(f"{authority.id}\n{self.what}\n{self.edition.pk}".encode()).hexdigest(),
            recipient=officer.email,
            kind=self.what,
            authority=authority.id,
            name=one_line(officer.name),
            subject=mark + " / ".join(dict.fromkeys(subjects)),
            text=text,
        )

    def said(self, language: str) -> RoundMail:
        """The words of this kind of mail."""
        words = self.scheme.wording[language].mail.check_round
        return words.invitation if self.what == "invitation" else words.reminder

    def text(self, language: str, authority: Authority, officer: Person) -> str:
        """The mail in one language."""
        mail, terms = self.scheme.wording[language].mail, self.scheme.wording[language].terms
        greeting = say(mail.greeting, name=one_line(officer.salutation or officer.name))
        blanks = self.blanks(language, authority)
        paragraphs = (say(one, **blanks) for one in self.said(language).paragraphs)
        sample = [terms.sample_long] if self.edition.sample else []
        return "\n\n".join([*sample, greeting, *paragraphs, mail.closing])

    def blanks(self, language: str, authority: Authority) -> dict[str, str]:
        """What the sentences may leave blank. The hour is that of clocks where the ombudsman is."""
        closes = self.closes_at.astimezone(ZoneInfo(self.scheme.time_zone))
        return {
            "authority": self.name(authority),
            "year": self.scheme.year(self.edition.year).label,
            "day": day(closes.date(), language),
            "hour": f"{closes:%H:%M}",
            "ombudsman": self.scheme.wording[language].terms.ombudsman,
        }


def drop_needless(edition: Edition, occasion: str, *, reminding: bool, now: datetime) -> int:
    """Drop mails that were planned and concern nobody any more; returns how many.

    That is all of them once the round is over, and reminders to authorities that have answered since.
    """
    one = current(edition)
    open_now = is_open(one, now)
    silent = set(without_answer(one, figures_of(edition).authorities)) if one and reminding and open_now else set()
    waiting = Message.objects.filter(occasion=occasion, state=State.PLANNED)
    needless = [message for message in waiting if not open_now or (reminding and message.authority not in silent)]
    told = "answered before it went" if open_now else "the check round was over"
    return sum(moved(one.pk, [State.PLANNED], State.DROPPED, by="check round", told=told) for one in needless)
