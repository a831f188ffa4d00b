"""Who is sent an authority's letter, with which words: the person it is written to, and those who get a copy.

Whoever holds two posts gets one message, for the first. A letter without one certain person to go to is held back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from upheld.delivery.actions import Draft, File
from upheld.delivery.composing import can_be_written_to
from upheld.letters.facts import LetterFacts
from upheld.letters.gather import answering
from upheld.letters.sentences import day, one_line, say
from upheld.register.queries import Person
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.mail_wording import MailWording, RoleMail
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Role

BETWEEN_LANGUAGES = "\n\n* * *\n\n"
RESERVED = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Domains at which nobody is: RFC 2606 and RFC 6761."""


@dataclass
class Covered:
    """The messages of a year's letters; ``held_back`` says why a letter cannot go, ``without`` who gets no copy."""

    drafts: list[Draft] = field(default_factory=list)
    held_back: dict[str, list[str]] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Year:
    """A year's letters and what their messages say."""

    scheme: Scheme
    directory: AuthorityDirectory
    ending: int
    sent_on: date
    published_on: date
    sample: bool

    def covered(
        self,
        letters: Mapping[str, tuple[File, ...]],
        facts: Mapping[str, LetterFacts],
        people: Mapping[str, Mapping[str, list[Person]]],
    ) -> Covered:
        """Authority id → its letter's files, what its letter knows, and who is who there, made into messages."""
        found = Covered()
        for authority, files in letters.items():
            if gaps := [gap.text for gap in facts[authority].gaps]:
                found.held_back[authority] = gaps
                continue
            self._add(self.directory[authority], files, people, found)
        return found

    def _add(
        self,
        authority: Authority,
        files: tuple[File, ...],
        people: Mapping[str, Mapping[str, list[Person]]],
        found: Covered,
    ) -> None:
        written: set[str] = set()
        drafts, missing, wrong = [], [], []
        for heir in answering(self.directory, authority, self.sent_on):
            holders = people.get(heir.id, {})
            chief = holders[Role.CHIEF_OFFICER][0]
            for role in self.roles:
                if not holders.get(role):
                    missing.append(self._gap("nobody", authority, role))
                for person in holders.get(role, ()):
                    if problem := self._problem(person):
                        (wrong if role == Role.CHIEF_OFFICER else missing).append(self._gap(problem, authority, role))
                    elif person.email.lower() not in written:
                        written.add(person.email.lower())
                        drafts.append(self._draft(authority, role, person, chief, files))
        if wrong:
            found.held_back[authority.id] = wrong
            return
        found.drafts += drafts
        found.without += missing

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that get a message: the one that the letter is written to first."""
        known = self.scheme.words.mail.roles
        return tuple(sorted(known, key=lambda role: (role != Role.CHIEF_OFFICER, list(Role).index(role))))

    def _problem(self, person: Person) -> str:
        if not can_be_written_to(person.email):
            return "unusable"
        if self.sample and not is_reserved(person.email):
            return "not_reserved"
        return ""

    def _gap(self, which: str, authority: Authority, role: Role) -> str:
        words = self.scheme.words.mail
        sentence = {"nobody": words.nobody, "unusable": words.unusable, "not_reserved": words.not_reserved}[which]
        return say(sentence, authority=self._name(authority), role=words.roles[role].called)

    def _draft(self, authority: Authority, role: Role, person: Person, chief: Person, files: tuple[File, ...]) -> Draft:
        wordings = [self.scheme.wording[language] for language in self.scheme.languages]
        said = [self._text(one.language, one.mail, one.mail.roles[role], authority, person, chief) for one in wordings]
        subjects = [
            say(one.mail.roles[role].subject, authority=self._name(authority), year=self._label) for one in wordings
        ]
        mark = f"{self.scheme.words.terms.sample}: " if self.sample else ""
        return Draft(
            version=version(files),
            recipient=person.email,
            kind=role,
            authority=authority.id,
            name=one_line(person.name),
            subject=mark + " / ".join(dict.fromkeys(subjects)),
            text=BETWEEN_LANGUAGES.join(said) + "\n",
            files=files,
        )

    def _text(
        self, language: str, mail: MailWording, words: RoleMail, authority: Authority, person: Person, chief: Person
    ) -> str:
        letter, terms = self.scheme.wording[language].letter, self.scheme.wording[language].terms
        blanks = {
            "authority": self._name(authority),
            "body": letter.address.bodies.get(authority.kind, letter.address.body),
            "year": self._label,
            "day": day(self.published_on, language),
            "ombudsman": terms.ombudsman,
            "service": terms.service,
            "holder": one_line(chief.post) or letter.address.offices.get(authority.kind, letter.address.office),
        }
        sample = [terms.sample_long] if self.sample else []
        greeting = say(mail.greeting, name=one_line(person.salutation or person.name))
        return "\n\n".join([*sample, greeting, *(say(one, **blanks) for one in words.paragraphs), mail.closing])

    def _name(self, authority: Authority) -> str:
        return one_line(authority.name(self.scheme.year(self.ending).end))

    @property
    def _label(self) -> str:
        return self.scheme.year(self.ending).label


def version(files: tuple[File, ...]) -> str:
    """The hash of what is sent: of all its files in their order."""
    return hashlib.sha256("".join(one.sha256 for one in files).encode()).hexdigest()


def is_reserved(address: str) -> bool:
    """Whether an address is at a domain where nobody can be."""
    domain = "." + address.rpartition("@")[2].lower()
    return any(domain.endswith(f".{one}") for one in RESERVED)
