"""People in what is kept beside decisions: words that were accepted, and texts as they were before they were changed.

The register's present text is not touched here: what stands in it is the office's record, comes again with the next
extract, and is masked by people (`checking`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from upheld.casework.statements.identifying import ADDRESS_OF_MAIL, Kind
from upheld.casework.statements.models import Accepted
from upheld.register.models import PriorRow

TABLE = "decisions"


def forget(person: Collection[str]) -> int:
    """Delete accepted words and earlier texts that have somebody in them, by address or name; returns how many rows.

    Words that were accepted are asked about again where they still stand in a text.
    """
    named = [one for words in person if (one := _flat(words))]
    if not named:
        return 0
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in named))
    accepted = [one.pk for one in Accepted.objects.iterator() if pattern.search(_flat(f"{one.words} {one.why}"))]
    return _delete(accepted, [pk for pk, text in _earlier() if pattern.search(_flat(text))])


def let_go(limit: datetime) -> int:
    """Delete what was accepted, and texts that were changed, before a time; returns how many rows."""
    accepted = Accepted.objects.filter(at__lt=limit).values_list("pk", flat=True)
    earlier = PriorRow.objects.filter(table=TABLE, changed_at__lt=limit).values_list("pk", flat=True)
    return _delete(list(accepted), list(earlier))


def addresses() -> Iterator[str]:
    """Every e-mail address in what is kept: a backup may have brought back somebody who was erased."""
    yield from Accepted.objects.filter(kind=Kind.EMAIL).values_list("words", flat=True)
    for _, text in _earlier():
        yield from ADDRESS_OF_MAIL.findall(text)


def _earlier() -> Iterator[tuple[int, str]]:
    rows = PriorRow.objects.filter(table=TABLE).values_list("pk", "before")
    return ((pk, f"{row.get('title', '')} {row.get('text', '')}") for pk, row in rows.iterator())


def _delete(accepted: list[int], earlier: list[int]) -> int:
    return Accepted.objects.filter(pk__in=accepted).delete()[0] + PriorRow.objects.filter(pk__in=earlier).delete()[0]


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
