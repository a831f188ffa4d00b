"""Which streams drift: each has a chart of its own, made from the years before. Pure.

How long a chart's run length must be goes by all streams together: see `ALARMS_A_MONTH`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from upheld.casework.watching.months import Year
from upheld.casework.watching.streams import Counts, Kind, Stream, Tier
from upheld.statistics.drift import RUN_LENGTH, USUAL, Chart, Month, Point, counts_chart, followed, put_up, shares_chart

ALARMS_A_MONTH = 1
"""False alarms expected in a month over all streams of a tier, at most: of all authorities together, of one, and of one
on one subject. A tier's run length is `RUN_LENGTH`, doubled until that holds."""
LEAST_RATE = Fraction(1, 2)
"""Cases a month: an authority's cases on one subject are watched only where there are usually so many."""
LEAST_COUNTED = Fraction(1, 10)
"""A month: what of a base is usually counted less often has too few to tell."""
OWN_BASE = 30
"""A share is an authority's own where its history has so many to count from; else it is everybody's."""


class Seen(NamedTuple):
    """A month of a stream. ``level`` is per cent of what it takes to signal; ``rise`` how many months it is above 0.

    ``base`` is what a share is counted from; of cases received it is how busy the month was for all, in `USUAL`.
    """

    month: str
    count: int  # type: ignore[assignment]  # the count, not the tuple's method
    base: int
    usual: float
    level: int
    signal: bool
    rise: int


@dataclass(frozen=True)
class Watched:
    """A stream over the months of the year so far and of the year before, where that could be told.

    ``run_length`` is how many months it goes on average to a signal though nothing changed; ``shift`` the multiple of
    what is usual that its chart is made to see.
    """

    stream: Stream
    run_length: float
    shift: float
    months: tuple[Seen, ...]

    @property
    def signalled(self) -> int | None:
        """Which month signalled last; None where none did."""
        return max((at for at, one in enumerate(self.months) if one.signal), default=None)

    @property
    def rising(self) -> tuple[Seen, ...]:
        """The months of the last signal: since the chart last stood at 0."""
        at = self.signalled
        return () if at is None else self.months[at - self.months[at].rise + 1 : at + 1]

    @property
    def seen(self) -> int:
        """How many were counted in those months."""
        return sum(one.count for one in self.rising)

    @property
    def expected(self) -> float:
        """How many would be usual in those months."""
        return math.fsum(one.usual for one in self.rising)


@dataclass(frozen=True)
class Watch:
    """All streams: those with a chart, and how many have too few to tell. ``since``: the first month of the year."""

    since: str
    watched: tuple[Watched, ...]
    too_few: int

    @property
    def drifting(self) -> list[Watched]:
        """Those that signalled, the latest first, then by how far what was seen is above what is usual.

        Also those of the year before: a warning does not end with the year, but when somebody settles it.
        """
        found = [one for one in self.watched if one.signalled is not None]
        found.sort(key=lambda one: (-one.seen / max(one.expected, 0.01), one.stream))
        return sorted(found, key=lambda one: one.rising[-1].month, reverse=True)

    @property
    def alarms_a_month(self) -> float:
        """How many signals a month there would be over all charts if nothing at all had changed."""
        return math.fsum(1 / one.run_length for one in self.watched)


def watch(counts: Counts, year: Year, before: Year | None = None) -> Watch:
    """Every stream over the months of a year so far, beside what was usual in its history.

    A chart goes on from where it stood at the end of the year before, held against that year's own history; it begins
    at 0 where there is none.
    """
    now, then = _Usual(counts, year), _Usual(counts, before) if before else None
    wanted = lengths_wanted(now)
    watched, too_few = [], 0
    for stream in sorted(counts):
        chart = now.chart(stream, wanted[stream.tier])
        if chart is None or chart.too_few:
            too_few += 1
            continue
        earlier = then.chart(stream, wanted[stream.tier]) if then else None
        months = _followed(then, stream, earlier) if then and earlier and not earlier.too_few else []
        months += _followed(now, stream, chart, months[-1] if months else None)
        watched.append(Watched(stream, chart.run_length, float(chart.shift), tuple(months)))
    return Watch(year.months[0], tuple(watched), too_few)


