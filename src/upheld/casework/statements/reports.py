"""Public reports until they are answered: what is awaited, what is overdue, and recording what came.

An authority in England must tell within three months what it has done or will do (Local Government Act 1974, section
31(2)); the scheme says how long it is.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.changing import case_now, case_row, write
from upheld.casework.refusal import Refusal
from upheld.register import writing
from upheld.register.models import Case, ReportResponse
from upheld.vocabulary.scheme import Scheme

CELLS = ("required_by", "considered_on", "response", "satisfied_on")


class Awaited(StrEnum):
    """How far the answer to a report is, in the words that a person is shown."""

    OVERDUE = "overdue"
    AWAITED = "awaited"
    ANSWERED = "answered"
    SATISFIED = "satisfied"


@dataclass(frozen=True)
class Report:
    """A public report and its answer. ``required_by`` is the day that was recorded, or the scheme's."""

    reference: str
    authority: str
    title: str
    issued_on: date
    required_by: date
    considered_on: date | None = None
    response: str = ""
    satisfied_on: date | None = None

    def awaited(self, today: date) -> Awaited:
        """How far the answer is on a day. An answer may be given on the whole of the last day."""
        if self.satisfied_on:
            return Awaited.SATISFIED
        if self.response:
            return Awaited.ANSWERED
        return Awaited.OVERDUE if today > self.required_by else Awaited.AWAITED

    @property
    def digest(self) -> str:
        """The hash of all of it as somebody looked at it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day (30 November + 3: 28 February)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def reports(scheme: Scheme, reference: str = "") -> list[Report]:
    """All public reports, or that of a case; the latest first."""
    rows = Case.objects.filter(public_report_on__isnull=False).select_related("reportresponse")
    if reference:
        rows = rows.filter(pk=reference)
    return [_report(scheme, row) for row in rows.order_by("-public_report_on", "reference")]


@transaction.atomic
def answer(scheme: Scheme, reference: str, cells: Mapping[str, str], *, seen: str, by: str) -> None:
    """Record what came of a report; ``cells`` are those of `CELLS`, as an extract has them.

    Raises `Refusal` where the report is not what was looked at, nothing would change, or a rule of extracts is broken.
    """
    writing.lock()
    found = reports(scheme, reference)
    case = case_now(reference)
    if not found or case is None:
        raise Refusal(f"The register has no public report on case {reference}.")
    if found[0].digest != seen:
        raise Refusal("The report was changed since you looked. Look at it as it is now, and do it again.")
    wanted = {name: cells.get(name, "").replace("\r\n", "\n").strip() for name in CELLS}
    if wanted["satisfied_on"] and not wanted["response"]:
        raise Refusal("Record the answer before you say that you are satisfied with it.")
    if wanted == cells_of(found[0]):
        raise Refusal("Nothing would change.")
    rows = {"cases": [case_row(scheme, case)], "report_responses": [{"case_reference": reference, **wanted}]}
    write(scheme, rows, by=by, only_case=reference)
    record("report's answer recorded", reference, by=by)


def cells_of(report: Report) -> dict[str, str]:
    """The cells of an answer as an extract has them."""
    days = {name: getattr(report, name) for name in CELLS if name != "response"}
    written = {name: day.isoformat() if day else "" for name, day in days.items()}
    return {**{name: written.get(name, "") for name in CELLS}, "response": report.response}


def _report(scheme: Scheme, case: Case) -> Report:
    issued_on: date = case.public_report_on  # type: ignore[assignment]  # only cases that have one are asked for
    given: ReportResponse | None = getattr(case, "reportresponse", None)
    usual = months_after(issued_on, scheme.statements.respond_within_months)
    head = (case.pk, case.authority, case.public_report_title, issued_on)
    if given is None:
        return Report(*head, usual)
    return Report(*head, given.required_by or usual, given.considered_on, given.response, given.satisfied_on)
