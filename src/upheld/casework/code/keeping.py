"""What the evidence of marks tells of people: let go of where somebody is erased, and where its time is over.

The marks stay, as figures and letters have them. An extract may bring evidence again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from upheld.casework.telling import GONE, telling_of
from upheld.register.models import CaseAssessment, PriorRow

TABLE = "case_assessments"


def forget(person: Collection[str]) -> int:
    """Let go of evidence that has somebody in it, by address or name, also as it was before; returns how much."""
    tells, count = telling_of(person), 0
    for row in CaseAssessment.objects.exclude(evidence="").iterator():
        if tells(row.evidence):
            count += CaseAssessment.objects.filter(case_id=row.case_id, clause=row.clause).update(evidence=GONE)
    return count + _empty_prior(lambda row: tells(_evidence(row)))


def let_go(limit: datetime) -> int:
    """Let go of evidence of marks made before a time, and of marks that were changed before it; returns how much."""
    marked = CaseAssessment.objects.filter(assessed_on__lt=limit.date()).exclude(evidence__in=("", GONE))
    return marked.update(evidence=GONE) + _empty_prior(lambda row: row.changed_at < limit)


def texts() -> Iterator[str]:
    """All evidence that is kept."""
    yield from CaseAssessment.objects.exclude(evidence="").values_list("evidence", flat=True).iterator()
    yield from (_evidence(row) for row in PriorRow.objects.filter(table=TABLE).iterator())


def _empty_prior(goes: Callable[[PriorRow], bool]) -> int:
    going = [
        row for row in PriorRow.objects.filter(table=TABLE).iterator() if _evidence(row) not in ("", GONE) and goes(row)
    ]
    for row in going:
        row.before["evidence"] = GONE
    PriorRow.objects.bulk_update(going, ["before"], batch_size=200)
    return len(going)


def _evidence(row: PriorRow) -> str:
    return str(row.before.get("evidence") or "")
