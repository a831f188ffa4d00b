"""What of the casework is public on a day. The one place where the register's texts are let into a bundle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory


@dataclass(frozen=True)
class PublicReport:
    """A public report issued about an authority."""

    authority: str
    title: str
    published_on: date


@dataclass(frozen=True)
class PublicImprovement:
    """A service improvement agreed: a recommendation marked public. A personal remedy never becomes one."""

    authority: str
    category: str
    text: str
    due_on: date
    completed_on: date | None
    result: str


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
class PublicCasework:
    """All that is public on a day, in the order it is shown: newest first."""

    reports: tuple[PublicReport, ...] = ()
    improvements: tuple[PublicImprovement, ...] = ()
    decisions: tuple[PublicDecision, ...] = ()


def public_casework(directory: AuthorityDirectory, as_at: date) -> PublicCasework:
    """Read from the register what is public on a day, withdrawn decisions left out.

    - a report from the day it was published on;
    - a decision from its ``public_from`` until it is withdrawn;
    - a recommendation marked public once its case is decided; where the case has a decision to publish, only
      while that decision is public.
    """
    return PublicCasework(
        reports=tuple(_reports(directory, as_at)),
        improvements=tuple(_improvements(directory, as_at)),
        decisions=tuple(_decisions(directory, as_at)),
    )


def _reports(directory: AuthorityDirectory, as_at: date) -> Iterable[PublicReport]:
    from upheld.register.models import Case

    rows = Case.objects.filter(public_report_on__lte=as_at).order_by("-public_report_on", "reference")
    for row in rows.values_list("authority", "successor", "public_report_on", "public_report_title"):
        *case, published_on, title = row
        yield PublicReport(_whose(directory, *case, published_on), title, published_on)


def _improvements(directory: AuthorityDirectory, as_at: date) -> Iterable[PublicImprovement]:
    from django.db.models import F

    from upheld.register.models import Recommendation

    rows = (
        Recommendation.objects.filter(public=True, case__decided_on__lte=as_at)
        .exclude(case__decision__public_from__gt=as_at)
        .exclude(case__decision__withdrawn_on__lte=as_at)
        .order_by("-case__decided_on", "case_id", "number")
        .annotate(authority=F("case__authority"), successor=F("case__successor"), decided_on=F("case__decided_on"))
        .values_list(
            "authority",
            "successor",
            "decided_on",
            "category",
            "text",
            "due_on",
            "extended_to",
            "completed_on",
            "result",
        )
    )
    for authority, successor, decided_on, category, text, due_on, extended_to, completed_on, result in rows:
        done = completed_on if completed_on and completed_on <= as_at else None
        whose = _whose(directory, authority, successor, decided_on)
        yield PublicImprovement(whose, category, text, extended_to or due_on, done, result if done else "")


def _decisions(directory: AuthorityDirectory, as_at: date) -> Iterable[PublicDecision]:
    from django.db.models import Q

    from upheld.register.models import Decision

    rows = (
        Decision.objects.filter(public_from__lte=as_at)
        .filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=as_at))
        .exclude(case__decided_on__isnull=True)
        .order_by("-case__decided_on", "case_id")
        .values_list(
            *("case_id", "case__authority", "case__successor", "case__decided_on", "title", "text"),
            *("case__subject", "case__outcome", "public_from"),
        )
    )
    return (_decision(directory, *row) for row in rows)


def _decision(directory: AuthorityDirectory, *row: Any) -> PublicDecision:
    reference, authority, successor, decided_on, title, text, subject, outcome, public_from = row
    whose = _whose(directory, authority, successor, decided_on)
    return PublicDecision(reference, whose, title, text, subject, outcome, decided_on, public_from)


def _whose(directory: AuthorityDirectory, authority: str, successor: str, day: date) -> str:
    """Whom an event of a day counts for; where nobody can be told, the authority that the case names."""
    try:
        return responsible(directory, authority, day, successor)
    except (NoSingleSuccessor, NotYetBegun):
        return authority
