"""The figures of one authority and year: what letters, files and pages show. Made by `figures.assemble`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from upheld.vocabulary.authorities import Population
from upheld.vocabulary.values import GroupValue, Value, Verdict


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
    """The figure of similar authorities. count and base are the pooled sums, None where withheld or no group."""

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
    """One year on the strip. ``published`` marks a total taken from a published table, not counted from cases.

    A published total may have a percentage with no counts behind it: then ``value`` is None and
    ``percent`` holds what was published. ``breaks`` are breaks between the year before and this one.
    """

    year: int
    value: Value | None
    published: bool = False
    percent: int | None = None
    source: str = ""
    breaks: tuple[str, ...] = ()
    group_percent: Fraction | None = None


@dataclass(frozen=True)
class Figure:
    """One measure of one authority in one year."""

    measure: str
    value: Value
    interval: Interval | None
    group: GroupFigure
    verdict: Verdict
    limits: FunnelLimits | None = None
    pooled: PooledYears | None = None
    strip: tuple[YearPoint, ...] = ()


@dataclass(frozen=True)
class Part:
    """A count by a key (an outcome, a subject, a part of the overview); None is withheld."""

    key: str
    count: int | None
    base: int | None = None


@dataclass(frozen=True)
class Reconciliation:
    """Brought forward + received = decided + carried forward; ``stated`` are the extract's own totals, where given."""

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
        return self.stated in (None, (self.brought_forward, self.received, self.decided, self.carried_forward))


@dataclass(frozen=True)
class AuthorityFigures:
    """Everything counted for one authority in one year.

    ``figures`` by measure id (every measure of the scheme, in its order); ``overview`` the parts that add up to
    ``decided``; ``median_days_late`` over recommendations complied late, None where there are none or it is withheld.
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
class YearFigures:
    """An edition's figures: every authority in jurisdiction at the year end, and its groups.

    ``authorities`` by id, in the order of their code. ``national`` sums over all of them.
    """

    scheme: str
    year: int
    complete_years: tuple[int, ...]
    authorities: Mapping[str, AuthorityFigures]
    groups: Mapping[str, Mapping[str, GroupFigure]] = field(default_factory=dict)
    national: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class PublishedTotal:
    """One earlier year's published totals of one authority; a number that was not published is None.

    ``percents`` and ``group_percents`` by measure id; ``counts`` by measure id as (count, base), either may be None.
    """

    authority: str
    year: int
    counts: Mapping[str, tuple[int | None, int | None]]
    percents: Mapping[str, Fraction]
    group_percents: Mapping[str, Fraction]
    source: str
    note: str = ""
