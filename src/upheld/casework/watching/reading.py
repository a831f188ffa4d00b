"""What the register holds of every stream, read at once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from upheld.casework.refusal import Refusal
from upheld.casework.watching.charts import Watch, watch
from upheld.casework.watching.counting import counted, span
from upheld.casework.watching.months import Year, last_day, latest, split, year_before
from upheld.casework.watching.streams import Counts
from upheld.register.queries import directory
from upheld.vocabulary.scheme import Scheme


class Known(NamedTuple):
    """All that what drifts is told from: the month, its year so far and the year before, and every stream's counts."""

    month: str
    year: Year
    before: Year | None
    counts: Counts

    def watch(self) -> Watch:
        """What drifts."""
        return watch(self.counts, self.year, self.before)


def known_of(scheme: Scheme, month: str = "") -> Known:
    """What the register holds up to a month; the latest complete month where none is named.

    Raises `Refusal` where the register cannot tell.
    """
    between = span()
    if between is None:
        raise Refusal("Nothing can be told: the register has no decisions.")
    chosen = month or latest(between[1])
    year = split(scheme, chosen, *between)
    before = year_before(scheme, year, between[0])
    first = date.fromisoformat(f"{min(one.history[0] for one in (year, before) if one)}-01")
    return Known(chosen, year, before, counted(scheme, directory(scheme), first, last_day(chosen)))
