"""What was written about queries, let go of where somebody is erased. That something was asked and decided stays."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from upheld.casework.telling import GONE, telling_of
from upheld.editions.check_round.models import Query

WRITTEN = ("reason", "decision")


def forget(person: Collection[str], accounts: Collection[str]) -> int:
    """Let go of why somebody asked, and of every text that has them in it by address or name; returns how many."""
    tells, count = telling_of(person), 0
    for query in Query.objects.iterator():
        going = [name for name in WRITTEN if tells(getattr(query, name))]
        if query.asked_by in accounts and query.reason != GONE:
            going.append("reason")
        gone = dict.fromkeys(going, GONE)
        if gone:
            Query.objects.filter(pk=query.pk).update(**gone)
        count += len(gone)
    return count


def texts() -> Iterator[str]:
    """All that was written about queries."""
    for row in Query.objects.values_list(*WRITTEN).iterator():
        yield from row
