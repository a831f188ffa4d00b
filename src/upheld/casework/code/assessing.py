"""Clauses of the code assessed in a case: written into the register by the way that every extract takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.changing import case_now, case_row, write
from upheld.casework.refusal import Refusal
from upheld.intake.tables import MET
from upheld.intake.taking_back import take_back_rows
from upheld.register import writing
from upheld.register.models import CaseAssessment
from upheld.vocabulary.scheme import Scheme

LONGEST_EVIDENCE = 4000


@dataclass(frozen=True)
class Mark:
    """What was found of one clause in a case: yes, partly, no, or "" for not assessed; and what shows it."""

    met: str
    evidence: str = ""


def marks_of(reference: str) -> dict[str, Mark]:
    """The clauses assessed in a case."""
    rows = CaseAssessment.objects.filter(case_id=reference).order_by("clause")
    return {row.clause: Mark(row.met, row.evidence) for row in rows}


@transaction.atomic
def assess(
    scheme: Scheme,
    reference: str,
    marks: Mapping[str, Mark],
    *,
    seen: Mapping[str, Mark],
    today: date,
    by: str,
    is_drawn: Callable[[int], bool] = lambda _: False,
) -> int:
    """Put on record what a case showed of clauses; how many changed. A clause marked "" is taken back.

    ``seen`` are the marks that the person looked at. Raises `Refusal` where they are others now, the case or a clause
    is not there, nothing would change, or a mark was made in a year whose figures are drawn (``is_drawn``).
    """
    writing.lock()  # before anything is read: whoever else assesses it, or takes in an extract, waits
    now = case_now(reference)
    if now is None:
        raise Refusal("There is no case with this reference.")
    known = marks_of(reference)
    if known != dict(seen):
        raise Refusal("Somebody else has assessed this case since you opened it. Look at it as it is now.")
    changed = {clause: mark for clause, mark in marks.items() if mark != known.get(clause, Mark(""))}
    _check(scheme, marks, changed)
    _refuse_drawn(scheme, reference, changed, is_drawn)
    gone = [clause for clause, mark in changed.items() if not mark.met]
    for clause in gone:
        take_back_rows("case_assessments", by=by, case_id=reference, clause=clause)
    if kept := {clause: mark for clause, mark in changed.items() if mark.met}:
        days = _days(reference, known, kept)
        rows = [_row(reference, days.get(clause, today), clause, mark) for clause, mark in kept.items()]
        tables = {"cases": [case_row(scheme, now)], "case_assessments": rows}
        write(scheme, tables, by=by, only_case=reference)
    record("assess clauses of the code", reference, by=by, clauses=sorted(changed), taken_back=sorted(gone))
    return len(changed)


def _check(scheme: Scheme, marks: Mapping[str, Mark], changed: Mapping[str, Mark]) -> None:
    clauses = scheme.code.clauses if scheme.code else {}
    wrong = [f"{clause} is no clause of the code." for clause in marks if clause not in clauses]
    wrong += [f"{clause}: choose met, partly or not met." for clause, one in marks.items() if one.met not in ("", *MET)]
    for clause, mark in changed.items():
        if mark.met and not mark.evidence:
            wrong.append(f"{clause}: say what in the case shows it.")
        if not mark.met and mark.evidence:
            wrong.append(f"{clause}: choose met, partly or not met, or take the evidence out.")
        if len(mark.evidence) > LONGEST_EVIDENCE:
            wrong.append(f"{clause}: the evidence has at most {LONGEST_EVIDENCE:,} characters.")
    if not changed and not wrong:
        wrong.append("Nothing has changed.")
    if wrong:
        raise Refusal(*wrong)


def _refuse_drawn(scheme: Scheme, reference: str, changed: Mapping[str, Mark], is_drawn: Callable[[int], bool]) -> None:
    """A mark stays as the letter and the figures of its year had it."""
    rows = CaseAssessment.objects.filter(case_id=reference, clause__in=list(changed)).order_by("clause")
    drawn = [row.clause for row in rows if is_drawn(scheme.last_day.year_of(row.assessed_on).ending)]
    if drawn:
        raise Refusal(*(f"{clause} was assessed in a year whose figures are drawn: it stays." for clause in drawn))


def _days(reference: str, known: Mapping[str, Mark], kept: Mapping[str, Mark]) -> dict[str, date]:
    """Clause → the day of a mark of which only the evidence changes: it stays in its year."""
    rows = CaseAssessment.objects.filter(case_id=reference, clause__in=list(kept))
    return {row.clause: row.assessed_on for row in rows if kept[row.clause].met == known[row.clause].met}


def _row(reference: str, day: date, clause: str, mark: Mark) -> dict[str, str]:
    return {
        "case_reference": reference,
        "clause": clause,
        "assessed_on": day.isoformat(),
        "met": mark.met,
        "evidence": mark.evidence,
    }
