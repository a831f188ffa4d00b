"""Keeping letters as they are drawn: their content, once for each, and which file was printed of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from upheld.editions.models import Edition
from upheld.letters.facts import LetterFacts
from upheld.letters.models import DrawnLetter, LetterApproval, LetterText

KEPT = ("text_id", "facts_sha256", "pdf_sha256", "gaps", "left_out")
AT_ONCE = 500


@dataclass(frozen=True)
class Written:
    """A letter that was written: its content as JSON, the hash of its PDF, and rules whose change was left out."""

    authority: str
    language: str
    content: str
    pdf_sha256: str = ""
    left_out: tuple[str, ...] = ()


def sha256(text: str) -> str:
    """The hash of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def facts_sha256(facts: LetterFacts) -> str:
    """The hash of what the register says for a letter."""
    return sha256(repr(facts))


@transaction.atomic
def keep(edition: Edition, written: Iterable[Written], facts: Mapping[str, LetterFacts]) -> int:
    """Put an edition's letters on record as they are now; returns how many are others than before.

    Letters are gone through some hundred at a time, each once.
    """
    before, every, seen = edition.letters.exists(), iter(written), set()
    others = 0
    while some := list(islice(every, AT_ONCE)):
        others += _keep(edition, some, facts)
        seen.update((one.authority, one.language) for one in some)
    keys = edition.letters.values_list("pk", "authority", "language")
    _delete(DrawnLetter, [pk for pk, *key in keys if tuple(key) not in seen])
    if before:
        forget_unused()
    return others


def _keep(edition: Edition, written: Sequence[Written], facts: Mapping[str, LetterFacts]) -> int:
    held = edition.letters.filter(authority__in={one.authority for one in written})
    known = {(one.authority, one.language): one for one in held}
    rows = {(one.authority, one.language): _row(edition, one, facts[one.authority]) for one in written}
    other = {key: row for key, row in rows.items() if key not in known or _kept(known[key]) != _kept(row)}
    texts = {sha256(one.content): one.content for one in written if (one.authority, one.language) in other}
    LetterText.objects.bulk_create(
        [LetterText(sha256=key, content=content) for key, content in texts.items()],
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    _delete(DrawnLetter, [one.pk for key, one in known.items() if key in other])
    DrawnLetter.objects.bulk_create(other.values(), batch_size=AT_ONCE)
    return len(other)


def _delete(model: type[Model], keys: Sequence[object]) -> int:
    """Delete rows, some hundred at a time: a query takes only so many keys."""
    some = (keys[n : n + AT_ONCE] for n in range(0, len(keys), AT_ONCE))
    return sum(model._default_manager.filter(pk__in=keys).delete()[0] for keys in some)


def _row(edition: Edition, one: Written, facts: LetterFacts) -> DrawnLetter:
    return DrawnLetter(
        edition=edition,
        authority=one.authority,
        language=one.language,
        text_id=sha256(one.content),
        facts_sha256=facts_sha256(facts),
        pdf_sha256=one.pdf_sha256,
        gaps=[gap.text for gap in facts.gaps],
        left_out=list(one.left_out),
        drawn_at=timezone.now(),
    )


def _kept(row: DrawnLetter) -> list[object]:
    return [getattr(row, name) for name in KEPT]


def forget_unused() -> int:
    """Remove texts that no letter has now and nobody approved; returns how many."""
    approved = {sha for texts in LetterApproval.objects.values_list("texts", flat=True) for sha in texts.values()}
    unused = LetterText.objects.exclude(pk__in=DrawnLetter.objects.values("text_id")).values_list("pk", flat=True)
    gone = [key for key in unused if key not in approved]
    return _delete(LetterText, gone)