def lengths_wanted(usual: _Usual) -> dict[Tier, int]:
    """The run length wanted of every tier, by how many streams it has that are not too few to tell."""
    many: Counter[Tier] = Counter()
    for stream in usual.counts:
        chart = usual.chart(stream, RUN_LENGTH)
        many[stream.tier] += chart is not None and not chart.too_few
    return {tier: _doubled(many[tier]) for tier in Tier}


def _doubled(streams: int) -> int:
    wanted = RUN_LENGTH
    while streams > wanted * ALARMS_A_MONTH:
        wanted *= 2
    return wanted


def _followed(usual: _Usual, stream: Stream, chart: Chart, last: Seen | None = None) -> list[Seen]:
    """A chart over the months of a year, from where it stood after the last one: as near a signal as then."""
    begun = last is not None and not last.signal
    level, rise = (last.level * chart.threshold // 100, last.rise) if last and begun else (0, 0)
    months = [usual.month(stream, one) for one in usual.year.months]
    points = followed(chart, months, level, rise if level else 0)
    rate = usual.rate(stream)
    return [_seen(chart, rate, *one) for one in zip(usual.year.months, months, points, strict=True)]


def _seen(chart: Chart, rate: Fraction, label: str, month: Month, point: Point) -> Seen:
    expected = float(rate * month.base / (1 if chart.binomial else USUAL))
    level = 100 * point.level // chart.threshold
    return Seen(label, month.count, month.base, round(expected, 2), level, point.signal, point.rise)


class _Usual:
    """What was usual in a year's history, and the charts that it makes."""

    def __init__(self, counts: Counts, year: Year) -> None:
        self.counts, self.year = counts, year
        self.totals = {stream: self._total(stream) for stream in counts}

    def _total(self, stream: Stream) -> Month:
        by = self.counts[stream]
        found = [by[one] for one in self.year.history if one in by]
        return Month(sum(one.count for one in found), sum(one.base for one in found))

    def rate(self, stream: Stream) -> Fraction:
        """What is usual: cases a month, or the share of the base; everybody's share where one's own has too few."""
        if stream.kind == Kind.RECEIVED:
            return Fraction(self.totals[stream].count, len(self.year.history))
        total = self._own_or_all(stream)
        return Fraction(total.count, total.base)

    def _own_or_all(self, stream: Stream) -> Month:
        all_of_it = self.totals.get(Stream(stream.kind, ""), Month(0, 0))
        own = self.totals[stream].base >= OWN_BASE or not stream.authority
        return self.totals[stream] if own else all_of_it

    def month(self, stream: Stream, month: str) -> Month:
        """A month of a stream. Cases of a part are held against how busy the month was for the whole.

        The whole is everybody's cases, or everybody's on the subject where the part is an authority's on a subject.
        """
        found = self.counts[stream].get(month, Month(0, 0))
        if stream.kind != Kind.RECEIVED:
            return found
        whole = Stream(Kind.RECEIVED, "", stream.about if stream.authority else "")
        usual = self.totals[whole].count
        if stream == whole or not usual:
            return Month(found.count, USUAL)
        busy = Fraction(self.counts[whole].get(month, Month(0, 0)).count * len(self.year.history), usual)
        return Month(found.count, round(USUAL * busy))

    def chart(self, stream: Stream, wanted: int) -> Chart | None:
        """The stream's chart; None where there is nothing to make one from."""
        months = len(self.year.history)
        count, base = self.totals[stream]
        if stream.kind == Kind.RECEIVED:
            small = stream.tier == Tier.AUTHORITY_AND_SUBJECT and Fraction(count, months) < LEAST_RATE
            return None if small or not count else counts_chart(Fraction(put_up(count, count), months), wanted)
        of = self._own_or_all(stream)
        each = round(Fraction(base, months))
        if not 0 < of.count < of.base or each < 1 or each * Fraction(of.count, of.base) < LEAST_COUNTED:
            return None
        up = put_up(of.count, of.count * (of.base - of.count) / of.base)
        return shares_chart(up / of.base, each, wanted) if up < of.base else None
