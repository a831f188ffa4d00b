"""What of the casework is public on a day. The one place where the register's texts are let into a bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from upheld.casework.statements.answers import Answer
from upheld.publication.bundle import standing
from upheld.publication.bundle.put_aside import PutAside
from upheld.publication.bundle.standing import PublicAssessment, PublicTraining, PublicWorkshop, StillDue
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Statements

AGREED = ("category", "text", "due_on", "extended_to", "completed_on", "result", "more_categories")
WITHDRAWN = ("case_id", "withdrawn_on", "withdrawn_reason")


@dataclass(frozen=True)
class PublicReport:
    """A public report issued about an authority, and its answer as far as it is known; None where none is told of."""

    authority: str
    title: str
    published_on: date
    answer: Answer | None = None


@dataclass(frozen=True)
class PublicImprovement:
    """A service improvement agreed: a recommendation marked public. A personal remedy never becomes one.

    ``reference`` is that of the case where its decision is public, else "". ``state`` is as in `standing.state_of`.
    ``more_categories`` are what else it is, beside ``category``, which it is counted under. ``key`` stays its own
    whatever else changes, and does not name the case; no page or file shows it. "" where it is not known.
    """

    authority: str
    reference: str
    category: str
    text: str
    due_on: date
    completed_on: date | None
    state: str
    more_categories: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class PublicDecision:
    """The public text of a decision."""

    reference: str
    authority: str
    title: str
    text: str
    subject: str
    outcome: str
    decided_on: date
    public_from: date


@dataclass(frozen=True)
class WithdrawnDecision:
    """A decision that was public and is no longer: that it was, and why it went. Its text is nowhere."""

    reference: str
    authority: str
    withdrawn_on: date
    reason: str


@dataclass(frozen=True)
class PublicConsideration:
    """That a committee considered the letter of a year; ``minutes`` is where its minutes are, or ""."""

    authority: str
    year: int
    committee: str
    considered_on: date
    minutes: str = ""


@dataclass(frozen=True)
class PublicCasework:
    """All that is public on a day, in the order it is shown: newest first; decisions by their references.

    Decisions may be read again each time they are asked for, and so may improvements: all their texts together may be
    more than fits in memory.
    """

    reports: tuple[PublicReport, ...] = ()
    improvements: Iterable[PublicImprovement] = ()
    decisions: Iterable[PublicDecision] = ()
    assessments: tuple[PublicAssessment, ...] = ()
    trainings: tuple[PublicTraining, ...] = ()
    workshops: tuple[PublicWorkshop, ...] = ()
    still_due: tuple[StillDue, ...] = ()
    withdrawn: tuple[WithdrawnDecision, ...] = ()
    considered: tuple[PublicConsideration, ...] = ()


def public_casework(
    directory: AuthorityDirectory,
    as_at: date,
    statements: Statements = Statements(),  # noqa: B008  # it is frozen
) -> PublicCasework:
    """Read from the register what is public on a day, withdrawn decisions left out.

    - a report from the day it was published on, with what came of it by the day;
    - a decision from its ``public_from`` until it is withdrawn, and from then on that it was withdrawn;
    - that a committee considered a letter from the day of its meeting, once the year is released;
    - a recommendation marked public once its case is decided; where the case has a decision to publish, only
      while that decision is public; where its text could tell of a person, once somebody said that it may be shown.

    A decision that is never to be public is left out; where texts are checked also one whose text nobody checked.
    """
    from upheld.casework.statements import publishing, reports, texts

    held = publishing.held_back(as_at, check=statements.check_decisions)
    told = publishing.ever_let_go() if statements.check_decisions else None
    never = publishing.never_public()
    gone = (one for one in _withdrawn(directory, as_at) if one.reference not in never)
    return PublicCasework(
        reports=tuple(_reports(directory, as_at, reports.told(statements.respond_within_months, as_at))),
        improvements=PutAside(_improvements(directory, as_at, held)),
        decisions=RegisteredDecisions(directory, as_at, held, texts.later_days()),
        assessments=tuple(standing.assessments(as_at)),
        trainings=tuple(standing.trainings(directory, as_at)),
        workshops=tuple(standing.workshops(as_at)),
        still_due=tuple(standing.still_due(as_at, partial(_whose, directory))),
        withdrawn=tuple(one for one in gone if told is None or one.reference in told),
        considered=tuple(_considered(as_at)),
    )


def _considered(as_at: date) -> Iterable[PublicConsideration]:
    """Of every year: those of years that a bundle does not hold are left out of it."""
    from upheld.register.models import Considered

    rows = Considered.objects.filter(considered_on__lte=as_at).order_by("year", "authority")
    return (
        PublicConsideration(*row)
        for row in rows.values_list("authority", "year", "committee", "considered_on", "minutes")
    )


def _reports(directory: AuthorityDirectory, as_at: date, answers: Mapping[str, Answer]) -> Iterable[PublicReport]:
    from upheld.register.models import Case

    rows = Case.objects.filter(public_report_on__lte=as_at).order_by("-public_report_on", "reference")
    for row in rows.values_list("reference", "authority", "successor", "public_report_on", "public_report_title"):
        reference, *case, published_on, title = row
        yield PublicReport(_whose(directory, *case, published_on), title, published_on, answers.get(reference))


def _improvements(directory: AuthorityDirectory, as_at: date, held: Container[str]) -> Iterable[PublicImprovement]:
    from django.db.models import F

    from upheld.casework.remedies import public_text
    from upheld.register.models import Recommendation

    rows = (
        Recommendation.objects.filter(public=True, case__decided_on__lte=as_at)
        .exclude(case__decision__public_from__gt=as_at)
        .exclude(case__decision__withdrawn_on__lte=as_at)
        .order_by("-case__decided_on", "case_id", "number")
        .annotate(
            **{name: F(f"case__{name}") for name in ("authority", "successor", "decided_on")},
            recorded_on=F("case__compliance__recorded_on"),
            public_from=F("case__decision__public_from"),
        )
        .values_list("authority", "successor", "decided_on", "recorded_on", "public_from", "case_id", *AGREED, "number")
    )
    known = public_text.decided(), public_text.names_of_cases()
    shown = (
        row
        for row in rows.iterator()
        if row[5] not in held and public_text.may_be_shown(row[5], row[-1], row[7], *known)
    )
    return (_improvement(directory, as_at, *row) for row in shown)


def _improvement(directory: AuthorityDirectory, as_at: date, *row: Any) -> PublicImprovement:
    from upheld.casework.remedies.queries import more_of

    authority, successor, decided_on, recorded_on, public_from, reference, *agreed = row
    category, text, due_on, extended_to, completed_on, result, written, number = agreed
    due, done = extended_to or due_on, completed_on if completed_on and completed_on <= as_at else None
    known = result if recorded_on and recorded_on <= as_at else ""
    whose = _whose(directory, authority, successor, decided_on)
    state = standing.state_of(due, done, known, as_at)
    more = tuple(one for one in more_of(written) if one != category)
    key = hashlib.sha256(f"{reference}\n{number}".encode()).hexdigest()[:40]
    return PublicImprovement(whose, reference if public_from else "", category, text, due, done, state, more, key)


@dataclass(frozen=True)
class RegisteredDecisions:
    """The decisions that are public on a day, read from the register a few at a time.

    ``later`` are days that were chosen for them, where the register may have an earlier one.
    """

    directory: AuthorityDirectory
    as_at: date
    held: Container[str] = frozenset()
    later: Mapping[str, date] = field(default_factory=dict)

    def __iter__(self) -> Iterator[PublicDecision]:
        from django.db.models import Q

        from upheld.register.models import Decision

        rows = (
            Decision.objects.filter(public_from__lte=self.as_at)
            .filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=self.as_at))
            .exclude(case__decided_on__isnull=True)
            .order_by("case_id")
            .values_list(
                *("case_id", "case__authority", "case__successor", "case__decided_on", "title", "text"),
                *("case__subject", "case__outcome", "public_from"),
            )
        )
        return (self._decision(*row) for row in rows.iterator() if row[0] not in self.held)

    def _decision(self, *row: Any) -> PublicDecision:
        reference, authority, successor, decided_on, title, text, subject, outcome, day = row
        whose = _whose(self.directory, authority, successor, decided_on)
        public_from = max(day, self.later.get(reference, day))
        return PublicDecision(reference, whose, title, text, subject, outcome, decided_on, public_from)


def _withdrawn(directory: AuthorityDirectory, as_at: date) -> Iterable[WithdrawnDecision]:
    """Those withdrawn by a day. One that was withdrawn before it was ever public was never there.

    Where the register does not say by then that it is withdrawn, it is as was said at the desk.
    """
    from django.db.models import Q

    from upheld.casework.statements.models import Withdrawal
    from upheld.register.models import Decision

    at_the_desk = {one.reference: one for one in Withdrawal.objects.filter(day__lte=as_at)}
    rows = (
        Decision.objects.filter(Q(withdrawn_on__lte=as_at) | Q(pk__in=Withdrawal.objects.values("reference")))
        .exclude(case__decided_on__isnull=True)
        .order_by("case_id")
        .values_list("case__authority", "case__successor", "case__decided_on", *WITHDRAWN, "public_from")
    )
    for *case, reference, day, reason, public_from in rows:
        if said := at_the_desk.get(reference):
            public_from = said.public_from
            if day is None or day > as_at:
                day, reason = said.day, said.reason
        if day and public_from < day <= as_at:
            yield WithdrawnDecision(reference, _whose(directory, *case), day, reason)


def _whose(directory: AuthorityDirectory, authority: str, successor: str, day: date) -> str:
    """Whom an event of a day counts for; where nobody can be told, the authority that the case names."""
    try:
        return responsible(directory, authority, day, successor)
    except (NoSingleSuccessor, NotYetBegun):
        return authority
