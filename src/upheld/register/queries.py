"""Reading the register, for the stages above it. Authorities are ids; days are dates; nothing here changes a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from upheld.register import models
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.corrections import corrected
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.scheme import Scheme

SAMPLE = "sample"
SCHEME = "scheme"


def directory(scheme: Scheme) -> AuthorityDirectory:
    """The scheme's authorities with those that extracts added or corrected."""
    return corrected(scheme.authorities, models.AuthorityEntry.objects.order_by("code"))


def origin(name: str) -> str:
    """One fact about the register itself; "" where it is not known."""
    found = models.Origin.objects.filter(name=name).first()
    return found.value if found else ""


def is_sample() -> bool:
    """Whether the register holds made-up sample data. Once so, always so."""
    return origin(SAMPLE) == "yes"


def control_totals() -> dict[tuple[str, int], tuple[int, int, int, int]]:
    """(authority, year) → (brought forward, received, decided, carried forward), as the extract states them."""
    rows = models.ControlTotal.objects.order_by("authority", "year").values_list(
        "authority", "year", "brought_forward", "received", "decided", "carried_forward"
    )
    return {(authority, year): tuple(totals) for authority, year, *totals in rows}  # type: ignore[misc]


def published_totals() -> list[PublishedTotal]:
    """Published totals of earlier years, by authority and year."""
    return [_published_total(row) for row in models.PublishedTotal.objects.order_by("authority", "year")]


def _published_total(row: models.PublishedTotal) -> PublishedTotal:
    numbers = row.numbers
    return PublishedTotal(
        authority=row.authority,
        year=row.year,
        counts={measure: (count, base) for measure, (count, base) in numbers.get("counts", {}).items()},
        percents={measure: Fraction(text) for measure, text in numbers.get("percents", {}).items()},
        group_percents={measure: Fraction(text) for measure, text in numbers.get("group_percents", {}).items()},
        source=row.source,
        note=row.note,
    )


@dataclass(frozen=True)
class Person:
    """Somebody at an authority, in a role. Personal data: for letters and mail only."""

    role: str
    name: str
    salutation: str
    post: str
    email: str


def contacts() -> dict[str, dict[str, list[Person]]]:
    """Authority → role → people in that role by e-mail address (there may be none, or more than one)."""
    found: dict[str, dict[str, list[Person]]] = {}
    for row in models.Contact.objects.order_by("authority", "role", "email"):
        person = Person(row.role, row.name, row.salutation, row.post, row.email)
        found.setdefault(row.authority, {}).setdefault(row.role, []).append(person)
    return found


@dataclass(frozen=True)
class PublicReport:
    """A public report issued on a case. Whose it is: `statistics.responsibility` from the three last fields."""

    case: str
    title: str
    authority: str
    successor: str
    issued_on: date


def public_reports(first: date, last: date) -> list[PublicReport]:
    """Public reports issued from a day to a day, oldest first."""
    rows = models.Case.objects.filter(public_report_on__range=(first, last)).order_by("public_report_on", "reference")
    return [
        PublicReport(row.reference, row.public_report_title, row.authority, row.successor, row.public_report_on)
        for row in rows
    ]


@dataclass(frozen=True)
class NotCompliedRemedy:
    """A recommendation not carried out, on a case with a compliance outcome recorded in the span asked for.

    ``text`` is "" unless the recommendation is public: a personal remedy is never told.
    """

    case: str
    number: int
    category: str
    text: str
    public: bool
    due_on: date
    extended_to: date | None
    authority: str
    successor: str
    recorded_on: date


def not_complied(first: date, last: date) -> list[NotCompliedRemedy]:
    """Recommendations not complied with, of compliance outcomes recorded from a day to a day; by case and number."""
    rows = (
        models.Recommendation.objects.filter(result="not_complied", case__compliance__recorded_on__range=(first, last))
        .select_related("case", "case__compliance")
        .order_by("case_id", "number")
    )
    return [
        NotCompliedRemedy(
            case=row.case_id,
            number=row.number,
            category=row.category,
            text=row.text if row.public else "",
            public=row.public,
            due_on=row.due_on,
            extended_to=row.extended_to,
            authority=row.case.authority,
            successor=row.case.successor,
            recorded_on=row.case.compliance.recorded_on,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Assessed:
    """How one section of the complaint handling code was met, on a day."""

    authority: str
    assessed_on: date
    section: str
    met: str
    commentary: str


def code_assessments(first: date, last: date) -> list[Assessed]:
    """Assessments made from a day to a day, by authority, day and section."""
    rows = models.CodeAssessment.objects.filter(assessed_on__range=(first, last)).order_by(
        "authority", "assessed_on", "section"
    )
    return [Assessed(row.authority, row.assessed_on, row.section, row.met, row.commentary) for row in rows]


@dataclass(frozen=True)
class WorkshopHeld:
    """A workshop with the people it reached: authority ("" for people of none) → people."""

    code: str
    title: str
    held_on: date
    mode: str
    people: dict[str, int]


def workshops(first: date, last: date) -> list[WorkshopHeld]:
    """Workshops held from a day to a day, oldest first."""
    rows = (
        models.Workshop.objects.filter(held_on__range=(first, last))
        .order_by("held_on", "code")
        .prefetch_related("attendance_set")
    )
    return [
        WorkshopHeld(
            row.code,
            row.title,
            row.held_on,
            row.mode,
            {came.authority: came.people for came in row.attendance_set.all()},
        )
        for row in rows
    ]
