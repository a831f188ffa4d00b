"""People in what is kept beside decisions: words that were accepted, reasons, and texts before they were changed.

The register's present text is not touched here: what stands in it is the office's record, comes again with the next
extract, and is masked by people (`checking`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import chain

from upheld.casework.statements.identifying import ADDRESS_OF_MAIL, Kind
from upheld.casework.statements.models import Accepted, DayException, Withdrawal
from upheld.casework.telling import GONE, telling_of
from upheld.register.models import PriorRow

TABLE = "decisions"
WORDS = ("title", "text", "withdrawn_reason")


def forget(person: Collection[str]) -> int:
    """Let go of accepted words, reasons and earlier texts that have somebody in them; returns how many rows.

    Words that were accepted are asked about again where they still stand in a text. That a decision is an exception,
    or was withdrawn, stays.
    """
    tells = telling_of(person)
    accepted = [one.pk for one in Accepted.objects.iterator() if tells(f"{one.words} {one.why}")]
    deleted = _delete(accepted, [pk for pk, text in _earlier() if tells(text)])
    return deleted + sum(_empty(model, tells) for model in (DayException, Withdrawal))


def let_go(limit: datetime) -> int:
    """Delete what was accepted, and texts that were changed, before a time, and empty reasons; returns how many."""
    accepted = Accepted.objects.filter(at__lt=limit).values_list("pk", flat=True)
    earlier = PriorRow.objects.filter(table=TABLE, changed_at__lt=limit).values_list("pk", flat=True)
    reasons = DayException.objects.filter(at__lt=limit).exclude(reason=GONE)
    return _delete(list(accepted), list(earlier)) + reasons.update(reason=GONE)


def addresses() -> Iterator[str]:
    """Every e-mail address in what is kept: a backup may have brought back somebody who was erased."""
    yield from Accepted.objects.filter(kind=Kind.EMAIL).values_list("words", flat=True)
    for text in chain((text for _, text in _earlier()), _reasons()):
        yield from ADDRESS_OF_MAIL.findall(text)


def _earlier() -> Iterator[tuple[int, str]]:
    rows = PriorRow.objects.filter(table=TABLE).values_list("pk", "before")
    return ((pk, " ".join(str(row.get(name) or "") for name in WORDS)) for pk, row in rows.iterator())


def _reasons() -> Iterator[str]:
    for model in (DayException, Withdrawal):
        yield from model.objects.values_list("reason", flat=True)


def _empty(model: type[DayException] | type[Withdrawal], tells: Callable[[str], bool]) -> int:
    going = [one.pk for one in model.objects.iterator() if tells(one.reason)]
    return model.objects.filter(pk__in=going).update(reason=GONE)


def _delete(accepted: list[int], earlier: list[int]) -> int:
    return Accepted.objects.filter(pk__in=accepted).delete()[0] + PriorRow.objects.filter(pk__in=earlier).delete()[0]
