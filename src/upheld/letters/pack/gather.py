"""What the register says, as things stand on a day, of the cases of an authority's year in which fault was found.

Which cases these are is asked of the snapshot that the figures were counted from: the list is as long as the figure
says. What is told of them is what is public on the day, by the rules by which it enters a bundle.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upheld.editions.behind import DECIDED, behind
from upheld.letters.pack.facts import Agreed, FaultFound
from upheld.register.models import Case, Compliance, Decision, Recommendation
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.remedy_states import state_of
from upheld.vocabulary.scheme import Scheme


def faults(scheme: Scheme, snapshot: SnapshotFiles, authority: str, year: int, as_at: date) -> tuple[FaultFound, ...]:
    """The upheld cases of an authority's year, by the day of decision and reference."""
    cases = behind(scheme, snapshot, authority, year, DECIDED)
    return told_of([one.reference for one in cases if one.outcome in scheme.upheld_outcomes], as_at)


def told_of(references: Iterable[str], as_at: date) -> tuple[FaultFound, ...]:
    """What may be told of some cases on a day. One that the register no longer has is left out."""
    wanted = list(references)
    rows = Case.objects.filter(reference__in=wanted, decided_on__isnull=False).order_by("decided_on", "reference")
    decisions = {one.case_id: one for one in Decision.objects.filter(case__in=wanted).defer("text")}
    recorded = dict(Compliance.objects.filter(case__in=wanted).values_list("case_id", "recorded_on"))
    agreed: dict[str, list[Recommendation]] = {}
    for one in Recommendation.objects.filter(case__in=wanted).order_by("case_id", "number"):
        agreed.setdefault(one.case_id, []).append(one)
    return tuple(
        _fault(row, decisions.get(row.reference), recorded.get(row.reference), agreed.get(row.reference, []), as_at)
        for row in rows
    )


def _fault(
    row: Case, decision: Decision | None, recorded_on: date | None, agreed: list[Recommendation], as_at: date
) -> FaultFound:
    is_public = decision is not None and _is_public(decision, as_at)
    reported = row.public_report_on is not None and row.public_report_on <= as_at
    tells_remedies = decision is None or is_public
    known = recorded_on is not None and recorded_on <= as_at
    return FaultFound(
        reference=row.reference,
        subject=row.subject,
        decided_on=row.decided_on,
        is_public=is_public,
        title=decision.title if decision and is_public else "",
        summary=row.summary if is_public else "",
        report_title=row.public_report_title if reported else "",
        report_on=row.public_report_on if reported else None,
        agreed=tuple(_agreed(one, as_at, known=known, tells_text=one.public and tells_remedies) for one in agreed),
    )


def _is_public(decision: Decision, as_at: date) -> bool:
    return decision.public_from <= as_at and (decision.withdrawn_on is None or decision.withdrawn_on > as_at)


def _agreed(one: Recommendation, as_at: date, *, known: bool, tells_text: bool) -> Agreed:
    due = one.extended_to or one.due_on
    done = one.completed_on if one.completed_on and one.completed_on <= as_at else None
    state = state_of(due, done, one.result if known else "", as_at)
    return Agreed(one.category, one.text if tells_text else "", due, done, state)
