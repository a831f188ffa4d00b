"""Working on a decision's text until it may be read by everybody: pasting, settling what was found, editing, checking.

Whoever changes a text held a digest of it; where somebody else was quicker nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.statements.identifying import Kind
from upheld.casework.statements.models import Accepted, Checked
from upheld.casework.statements.texts import (
    TextNow,
    cells_of,
    findings,
    lines_of,
    masked,
    put,
    reason_of,
    seen_now,
    text_now,
    too_long,
    usual_day,
)
from upheld.intake.tables import LONG_TEXT
from upheld.register import writing
from upheld.register.models import Case
from upheld.vocabulary.scheme import Scheme

LONGEST_TITLE = 500
Words = tuple[Kind, str]
NEUTRAL = {
    Kind.NAME: "X",
    Kind.ADDRESS: "an address",
    Kind.POSTCODE: "a postcode",
    Kind.PHONE: "a phone number",
    Kind.EMAIL: "an e-mail address",
    Kind.BIRTH: "a date",
    Kind.REFERENCE: "a reference",
    Kind.AGE: "some years",
}
"""What is offered in place of what was found."""


@transaction.atomic
def paste(scheme: Scheme, reference: str, title: str, text: str, *, by: str) -> None:
    """Put in the text of a decided case that has none; it becomes public on the usual day. Raises `Refusal`."""
    writing.lock()
    case = Case.objects.filter(pk=reference).first()
    if case is None:
        raise Refusal(f"The register has no case {reference}.")
    if case.decided_on is None:
        raise Refusal(f"Case {reference} has not been decided.")
    if text_now(reference):
        raise Refusal(f"Case {reference} has a decision to publish already: change that.")
    day = usual_day(scheme, case.decided_on)
    put(scheme, reference, {**_written(title, text), "public_from": day.isoformat()}, by=by)
    record("decision put in", reference, by=by)


@transaction.atomic
def edit(scheme: Scheme, reference: str, title: str, text: str, *, seen: str, by: str) -> None:
    """Change a title and a text by hand. Raises `Refusal` where nothing would change, or somebody was quicker."""
    writing.lock()
    now = seen_now(reference, seen)
    _rewrite(scheme, now, _written(title, text), by=by)
    record("decision edited", reference, by=by)


@transaction.atomic
def settle(
    scheme: Scheme,
    reference: str,
    *,
    accept: Mapping[Words, str],
    mask: Mapping[Words, str],
    seen: str,
    now: datetime,
    by: str,
) -> None:
    """Settle what was found: ``accept`` says why words may stay, ``mask`` what takes their place.

    Raises `Refusal` where a reason or a replacement is missing, or the text is not what was looked at.
    """
    writing.lock()
    looked_at = seen_now(reference, seen)
    what = findings(looked_at)
    if not (accept or mask):
        raise Refusal("Say of something that was found what is to become of it.")
    if {*accept, *mask} - set(what.open) or set(accept) & set(mask):
        raise Refusal("Some of this is settled already: look at the text as it is now.")
    if any(not replacement.strip() for replacement in mask.values()):
        raise Refusal("Say what takes the place of each thing that is masked.")
    for (kind, words), why in accept.items():
        Accepted.objects.create(reference=reference, kind=kind, words=words, why=reason_of(why), by=by, at=now)
    if mask:
        title, text = masked(looked_at.title, what.in_title, mask), masked(looked_at.text, what.in_text, mask)
        _rewrite(scheme, looked_at, _written(title, text), by=by)
    record("decision findings settled", reference, by=by, accepted=len(accept), masked=len(mask))


@transaction.atomic
def check(reference: str, *, seen: str, now: datetime, by: str) -> Checked:
    """Say that a person read this very text and that it may be read by everybody. Raises `Refusal`."""
    writing.lock()
    looked_at = seen_now(reference, seen)
    if looked_at.withdrawn_on:
        raise Refusal("The decision is withdrawn.")
    if still := findings(looked_at).open:
        raise Refusal(f"Settle what was found first: {len(still)} of it is open.")
    checked, new = Checked.objects.get_or_create(
        reference=reference, wording=looked_at.wording, defaults={"by": by, "at": now}
    )
    if new:
        record("decision checked", reference, by=by, wording=looked_at.wording)
    return checked


def _written(title: str, text: str) -> dict[str, str]:
    title, text = " ".join(title.split()), lines_of(text)
    if not (title and text):
        raise Refusal("A decision needs a title and a text.")
    if wrong := [*too_long("A title", title, LONGEST_TITLE), *too_long("A text", text, LONG_TEXT)]:
        raise Refusal(*wrong)
    return {"title": title, "text": text}


def _rewrite(scheme: Scheme, now: TextNow, words: Mapping[str, str], *, by: str) -> None:
    if (words["title"], words["text"]) == (now.title, now.text):
        raise Refusal("Nothing would change.")
    put(scheme, now.reference, {**cells_of(now), **words}, by=by)
