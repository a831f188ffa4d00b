"""Which streams drift: each has a chart of its own, made from the years before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.casework.watching.counting import Counts, Kind, Stream
from upheld.statistics.drift import USUAL, Chart, Month, Point, counts_chart, followed, shares_chart

LEAST_RATE = Fraction(1, 2)
"""Cases a month: an authority's cases on one subject are watched only where there are usually so many."""
OWN_BASE = 30
"""A share is an authority's own where its history has so many to count from; else it is everybody's."""


@dataclass(frozen=True)
class Watched:
    """A stream with its chart over the months of the year so far."""

    stream: Stream
    chart: Chart
    labels: tuple[str, ...]
    months: tuple[Month, ...]
    points: tuple[Point, ...]

    @property
    def signalled(self) -> int | None:
        """Which month signalled last; None where none did."""
        return max((at for at, point in enumerate(self.points) if point.signal), default=None)

    @property
    def rising(self) -> range:
        """The months of the last signal: since the chart last stood at 0."""
        at = self.signalled
        return range(0) if at is None else range(at - self.points[at].rise + 1, at + 1)

    @property
    def seen(self) -> int:
        """How many were counted in those months."""
        return sum(self.months[at].count for at in self.rising)

    @property
    def expected(self) -> Fraction:
        """How many would be usual in those months."""
        return sum((self.chart.expected(self.months[at]) for at in self.rising), Fraction(0))


@dataclass(frozen=True)
class Watch:
    """All streams: those with a chart, and how many have too few to tell."""

    watched: tuple[Watched, ...]
    too_few: int

    @property
    def drifting(self) -> list[Watched]:
        """Those that signalled this year, the latest first, then by how far what was seen is above what is usual."""
        found = [one for one in self.watched if one.signalled is not None]
        return sorted(found, key=lambda one: (-(one.signalled or 0), -one.seen / one.expected, one.stream))

    @property
    def false_alarms_a_year(self) -> float:
        """How many signals a year there would be over all charts if nothing at all had changed."""
        return sum(12 / one.chart.run_length for one in self.watched)


def watch(counts: Counts, history: Sequence[str], months: Sequence[str]) -> Watch:
    """Every stream over ``months``, beside what was usual in ``history``; both oldest first, all complete."""
    everybody, usual = _everybody(counts, history), _usual(counts, history)
    watched = []
    too_few = 0
    for stream in sorted(counts):
        chart = _chart(stream, [counts[stream][one] for one in history if one in counts[stream]], history, everybody)
        if chart is None or chart.too_few:
            too_few += 1
            continue
        seen = [_seen(counts, stream, one, usual) for one in months]
        watched.append(Watched(stream, chart, tuple(months), tuple(seen), tuple(followed(chart, seen))))
    return Watch(tuple(watched), too_few)


def _usual(counts: Counts, history: Sequence[str]) -> dict[str, Fraction]:
    """Subject, "" for all together → cases received in a month of the history, over all authorities."""
    found: dict[str, Fraction] = {"": Fraction(0)}
    for stream in counts:
        if stream.kind == Kind.RECEIVED and not stream.authority:
            found[stream.about] = Fraction(_received(counts, stream.about, history), len(history))
            found[""] += found[stream.about]
    return found


def _received(counts: Counts, about: str, months: Sequence[str]) -> int:
    stream = counts[Stream(Kind.RECEIVED, "", about)]
    return sum(stream[one].count for one in months if one in stream)


def _seen(counts: Counts, stream: Stream, month: str, usual: dict[str, Fraction]) -> Month:
    """A month of a stream; an authority's cases are held against how busy the month was for everybody."""
    found = counts[stream].get(month, Month(0, 0))
    if stream.kind != Kind.RECEIVED:
        return found
    if not stream.authority:
        return Month(found.count, USUAL)
    abouts = [stream.about] if stream.about else [about for about in usual if about]
    everybody = sum(_received(counts, about, [month]) for about in abouts)
    return Month(found.count, round(USUAL * everybody / usual[stream.about]) if usual[stream.about] else USUAL)


def _everybody(counts: Counts, history: Sequence[str]) -> dict[Kind, Fraction]:
    """Kind → the share over all authorities."""
    totals: dict[Kind, list[int]] = {}
    for stream, by in counts.items():
        total = totals.setdefault(stream.kind, [0, 0])
        for month in (by[one] for one in history if one in by):
            total[0] += month.count
            total[1] += month.base
    return {kind: Fraction(count, base) for kind, (count, base) in totals.items() if base}


def _chart(
    stream: Stream, before: Sequence[Month], history: Sequence[str], everybody: dict[Kind, Fraction]
) -> Chart | None:
    """The stream's chart; None where there is nothing to make one from."""
    count, base = sum(one.count for one in before), sum(one.base for one in before)
    if not before or not history:
        return None
    if stream.kind == Kind.RECEIVED:
        rate = Fraction(count, len(history))
        small = stream.authority and stream.about and rate < LEAST_RATE
        return None if small or not rate else counts_chart(rate)
    share = Fraction(count, base) if base >= OWN_BASE else everybody[stream.kind]
    return shares_chart(share, max(1, round(Fraction(base, len(history))))) if 0 < share < 1 else None
