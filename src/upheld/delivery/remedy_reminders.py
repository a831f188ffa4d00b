"""Reminders of remedies: to each link officer, so many days before the day a remedy is due and after it.

Each is planned once: its occasion is the day on which it falls, its version the remedy and the day it is due. What was
planned and concerns nobody any more (the remedy was settled, evidence was sent, more time was agreed) is dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from upheld.casework.remedies.queries import Followed
from upheld.casework.remedies.rules import Turn
from upheld.delivery.actions import Draft, plan
from upheld.delivery.composing import can_be_written_to
from upheld.delivery.covering import BETWEEN_LANGUAGES, is_reserved
from upheld.delivery.models import Message
from upheld.delivery.states import State
from upheld.letters.sentences import day, one_line, say
from upheld.register.queries import Person
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.remedies_wording import RemedyMail
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Role

CAUGHT_UP = 7
"""For how many days a reminder is still sent where nobody worked on its day. After that it would only puzzle."""
KIND = "remedy reminder"
People = Mapping[str, Mapping[str, list[Person]]]


@dataclass(frozen=True)
class Reminders:
    """The reminders of a scheme, as of a day."""

    scheme: Scheme
    directory: AuthorityDirectory
    today: date
    sample: bool

    def plan(self, remedies: Sequence[Followed], people: People, *, domain: str, by: str) -> list[str]:
        """Put on record what falls on today or the days that are caught up; returns the occasions to send."""
        occasions = []
        for back in reversed(range(CAUGHT_UP)):
            on = self.today - timedelta(days=back)
            drafts = list(self._drafts(on, remedies, people))
            if drafts or Message.objects.filter(occasion=occasion_of(on), state=State.PLANNED).exists():
                plan(occasion_of(on), drafts, domain=domain, by=by)
                occasions.append(occasion_of(on))
        return occasions

    def _drafts(self, on: date, remedies: Iterable[Followed], people: People) -> Iterator[Draft]:
        for one in remedies:
            which = self.which(one, on)
            if which:
                for officer in self._officers(one, people):
                    yield self._draft(one, which, officer)

    def which(self, one: Followed, on: date) -> str:
        """Which reminder of a remedy falls on a day: ``before``, ``after`` or none. None while it waits for us."""
        if one.turn not in (Turn.OVERDUE, Turn.SOON, Turn.THEIRS):
            return ""
        days = (on - one.remedy.due).days
        rules = self.scheme.remedies
        return "after" if days in rules.remind_after else "before" if -days in rules.remind_before else ""

    def _officers(self, one: Followed, people: People) -> list[Person]:
        found = {officer.email.lower(): officer for officer in people.get(one.authority, {}).get(Role.LINK_OFFICER, ())}
        return [
            officer
            for officer in found.values()
            if can_be_written_to(officer.email) and (not self.sample or is_reserved(officer.email))
        ]

    def _draft(self, one: Followed, which: str, officer: Person) -> Draft:
        said = (self._said(one, which, officer, language) for language in self.scheme.languages)
        subjects, texts = zip(*said, strict=True)
        mark = f"{self.scheme.words.terms.sample}: " if self.sample else ""
        told = f"{one.reference}\n{one.number}\n{one.remedy.due.isoformat()}\n{which}"
        return Draft(
            version=hashlib.sha256(told.encode()).hexdigest(),
            recipient=officer.email,
            kind=KIND,
            authority=one.authority,
            name=one_line(officer.name),
            subject=mark + " / ".join(dict.fromkeys(subjects)),
            text=BETWEEN_LANGUAGES.join(texts) + "\n",
        )

    def _said(self, one: Followed, which: str, officer: Person, language: str) -> tuple[str, str]:
        """Subject and text in one language."""
        words = self.scheme.wording[language]
        said: RemedyMail = getattr(words.remedies, which)
        blanks = {
            "authority": one_line(self.directory[one.authority].name(self.today)),
            "case": one_line(one.reference),
            "category": words.terms.remedy_categories.get(one.category, one.category),
            "day": day(one.remedy.due, language),
            "ombudsman": words.terms.ombudsman,
        }
        sample = [words.terms.sample_long] if self.sample else []
        greeting = say(words.mail.greeting, name=one_line(officer.salutation or officer.name))
        paragraphs = [say(paragraph, **blanks) for paragraph in said.paragraphs]
        return say(said.subject, **blanks), "\n\n".join([*sample, greeting, *paragraphs, words.mail.closing])


def occasion_of(on: date) -> str:
    """What the reminders that fall on a day are sent on."""
    return f"remedies: reminders of {on.isoformat()}"
