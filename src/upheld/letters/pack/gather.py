"""What the register says, as things stand on a day, of the cases of an authority's year in which fault was found.

Which cases these are is asked of the snapshot that the figures were counted from: the list is as long as the figure
says. What is told of them is what is public on the day, by the rules by which it enters a bundle.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upheld.casework.remedies.shown import Shown, shown
from upheld.editions.behind import DECIDED, behind
from upheld.letters.pack.facts import Agreed, FaultFound
from upheld.register.models import Case, Compliance, Decision, Recommendation
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.remedy_states import state_of
from upheld.vocabulary.scheme import Scheme


def faults(scheme: Scheme, snapshot: SnapshotFiles, authority: str, year: int, as_at: date) -> tuple[FaultFound, ...]:
    """The upheld cases of an authority's year, by the day of decision and reference."""
    cases = behind(scheme, snapshot, authority, year, DECIDED)
    return told_of(scheme, [one.reference for one in cases if one.outcome in scheme.upheld_outcomes], as_at)


def told_of(scheme: Scheme, references: Iterable[str], as_at: date) -> tuple[FaultFound, ...]:
    """What may be told of some cases on a day. One that the register no longer has is left out.

    One that is upheld no longer is there, as the figures count it, with nothing more told of it.
    """
    wanted = list(references)
    rows = Case.objects.filter(reference__in=wanted, decided_on__isnull=False).order_by("decided_on", "reference")
    titles = dict(Decision.objects.filter(case__in=wanted).values_list("case_id", "title"))
    recorded = dict(Compliance.objects.filter(case__in=wanted).values_list("case_id", "recorded_on"))
    agreed: dict[str, list[Recommendation]] = {}
    for one in Recommendation.objects.filter(case__in=wanted).order_by("case_id", "number"):
        agreed.setdefault(one.case_id, []).append(one)
    may = shown(scheme, wanted, as_at)
    return tuple(
        _fault(row, titles.get(row.reference, ""), recorded.get(row.reference), agreed.get(row.reference, []), may)
        if row.outcome in scheme.upheld_outcomes
        else FaultFound(row.reference, row.subject, row.decided_on, stands=False)
        for row in rows
    )


def _fault(row: Case, title: str, recorded_on: date | None, agreed: list[Recommendation], may: Shown) -> FaultFound:
    is_public, as_at = may.decision(row.reference), may.as_at
    reported = row.public_report_on is not None and row.public_report_on <= as_at
    known = recorded_on is not None and recorded_on <= as_at
    return FaultFound(
        reference=row.reference,
        subject=row.subject,
        decided_on=row.decided_on,
        is_public=is_public,
        title=title if is_public else "",
        summary=row.summary if is_public else "",
        report_title=row.public_report_title if reported else "",
        report_on=row.public_report_on if reported else None,
        agreed=tuple(_agreed(one, may, known=known) for one in agreed),
    )


def _agreed(one: Recommendation, may: Shown, *, known: bool) -> Agreed:
    as_at, tells_text = may.as_at, one.public and may.improvement(one.case_id, one.number, one.text)
    due = one.extended_to or one.due_on
    done = one.completed_on if one.completed_on and one.completed_on <= as_at else None
    state = state_of(due, done, one.result if known else "", as_at)
    return Agreed(one.category, one.text if tells_text else "", due, done, state)
