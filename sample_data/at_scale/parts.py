"""How many cases of which time, and how they are cut into parts. A part knows all that it needs to be drawn alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

from sample_data.cases import EARLIER_SHARE, OPEN_SHARE
from sample_data.mix import mix, of_year, rounded
from sample_data.reorganisations import LONGEST_REMEDY
from upheld.vocabulary.year import Year

ROWS_OF_A_PART = 500_000
WITH_REMEDIES_ONLY = (
    4  # parts whose cases are all upheld are so many times smaller: their remedies are the most of them
)


class Sort(StrEnum):
    """What became of the cases of a stretch."""

    EARLIER = "earlier"  # upheld before the first year; here because their remedies may have been due in it
    DECIDED = "decided"
    OPEN = "open"  # not decided when the last year ended


@dataclass(frozen=True)
class Stretch:
    """Cases of one sort that were settled from ``first`` to ``last``, days of ``year``."""

    sort: Sort
    year: Year
    first: date
    last: date


@dataclass(frozen=True)
class Part:
    """The cases numbered from ``start`` up to but without ``stop``: one file of each table."""

    number: int
    stretch: Stretch
    start: int
    stop: int

    @property
    def file(self) -> str:
        """The name that its files have in the folder of each table."""
        return f"part-{self.number:05d}.parquet"


def cut(cases: int, span: Sequence[Year], rows: int = ROWS_OF_A_PART) -> Iterator[Part]:
    """All parts of a sample of so many cases about some years; none has more than ``rows`` cases."""
    number = start = 0
    for stretch, wanted in _stretches(cases, span):
        pieces = -(-wanted // (rows // WITH_REMEDIES_ONLY if stretch.sort is Sort.EARLIER else rows))
        for piece in range(pieces):
            stop = start + wanted * (piece + 1) // pieces - wanted * piece // pieces
            yield Part(number, stretch, start, stop)
            number, start = number + 1, stop


def _stretches(cases: int, span: Sequence[Year]) -> Iterator[tuple[Stretch, int]]:
    """Stretches in the order of time, each with its number of cases; the numbers add up to all of them."""
    before, last = span[0].previous(), span[-1]
    since = before.end - timedelta(LONGEST_REMEDY - 1)
    weighted = [
        (Stretch(Sort.EARLIER, before, since, before.end), EARLIER_SHARE * LONGEST_REMEDY / 365),
        *((Stretch(Sort.DECIDED, one, one.start, one.end), of_year(mix()["years"], one.ending)) for one in span),
        (Stretch(Sort.OPEN, last, last.end, last.end), OPEN_SHARE),
    ]
    running = list(accumulate(weight for _, weight in weighted))
    ends = [rounded(cases * one / running[-1]) for one in running]
    for (stretch, _), begins, ends_at in zip(weighted, [0, *ends], ends, strict=False):
        yield stretch, ends_at - begins
