"""What the register knows for the letters of a year: to whom each goes, and what happened beside the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from upheld.casework.code.reading import year_now
from upheld.casework.code.year_of_code import YearOfCode
from upheld.casework.remedies.shown import Shown, shown
from upheld.casework.statements.reports import told
from upheld.casework.training.reach import people_by_authority
from upheld.editions.code import code_of
from upheld.editions.queries import corrections_of, latest
from upheld.letters.facts import Addressee, CodeSection, Gap, GapKind, LetterFacts, NotCarriedOut, Report, Training
from upheld.letters.reissuing import reissues
from upheld.letters.sentences import number, one_line, say
from upheld.register import queries
from upheld.register.queries import Person
from upheld.statistics.responsibility import responsible
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Role

Fact = TypeVar("Fact")


def facts(scheme: Scheme, directory: AuthorityDirectory, year: int, sent_on: date) -> dict[str, LetterFacts]:
    """Authority id → what its letter needs, for every authority in jurisdiction at the year end."""
    gathered = _Gathered(scheme, directory, year, sent_on)
    return {one.id: gathered.of(one) for one in directory.living(scheme.year(year).end)}


@dataclass
class _Gathered:
    """The year's events, read once and sorted by the authority that they count for.

    What is said of the complaint handling code is what the year's newest edition froze; before there is one, what the
    register says.
    """

    scheme: Scheme
    directory: AuthorityDirectory
    ending: int
    sent_on: date
    not_carried_out: dict[str, list[NotCarriedOut]] = field(init=False)
    reports: dict[str, list[Report]] = field(init=False)
    code: YearOfCode = field(init=False)

    def __post_init__(self) -> None:
        year = self.scheme.year(self.ending)
        self.people = queries.contacts()
        self.workshops = [
            people_by_authority(self.directory, one.held_on, one.people)
            for one in queries.workshops(year.start, year.end)
        ]
        self.reissues = reissues(self.scheme.id, self.ending)
        self.corrections = corrections_of(self.scheme.id, year.previous().ending)
        failed = queries.not_complied(year.start, year.end)
        may = shown(self.scheme, {one.case for one in failed}, self.sent_on)
        self.not_carried_out = _sorted_out(
            (self._whose(one.authority, one.recorded_on, one.successor), _not_carried_out(one, may)) for one in failed
        )
        answers = told(self.scheme.statements.respond_within_months, self.sent_on)
        self.reports = _sorted_out(
            (
                self._whose(one.authority, one.issued_on, one.successor),
                Report(one.title, one.issued_on, one.case, answers.get(one.case)),
            )
            for one in queries.public_reports(year.start, year.end)
        )
        edition = latest(self.scheme.id, self.ending)
        frozen = code_of(edition) if edition else None
        self.code = frozen or year_now(self.scheme, self.directory, self.ending)

    def _whose(self, authority: str, day: date, successor: str) -> str:
        return responsible(self.directory, authority, day, successor)

    def of(self, authority: Authority) -> LetterFacts:
        """One authority's facts."""
        heirs = answering(self.directory, authority, self.sent_on)
        found = [self._addressee(authority, heir) for heir in heirs]
        own = self.code.authorities.get(authority.id)
        return LetterFacts(
            addressees=tuple(to for to, _ in found),
            gaps=tuple(gap for _, gap in found if gap),
            not_carried_out=tuple(self.not_carried_out.get(authority.id, ())),
            reports=tuple(self.reports.get(authority.id, ())),
            code=_latest(self.code.sections.get(authority.id, ())),
            own_code=own.clauses if own else (),
            the_code=self.code.code,
            training=self._training(authority.id),
            corrections=tuple(self.corrections.get(authority.id, ())),
            reissue=self.reissues.get(authority.id),
        )

    def _addressee(self, authority: Authority, heir: Authority) -> tuple[Addressee, Gap | None]:
        """The one chief officer; without one certain person the office is written to, and the gap told."""
        chiefs = self.people.get(heir.id, {}).get(Role.CHIEF_OFFICER, [])
        if len(chiefs) == 1:
            return _person(heir, chiefs[0]), None
        return Addressee(heir.id), self._gap(authority, heir, len(chiefs))

    def _gap(self, authority: Authority, heir: Authority, known: int) -> Gap:
        words = self.scheme.words.letter.address
        name = one_line(authority.name(self.scheme.year(self.ending).end))
        if known:
            written = number(known, self.scheme.language)
            return Gap(authority.id, GapKind.SEVERAL, say(words.several, authority=name, count=written))
        if heir != authority:
            successor = one_line(heir.name(self.sent_on))
            return Gap(authority.id, GapKind.LEFT, say(words.left, authority=name, successor=successor))
        office = words.offices.get(authority.kind, words.office)
        return Gap(authority.id, GapKind.NOBODY, say(words.nobody, authority=name, office=office))

    def _training(self, authority: str) -> Training:
        return Training(
            held=len(self.workshops),
            reached=sum(sum(one.values()) for one in self.workshops),
            came=sum(one.get(authority, 0) for one in self.workshops),
            attended=sum(authority in one for one in self.workshops),
        )


def answering(directory: AuthorityDirectory, authority: Authority, day: date) -> list[Authority]:
    """Who answers for an authority on a day: itself while it lives, then those that came after, whoever lives then."""
    if authority.end_on is None or day <= authority.end_on:
        return [authority]
    heirs = [answering(directory, directory[one], day) for one in authority.successors]
    return list({one.id: one for several in heirs for one in several}.values()) or [authority]


def _person(heir: Authority, chief: Person) -> Addressee:
    return Addressee(heir.id, chief.name, chief.salutation, chief.post)


def _not_carried_out(remedy: queries.NotCompliedRemedy, may: Shown) -> NotCarriedOut:
    text = remedy.text if may.improvement(remedy.case, remedy.number, remedy.text) else ""
    return NotCarriedOut(remedy.case, remedy.extended_to or remedy.due_on, text)


def _sorted_out(pairs: Iterable[tuple[str, Fact]]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for authority, fact in pairs:
        found.setdefault(authority, []).append(fact)
    return found


def _latest(sections: Iterable[CodeSection]) -> tuple[CodeSection, ...]:
    """Each section as it was assessed last."""
    return tuple({one.section: one for one in sorted(sections, key=lambda one: one.assessed_on)}.values())
