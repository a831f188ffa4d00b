"""How an authority stands beside its figures: code assessments, training, remedies still due. Public on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from upheld.casework.training.reach import NOBODY, people_by_authority
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.remedy_states import state_of as state_of

if TYPE_CHECKING:
    from upheld.register.queries import WorkshopHeld

Whose = Callable[[str, str, date], str]
"""(authority, successor, day) → whom an event of that day counts for."""


@dataclass(frozen=True)
class PublicAssessment:
    """One section of the complaint handling code, as assessed; ``met`` is yes, partly or no."""

    authority: str
    section: str
    met: str
    assessed_on: date
    commentary: str


@dataclass(frozen=True)
class PublicTraining:
    """A workshop and how many people of an authority took part; ``mode`` is online or in_person."""

    authority: str
    title: str
    held_on: date
    mode: str
    people: int


@dataclass(frozen=True)
class PublicWorkshop:
    """A workshop held, and how many people came to it, those of no authority among them."""

    held_on: date
    people: int


@dataclass(frozen=True)
class StillDue:
    """Upheld cases with something agreed whose compliance is not recorded yet; ``overdue`` of them past a day."""

    authority: str
    cases: int
    overdue: int


def assessments(as_at: date) -> Iterable[PublicAssessment]:
    """The sections assessed on the latest day up to a day, of each authority."""
    from upheld.register.models import CodeAssessment

    rows = CodeAssessment.objects.filter(assessed_on__lte=as_at).order_by("authority", "-assessed_on", "section")
    latest: dict[str, date] = {}
    for one in rows:
        if latest.setdefault(one.authority, one.assessed_on) == one.assessed_on:
            yield PublicAssessment(one.authority, one.section, one.met, one.assessed_on, one.commentary)


def trainings(directory: AuthorityDirectory, as_at: date) -> Iterable[PublicTraining]:
    """Workshops held up to a day, newest first, by authority. People of bodies that are no authority are nobody's."""
    held = sorted(_workshops(as_at), key=lambda one: (-one.held_on.toordinal(), one.code))
    for one in held:
        people = people_by_authority(directory, one.held_on, one.people)
        for authority in sorted(people.keys() - {NOBODY}):
            yield PublicTraining(authority, one.title, one.held_on, one.mode, people[authority])


def workshops(as_at: date) -> Iterable[PublicWorkshop]:
    """Every workshop held up to a day, oldest first, with all who came."""
    return (PublicWorkshop(one.held_on, sum(one.people.values())) for one in _workshops(as_at))


def _workshops(as_at: date) -> list[WorkshopHeld]:
    from upheld.register import queries

    return queries.workshops(date.min, as_at)


def still_due(as_at: date, whose: Whose) -> Iterable[StillDue]:
    """Cases decided up to a day with a recommendation, but no compliance outcome by then, for each authority."""
    cases, overdue = Counter[str](), Counter[str]()
    for authority, successor, last_due in _waiting(as_at):
        owner = whose(authority, successor, as_at)
        cases[owner] += 1
        overdue[owner] += last_due < as_at
    return (StillDue(one, cases[one], overdue[one]) for one in sorted(cases))


def _waiting(as_at: date) -> Iterable[tuple[str, str, date]]:
    """Authority, successor and the last day agreed of each such case."""
    from django.db.models import Max, Q
    from django.db.models.functions import Coalesce

    from upheld.register.models import Case

    recorded = Q(compliance__recorded_on__lte=as_at)
    return (
        Case.objects.filter(decided_on__lte=as_at, recommendation__isnull=False)
        .exclude(recorded)
        .annotate(last_due=Max(Coalesce("recommendation__extended_to", "recommendation__due_on")))
        .order_by("reference")
        .values_list("authority", "successor", "last_due")
    )
