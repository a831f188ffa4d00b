"""Whether the text of a service improvement may be public: what could tell of a person is shown to somebody first.

A text in which the rules find nothing is shown as it is. One in which they find something is shown to nobody until a
person has said that it may be, for just that text: a change of the text makes it a question again.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
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


LOW_TITLE = re.compile(r"\b(?:mr|mrs|mx)\.?[ \t\xa0]{1,3}([^\W\d_][\w'’-]{2,30})")
"""A title without its capital, and what follows it; "miss" and "ms" mean other things too."""
SHORTEST, NAME = 3, identifying.Kind.NAME.value


def found_in(text: str, names: Collection[str] = ()) -> list[Telling]:
    """What the rules find in a text, in its order: those for decisions, days, and names that the case is known by."""
    found = [Telling(one.start, one.end, one.kind.value, one.text) for one in identifying.found(text)]
    days = [Telling(*one.span(), "day", one.group()) for one in DAY.finditer(text)]
    low = [Telling(*one.span(1), NAME, one.group(1)) for one in LOW_TITLE.finditer(text)]
    for new in (*days, *low, *_known(text, names)):
        if not any(one.start < new.end and new.start < one.end for one in found):
            found.append(new)
    return sorted(found, key=lambda one: (one.start, one.end))


def _known(text: str, names: Collection[str]) -> list[Telling]:
    """Names that the case is known by, with their capital: "may" is no Mrs May."""
    if not names:
        return []
    known = (one for one in identifying.found(text, names) if one.kind.value == NAME and one.text[:1].isupper())
    return [Telling(one.start, one.end, NAME, one.text) for one in known]


@lru_cache(maxsize=100_000)
def _tells(text: str, names: frozenset[str]) -> bool:
    """Whether the rules find anything; kept, as the same texts are looked at for each bundle and each page."""
    return bool(found_in(text, names))


def names_of_cases(*references: str) -> Mapping[str, frozenset[str]]:
    """By case the names that its personal remedies tell of: whole, and their last word, also of several people.

    Those of all cases if none is named.
    "Apologise to Mrs Appleby" is never public; with it, "Appleby" is found in the public text beside it.
    """
    rows = Recommendation.objects.filter(public=False)
    rows = rows.filter(case_id__in=references) if references else rows
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for reference, text in rows.values_list("case_id", "text"):
        if names := _names_in(text):
            found[reference] |= names
    return found


@lru_cache(maxsize=100_000)
def _names_in(text: str) -> frozenset[str]:
    named = [one.text for one in found_in(text) if one.kind == NAME]
    last = [one.split()[-1] for one in named if len(one.split()[-1]) >= SHORTEST]
    return frozenset((*named, *last, *(f"{one}s" for one in last)))


def hash_of(text: str) -> str:
    """By which a decision is held to just this text."""
    return hashlib.sha256(text.encode()).hexdigest()


def decided() -> dict[tuple[str, int, str], bool]:
    """Case, number and hash of a text → whether it may be shown; the last decision counts."""
    rows = TextCheck.objects.order_by("pk").values_list("reference", "number", "text_hash", "may_be_shown")
    return {(reference, number, text): shown for reference, number, text, shown in rows}


def may_be_shown(
    reference: str,
    number: int,
    text: str,
    decisions: Mapping[tuple[str, int, str], bool],
    names: Mapping[str, frozenset[str]],
) -> bool:
    """Whether a public text may go into a bundle: a person said so, or nobody needs to.

    ``decisions`` as from `decided`, ``names`` as from `names_of_cases`.
    """
    said = decisions.get((reference, number, hash_of(text)))
    return not _tells(text, names.get(reference, frozenset())) if said is None else said


def to_check() -> list[tuple[str, int]]:
    """Public texts that wait for a person: case and number."""
    decisions, names = decided(), names_of_cases()
    rows = Recommendation.objects.filter(public=True).order_by("case_id", "number")
    return [
        (reference, number)
        for reference, number, text in rows.values_list("case_id", "number", "text")
        if _tells(text, names.get(reference, frozenset())) and (reference, number, hash_of(text)) not in decisions
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
