"""Public reports until they are answered: what is awaited, what is overdue, recording what came, what is told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.changing import case_now, case_row, write
from upheld.casework.refusal import Refusal
from upheld.casework.statements.answers import Answer, months_after
from upheld.casework.statements.texts import lines_of, too_long
from upheld.intake.tables import SHORT_TEXT
from upheld.register import writing
from upheld.register.models import Case, ReportResponse
from upheld.vocabulary.scheme import Scheme

DAYS = ("required_by", "received_on", "considered_on", "satisfied_on")
CELLS = (*DAYS, "response")
HAPPENED = {
    "received_on": "The day on which the answer came",
    "considered_on": "The day on which its members considered the report",
    "satisfied_on": "The day on which we were satisfied",
}


@dataclass(frozen=True)
class Report:
    """A public report and its answer."""

    reference: str
    authority: str
    title: str
    issued_on: date
    answer: Answer

    @property
    def digest(self) -> str:
        """The hash of all of it as somebody looked at it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def reports(scheme: Scheme, reference: str = "") -> list[Report]:
    """All public reports, or that of a case; the latest first."""
    rows = Case.objects.filter(public_report_on__isnull=False).select_related("reportresponse")
    if reference:
        rows = rows.filter(pk=reference)
    months = scheme.statements.respond_within_months
    return [_report(months, row) for row in rows.order_by("-public_report_on", "reference")]


def told(months: int, day: date) -> dict[str, Answer]:
    """What everybody is told of answers on a day: case → its report's answer as far as it was known then.

    An office that begins to record answers has many reports of before, of which it recorded none: none of these is
    said to be overdue. So nothing is told of reports issued before the first of which anything is recorded.
    """
    recorded = Case.objects.filter(reportresponse__isnull=False).order_by("public_report_on")
    first = recorded.values_list("public_report_on", flat=True).first()
    if first is None:
        return {}
    rows = Case.objects.filter(public_report_on__range=(first, day)).select_related("reportresponse")
    return {row.pk: _report(months, row).answer.on(day) for row in rows}


@transaction.atomic
def answer(scheme: Scheme, reference: str, cells: Mapping[str, str], *, seen: str, today: date, by: str) -> None:
    """Record what came of a report; ``cells`` are those of `CELLS`, as an extract has them.

    Raises `Refusal` where the report is not what was looked at, nothing would change, something is said to have
    happened on a day still to come, or a rule of extracts is broken.
    """
    writing.lock()
    found = reports(scheme, reference)
    case = case_now(reference)
    if not found or case is None:
        raise Refusal(f"The register has no public report on case {reference}.")
    if found[0].digest != seen:
        raise Refusal("The report was changed since you looked. Look at it as it is now, and do it again.")
    wanted = {name: lines_of(cells.get(name, "")) for name in CELLS}
    if wrong := too_long("An answer", wanted["response"], SHORT_TEXT):
        raise Refusal(*wrong)
    if wanted["satisfied_on"] and not (wanted["response"] or wanted["received_on"]):
        raise Refusal("Record the answer before you say that you are satisfied with it.")
    if wanted == cells_of(found[0]):
        raise Refusal("Nothing would change.")
    if early := [f"{said} is still to come." for name, said in HAPPENED.items() if _day(wanted[name]) > today]:
        raise Refusal(*early)
    rows = {"cases": [case_row(scheme, case)], "report_responses": [{"case_reference": reference, **wanted}]}
    write(scheme, rows, by=by, only_case=reference)
    record("report's answer recorded", reference, by=by)


def cells_of(report: Report) -> dict[str, str]:
    """The cells of an answer as an extract has them."""
    days = {name: getattr(report.answer, name) for name in DAYS}
    return {**{name: day.isoformat() if day else "" for name, day in days.items()}, "response": report.answer.response}


def _day(cell: str) -> date:
    """A cell's day. What is none is told by the rules of extracts: here it is one that is long past."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return date.min


def _report(months: int, case: Case) -> Report:
    issued_on: date = case.public_report_on  # type: ignore[assignment]  # only cases that have one are asked for
    given: ReportResponse | None = getattr(case, "reportresponse", None)
    usual = months_after(issued_on, months)
    head = (case.pk, case.authority, case.public_report_title, issued_on)
    if given is None:
        return Report(*head, Answer(usual))
    came = (given.received_on, given.considered_on, given.response, given.satisfied_on)
    return Report(*head, Answer(given.required_by or usual, *came))
