"""What a figure can be: a rate, or one of the ways in which there is none. Absence is a value with a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


@dataclass(frozen=True)
class Rate:
    """``count`` out of ``base``, exactly; the base is never 0 (that is a `NoBase`)."""

    count: int
    base: int

    def __post_init__(self) -> None:
        if self.base <= 0 or self.count < 0:
            raise ValueError(f"no rate: {self.count} of {self.base}")

    @property
    def fraction(self) -> Fraction:
        """The exact rate. May exceed 1 only for rates per head."""
        return Fraction(self.count, self.base)


@dataclass(frozen=True)
class MeanRate:
    """The unweighted mean of the rates of ``members`` authorities that have a base."""

    fraction: Fraction
    members: int


@dataclass(frozen=True)
class NoBase:
    """Nothing to count from: no investigations, none due, no upheld decisions, no population known."""


@dataclass(frozen=True)
class Withheld:
    """A number that the scheme's small-number rule keeps back. Not 0, nor to be had from other figures."""


@dataclass(frozen=True)
class NoGroup:
    """The authority is of a kind that has no similar authorities."""


@dataclass(frozen=True)
class Expected:
    """How many would be counted, were each subject's cases counted as often as at similar authorities; exact."""

    number: Fraction


@dataclass(frozen=True)
class TooFew:
    """An expected number too small to be shown."""


Value = Rate | NoBase | Withheld
Expectation = Expected | TooFew | NoBase | Withheld | NoGroup
GroupValue = Rate | MeanRate | NoBase | Withheld | NoGroup


class Verdict(StrEnum):
    """What the comparison with similar authorities can bear, in the words that are printed."""

    TOO_FEW = "too few to tell"
    IN_LINE = "in line"
    HIGHER = "higher than expected"
    LOWER = "lower than expected"
    MUCH_HIGHER = "much higher than expected"
    MUCH_LOWER = "much lower than expected"
    NOT_COMPARED = "not compared"
    WITHHELD = "withheld"
