"""Texts of decisions as the register has them, what was found in them and what of it is open."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from upheld.casework.changing import case_now, case_row, write
from upheld.casework.refusal import Refusal
from upheld.casework.statements.identifying import Found, Kind, found
from upheld.casework.statements.models import Accepted, DayException, Withdrawal
from upheld.register.models import Case, Contact, Decision
from upheld.vocabulary.scheme import Scheme

LONGEST_REASON = 500


@dataclass(frozen=True)
class TextNow:
    """A decision as it stands, with the exception from its day: what a person looks at and changes."""

    reference: str
    title: str
    text: str
    public_from: date
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""
    never: bool = False

    @property
    def wording(self) -> str:
        """The hash of what is read: title and text."""
        return wording_of(self.title, self.text)

    @property
    def digest(self) -> str:
        """The hash of all of it as somebody looked at it, to be held against what it is when they act."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True)
class Findings:
    """What was found in a title and in a text, and which words of it nobody has accepted yet."""

    in_title: tuple[Found, ...]
    in_text: tuple[Found, ...]
    open: tuple[tuple[Kind, str], ...]


def wording_of(title: str, text: str) -> str:
    """The hash of a title and a text."""
    return hashlib.sha256(f"{len(title)}:{title}{text}".encode()).hexdigest()


def text_now(reference: str) -> TextNow | None:
    """A decision as it stands; None where the register has none of this case.

    A later day that was chosen, and a withdrawal at the desk, stand also where an extract came that knew of neither.
    """
    row = Decision.objects.filter(case_id=reference).first()
    if row is None:
        return None
    exception = DayException.objects.filter(reference=reference).first()
    public_from = max(row.public_from, exception.day) if exception and exception.day else row.public_from
    gone = (row.withdrawn_on, row.withdrawn_reason)
    if not row.withdrawn_on:
        gone = Withdrawal.objects.filter(reference=reference).values_list("day", "reason").first() or gone
    never = exception is not None and exception.day is None
    return TextNow(reference, row.title, row.text, public_from, *gone, never=never)


def later_days() -> dict[str, date]:
    """Cases with a day that was chosen for their decision: it is not public before, whatever the register says."""
    return dict(DayException.objects.filter(day__isnull=False).values_list("reference", "day"))


def seen_now(reference: str, seen: str) -> TextNow:
    """The same, inside the caller's transaction. Raises `Refusal` where it is not what somebody looked at."""
    now = text_now(reference)
    if now is None:
        raise Refusal(f"The register has no decision of case {reference}.")
    if now.digest != seen:
        raise Refusal("The decision was changed since you looked. Look at it as it is now, and do it again.")
    return now


def usual_day(scheme: Scheme, decided_on: date) -> date:
    """The day on which a decision becomes public, where nobody makes an exception."""
    return decided_on + timedelta(days=scheme.statements.public_after_days)


def findings(now: TextNow) -> Findings:
    """What may tell who somebody is; the case's own reference is not such, as the decision is known by it."""
    names = _names(now.reference)
    in_title, in_text = (_but_own(found(one, names), now.reference) for one in (now.title, now.text))
    accepted = set(Accepted.objects.filter(reference=now.reference).values_list("kind", "words"))
    each = dict.fromkeys((one.kind, one.text) for one in (*in_title, *in_text))
    return Findings(in_title, in_text, tuple(one for one in each if (str(one[0]), one[1]) not in accepted))


def masked(text: str, pieces: Collection[Found], by: Mapping[tuple[Kind, str], str]) -> str:
    """A text with each found piece that has a replacement in ``by`` replaced."""
    for one in sorted(pieces, key=lambda one: -one.start):
        if (one.kind, one.text) in by:
            text = text[: one.start] + by[one.kind, one.text] + text[one.end :]
    return text


def put(scheme: Scheme, reference: str, cells: Mapping[str, str], *, by: str) -> None:
    """Write cells of a decision into the register as an extract does. Raises `Refusal`."""
    case = case_now(reference)
    if case is None:
        raise Refusal(f"The register has no case {reference}.")
    rows = {"cases": [case_row(scheme, case)], "decisions": [{"case_reference": reference, **cells}]}
    write(scheme, rows, by=by, only_case=reference)


def cells_of(now: TextNow) -> dict[str, str]:
    """The cells that every extract of a decision must have."""
    return {"title": now.title, "text": now.text, "public_from": now.public_from.isoformat()}


def reason_of(written: str) -> str:
    """A reason without what surrounds it. Raises `Refusal` where there is none, or where it is too long."""
    reason = " ".join(written.split())
    if not reason:
        raise Refusal("Give the reason.")
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"The reason is longer than {LONGEST_REASON} characters.")
    return reason


def lines_of(written: str) -> str:
    """A text without what surrounds it; a line ends with one character, whatever a browser sends."""
    return written.replace("\r\n", "\n").replace("\r", "\n").strip()


def too_long(what: str, written: str, most: int) -> list[str]:
    """The sentence about something that is longer than it may be, if it is."""
    if len(written) <= most:
        return []
    return [f"{what} has at most {most:,} characters; this one has {len(written):,}."]


def _but_own(pieces: tuple[Found, ...], reference: str) -> tuple[Found, ...]:
    return tuple(one for one in pieces if one.text != reference)


def _names(reference: str) -> list[str]:
    """Names that the register knows of people at the case's authority: officers are not named in decisions either."""
    authority = Case.objects.filter(pk=reference).values("authority")
    return list(Contact.objects.filter(authority__in=authority).values_list("name", flat=True))
