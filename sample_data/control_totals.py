"""What the casework system would state of every authority's year, apart from the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sample_data.cases import Case
from sample_data.reorganisations import living
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.year import Year


def rows(directory: AuthorityDirectory, years: Sequence[Year], cases: Iterable[Case]) -> list[dict[str, Any]]:
    """The extract's ``control_totals``: a row for everybody who lived in a year, also where all is nought."""
    cases = list(cases)
    found = []
    for year in years:
        before, received, decided = _counts(cases, year)
        for one in living(directory, year):
            forward = before[one.id] + received[one.id] - decided[one.id]
            counts = (before[one.id], received[one.id], decided[one.id], forward)
            found.append(
                {
                    "authority": one.code(year.end),
                    "year": year.ending,
                    **dict(zip(COUNTS, counts, strict=True)),
                }
            )
    return found


COUNTS = ("brought_forward", "received", "decided", "carried_forward")


def _counts(cases: list[Case], year: Year) -> tuple[Counter[str], Counter[str], Counter[str]]:
    before: Counter[str] = Counter()
    received: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    first, last = year.start, year.end
    for case in cases:
        ended = case.decided_on or date.max
        if ended >= first and case.received_on <= last:
            (before if case.received_on < first else received)[case.authority.id] += 1
            decided[case.authority.id] += ended <= last
    return before, received, decided
