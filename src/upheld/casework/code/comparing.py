"""What an authority says of itself beside what cases showed, clause by clause; and all authorities together. Pure.

The rules, which the site and the letter print:

- A clause is *shown* by every assessment of it in the year, in a case or by itself. What is shown is the worst that any
  of them found: one case in which a clause was not met outweighs any number in which it was.
- It *agrees* where it says that it complies and every assessment found the clause met, or where it says that it does
  not and some found that too.
- A clause that it says nothing of, or that nothing shows, is never compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

YES, PARTLY, NO = "yes", "partly", "no"
WORST_FIRST = (NO, PARTLY, YES)


class Beside(StrEnum):
    """What was said beside what was shown."""

    AGREE = "agree"
    SAID_YES_SHOWN_NOT = "said_yes_shown_not"
    SAID_NO_SHOWN_MET = "said_no_shown_met"
    NOT_SHOWN = "not_shown"
    NOT_SAID = "not_said"
    NOTHING = "nothing"


@dataclass(frozen=True)
class ClauseCompared:
    """One clause of one authority: how often it was found met, partly and not; what it says; both beside each other."""

    clause: str
    met: int = 0
    partly: int = 0
    not_met: int = 0
    complies: bool | None = None
    explanation: str = ""

    @property
    def assessed(self) -> int:
        """How many assessments there are."""
        return self.met + self.partly + self.not_met

    @property
    def shown(self) -> str:
        """The worst that was found; "" where nothing was."""
        counts = {YES: self.met, PARTLY: self.partly, NO: self.not_met}
        return next((word for word in WORST_FIRST if counts[word]), "")

    @property
    def beside(self) -> Beside:
        """What was said beside what was shown."""
        if self.complies is None:
            return Beside.NOT_SAID if self.shown else Beside.NOTHING
        if not self.shown:
            return Beside.NOT_SHOWN
        if self.complies == (self.shown == YES):
            return Beside.AGREE
        return Beside.SAID_YES_SHOWN_NOT if self.complies else Beside.SAID_NO_SHOWN_MET


@dataclass(frozen=True)
class Said:
    """What an authority says of itself about a clause."""

    complies: bool
    explanation: str = ""


def compared(
    clauses: Sequence[str], shown: Iterable[tuple[str, str]], said: Mapping[str, Said]
) -> tuple[ClauseCompared, ...]:
    """Every clause of the code, in its order. ``shown``: (clause, yes, partly or no) of each assessment in the year.

    What names no clause of the code (a section in words, a clause of an older version) is left out.
    """
    counts = Counter(shown)
    return tuple(
        ClauseCompared(
            clause,
            met=counts[clause, YES],
            partly=counts[clause, PARTLY],
            not_met=counts[clause, NO],
            complies=said[clause].complies if clause in said else None,
            explanation=said[clause].explanation if clause in said else "",
        )
        for clause in clauses
    )


@dataclass(frozen=True)
class OwnCode:
    """One authority's year: every clause of the code, and what it submitted (None where it submitted nothing)."""

    authority: str
    clauses: tuple[ClauseCompared, ...]
    response: str = ""
    considered_on: date | None = None
    submitted_on: date | None = None


def in_numbers(found: Iterable[ClauseCompared]) -> Counter[Beside]:
    """How many clauses of an authority there are of each sort."""
    return Counter(one.beside for one in found)


@dataclass(frozen=True)
class ClauseNationally:
    """One clause over all authorities: numbers of authorities. None where they are withheld.

    Each authority that was assessed is one of met, partly and not met, by the worst that was found.
    """

    clause: str
    assessed: int | None = 0
    met: int | None = 0
    partly: int | None = 0
    not_met: int | None = 0
    comply: int = 0
    do_not: int = 0


@dataclass
class _Sum:
    shown: Counter[str] = field(default_factory=Counter)
    said: Counter[bool] = field(default_factory=Counter)


def nationally(
    clauses: Sequence[str], authorities: Iterable[Sequence[ClauseCompared]], withhold_below: int = 0
) -> tuple[ClauseNationally, ...]:
    """Every clause over all authorities.

    Where fewer than ``withhold_below`` authorities, but some, were assessed on a clause, all four of its numbers of
    what was shown are withheld: each could be told from the others. What authorities say of themselves is published by
    each of them, so its numbers tell nothing new and are always given.
    """
    sums = {clause: _Sum() for clause in clauses}
    for found in authorities:
        for one in (one for one in found if one.clause in sums):
            if one.shown:
                sums[one.clause].shown[one.shown] += 1
            if one.complies is not None:
                sums[one.clause].said[one.complies] += 1
    return tuple(_nationally(clause, sums[clause], withhold_below) for clause in clauses)


def _nationally(clause: str, one: _Sum, withhold_below: int) -> ClauseNationally:
    said = {"comply": one.said[True], "do_not": one.said[False]}
    assessed = one.shown.total()
    if 0 < assessed < withhold_below:
        return ClauseNationally(clause, None, None, None, None, **said)
    return ClauseNationally(clause, assessed, one.shown[YES], one.shown[PARTLY], one.shown[NO], **said)
