"""The figures of one authority and year: what letters, files and pages show. Made by `figures.assemble`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from upheld.vocabulary.authorities import Population
from upheld.vocabulary.published_total import PublishedTotal as PublishedTotal
from upheld.vocabulary.values import Expectation, GroupValue, Value, Verdict


@dataclass(frozen=True)
class Interval:
    """A 95 % interval of a rate, both ends as fractions of 1 (per resident for rates per head)."""

    lower: Fraction
    upper: Fraction


@dataclass(frozen=True)
class FunnelLimits:
    """Counts that are still inside the exact binomial limits round the group's pooled rate for this base.

    ``low95 <= count <= high95`` is in line; outside ``low998..high998`` is much higher or lower.
    """

    low95: int
    high95: int
    low998: int
    high998: int


@dataclass(frozen=True)
class GroupFigure:
    """The figure of similar authorities.

    ``value`` is pooled or a mean, as the scheme says; ``count`` and ``base`` are the pooled sums either way,
    None where they are withheld or there is no group. ``members`` are the authorities in it, with a base or
    without.
    """

    kind: str
    value: GroupValue
    count: int | None = None
    base: int | None = None
    members: int = 0
    includes_own: bool = True


@dataclass(frozen=True)
class PooledYears:
    """Counts of up to three complete years together. ``breaks`` are ids of breaks inside the span."""

    first_year: int
    last_year: int
    value: Value
    interval: Interval | None = None
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearPoint:
    """One year on the strip. ``published`` marks a total taken from a published table, not counted from
    cases.

    A published total may have a printed rate with no counts behind it: then ``value`` is None and ``percent``
    holds what was printed, in the unit it is shown in (50 for 50 %, 9.4 for 9.4 per 100,000 residents).
    ``group_percent`` is the average of similar authorities in that year, exact and in the same unit; None
    where there is none, or it is withheld. ``breaks`` are ids of breaks between the point before and this
    one.
    """

    year: int
    value: Value | None
    published: bool = False
    percent: Fraction | None = None
    source: str = ""
    breaks: tuple[str, ...] = ()
    group_percent: Fraction | None = None


@dataclass(frozen=True)
class Figure:
    """One measure of one authority in one year.

    ``expected`` is the number expected given the mix of subjects, or why it is not said; None for measures that are
    not counted by subject.
    """

    measure: str
    value: Value
    interval: Interval | None
    group: GroupFigure
    verdict: Verdict
    limits: FunnelLimits | None = None
    pooled: PooledYears | None = None
    strip: tuple[YearPoint, ...] = ()
    expected: Expectation | None = None


@dataclass(frozen=True)
class Part:
    """A count by a key (an outcome, a subject, a part of the overview); None is withheld."""

    key: str
    count: int | None
    base: int | None = None


@dataclass(frozen=True)
class Reconciliation:
    """Brought forward + received = decided + carried forward; ``stated`` are the extract's own totals, where
    given.
    """

    brought_forward: int
    received: int
    decided: int
    carried_forward: int
    stated: tuple[int, int, int, int] | None = None

    @property
    def adds_up(self) -> bool:
        """Whether the four counts balance."""
        return self.brought_forward + self.received == self.decided + self.carried_forward

    @property
    def agrees(self) -> bool:
        """Whether the counts equal what the extract states (true where it states nothing)."""
        return self.stated in (
            None,
            (self.brought_forward, self.received, self.decided, self.carried_forward),
        )


@dataclass(frozen=True)
class AuthorityFigures:
    """Everything counted for one authority in one year.

    ``figures`` by measure id (every measure of the scheme, in its order); ``overview`` the parts that add up
    to ``decided``; ``median_days_late`` over recommendations complied late, None where there are none or it
    is withheld. ``predecessors`` are ids of those whose cases it took over in this year; ``ended_on`` and
    ``began_on`` are set only where that day is in the year. ``reconciliation`` is for the ombudsman's own people: where
    small numbers are withheld it is never published, as balances of several years give a withheld total back.
    """

    authority: str
    year: int
    figures: Mapping[str, Figure]
    overview: tuple[Part, ...]
    decided: int | None
    outcomes: tuple[Part, ...]
    received_by_subject: tuple[Part, ...]
    received: int | None
    upheld_by_subject: tuple[Part, ...]
    compliance: tuple[Part, ...]
    remedies: tuple[Part, ...]
    median_days_late: Fraction | None
    population: Population | None
    reconciliation: Reconciliation | None = None
    predecessors: tuple[str, ...] = ()
    ended_on: date | None = None
    began_on: date | None = None


@dataclass(frozen=True)
class LeftOver:
    """Counts of the year for an authority that had ended before the year's end: in no figure, told in the
    report.
    """

    authority: str
    received: int
    decided: int
    compliance: int


@dataclass(frozen=True)
class YearFigures:
    """An edition's figures: every authority in jurisdiction at the year end, and its groups.

    ``authorities`` by id, in the order of their code. ``groups`` by kind, then measure: all members together.
    ``national`` by measure: the pooled sums over all authorities.
    """

    scheme: str
    year: int
    complete_years: tuple[int, ...]
    authorities: Mapping[str, AuthorityFigures]
    groups: Mapping[str, Mapping[str, GroupFigure]] = field(default_factory=dict)
    national: Mapping[str, Value] = field(default_factory=dict)
    left_over: tuple[LeftOver, ...] = ()
