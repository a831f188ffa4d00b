"""What drifts, read from the register as it stands."""

from __future__ import annotations

from datetime import date

from upheld.casework.refusal import Refusal
from upheld.casework.watching.charts import Watch, watch
from upheld.casework.watching.counting import counted, last_day, span
from upheld.casework.watching.months import latest, split
from upheld.register.queries import directory
from upheld.vocabulary.scheme import Scheme


def watched(scheme: Scheme, month: str = "") -> tuple[str, Watch]:
    """(the month, what drifts in its year up to it); the latest complete month where none is named.

    Raises `Refusal` where the register cannot tell.
    """
    known = span()
    if known is None:
        raise Refusal("Nothing can be told: the register has no decisions.")
    chosen = month or latest(known[1])
    history, months = split(scheme, chosen, *known)
    first = date.fromisoformat(f"{history[0]}-01")
    counts = counted(scheme, directory(scheme), first, last_day(chosen))
    return chosen, watch(counts, history, months)
