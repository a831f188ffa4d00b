"""Whether the text of a service improvement may be public: what could tell of a person is shown to somebody first.

A text in which the rules find nothing is shown as it is. One in which they find something is shown to nobody until a
person has said that it may be, for just that text: a change of the text makes it a question again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.remedies.asking import text_of
from upheld.casework.remedies.models import TextCheck
from upheld.casework.statements import identifying
from upheld.casework.statements import identifying_words as words
from upheld.register.models import Recommendation

DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{words.MONTHS})\b(?: \d{{4}})?"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
)
"""A day: an improvement seldom needs one, and with it a case can be told from others."""


@dataclass(frozen=True)
class Telling:
    """Something in a text that could tell of a person: from where to where, and what it looks like."""

    start: int
    end: int
    kind: str
    text: str


def found_in(text: str) -> list[Telling]:
    """What the rules find in a text, in its order: those for decisions, and days."""
    told = [Telling(one.start, one.end, one.kind.value, one.text) for one in identifying.found(text)]
    days = [Telling(*one.span(), "day", one.group()) for one in DAY.finditer(text)]
    own = [day for day in days if not any(one.start < day.end and day.start < one.end for one in told)]
    return sorted(told + own, key=lambda one: (one.start, one.end))


@lru_cache(maxsize=100_000)
def _tells(text: str) -> bool:
    """Whether the rules find anything; kept, as the same texts are looked at for each bundle and each page."""
    return bool(found_in(text))


def hash_of(text: str) -> str:
    """By which a decision is held to just this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def decided() -> dict[tuple[str, int, str], bool]:
    """Case, number and hash of a text → whether it may be shown; the last decision counts."""
    rows = TextCheck.objects.order_by("pk").values_list("reference", "number", "text_hash", "may_be_shown")
    return {(reference, number, text): shown for reference, number, text, shown in rows}


def may_be_shown(reference: str, number: int, text: str, decisions: dict[tuple[str, int, str], bool]) -> bool:
    """Whether a public text may go into a bundle: a person said so, or nobody needs to."""
    said = decisions.get((reference, number, hash_of(text)))
    return not _tells(text) if said is None else said


def to_check() -> list[tuple[str, int]]:
    """Public texts that wait for a person: case and number."""
    decisions = decided()
    rows = Recommendation.objects.filter(public=True).order_by("case_id", "number")
    return [
        (reference, number)
        for reference, number, text in rows.values_list("case_id", "number", "text")
        if _tells(text) and (reference, number, hash_of(text)) not in decisions
    ]


def decide(reference: str, number: int, seen: str, shown: bool, reason: str, *, now: datetime, by: str) -> TextCheck:
    """Say whether a public text may be shown, and why; ``seen`` is the hash of the text looked at. Raises `Refusal`."""
    written = text_of(reason, "Say why.")
    text = Recommendation.objects.filter(case_id=reference, number=number, public=True).values_list("text", flat=True)
    if [hash_of(one) for one in text] != [seen]:
        raise Refusal("The text has changed since you looked. Read it again.")
    made = TextCheck.objects.create(
        reference=reference, number=number, text_hash=seen, may_be_shown=shown, reason=written, by=by, at=now
    )
    record("public text", f"case {reference}, remedy {number}", by=by, may_be_shown=shown)
    return made
