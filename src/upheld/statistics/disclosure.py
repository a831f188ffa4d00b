"""Small numbers: which figures are withheld, and which others because they would give those back.

A scheme that withholds nothing (``withhold_below = 0``) pays nothing: everything here is then empty.

**First**, a rate is withheld when its base is above 0 and below the threshold.

**Then what shows the same cases, of the same authority.** A withheld measure's count is a secret. Any other
measure that counts it or counts from it is withheld too (upheld per 100,000 residents beside the uphold rate;
satisfactory remedies, whose base is the upheld decisions), and so is any that shares its base. The parts of
the year's overview, outcomes, subjects, remedies and compliance outcomes follow (`facets`), as do intervals,
limits and verdicts.

**Then what adds up.** A published group average carries the sum of its members. Where exactly one member with
a base is withheld, the sum less the others gives it back: the published member with the smallest base is
withheld with it. Where those withheld have, together, none counted or all of their base, the sum would say so
of each of them; and where their bases together are as few as they can be, that each is 1 (`sum_tells`): then the
group's average is withheld. The authorities without a group stand in the national sum
alone, and are treated as one more group; the national sum is withheld when any group's is, as it would give
that one back.

**Then what runs over years.** What is withheld in a year depends on that year's counts alone, so every
edition withholds the same of it. Pooled years are withheld when any of their years is.

The rules hold against somebody who has every published number, solves for the rest, and knows what numbers can be;
a test plays that somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from upheld.statistics.cells import Cell, YearCells
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.words import Base, Counted

NONE: frozenset[str] = frozenset()
UNGROUPED = ""


@dataclass(frozen=True)
class Withholding:
    """Ids of measures withheld: by authority, by group (kind), and of the national sums."""

    authorities: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    national: frozenset[str] = NONE

    def of(self, authority: str) -> frozenset[str]:
        """Measures withheld of an authority."""
        return self.authorities.get(authority, NONE)

    def is_withheld(self, authority: str, measure: str) -> bool:
        """Whether an authority's measure is withheld."""
        return measure in self.of(authority)

    def group_is_withheld(self, kind: str, measure: str) -> bool:
        """Whether a group's figure of a measure is withheld."""
        return measure in self.groups.get(kind, NONE)


def withholding(scheme: Scheme, table: YearCells) -> Withholding:
    """What a scheme withholds of a year."""
    if not scheme.small_numbers.withhold_below:
        return Withholding()
    return _Search(scheme, table).run()


def is_small(base: int, threshold: int) -> bool:
    """Whether a base is above 0 and below the threshold."""
    return 0 < base < threshold


def with_same_cases(withheld: Iterable[str], measures: Sequence[Measure]) -> frozenset[str]:
    """The measures withheld and, again and again, those that show the same count or share the base."""
    found = set(withheld)
    while more := {
        measure.id
        for measure in measures
        if measure.id not in found and any(other.id in found and _gives_back(measure, other) for other in measures)
    }:
        found |= more
    return frozenset(found)


COUNTS_THAT_ARE_BASES = {Counted.UPHELD: Base.UPHELD_DECISIONS}


def _gives_back(shown: Measure, withheld: Measure) -> bool:
    """Whether showing one measure gives back the count, or the base, of another of the same authority."""
    return (
        shown.counted is withheld.counted
        or shown.base is COUNTS_THAT_ARE_BASES.get(withheld.counted)
        or (shown.base is withheld.base and shown.base is not Base.RESIDENTS)
    )


class _Search:
    """Withholds more and more of a year until nothing withheld can be worked out."""

    def __init__(self, scheme: Scheme, table: YearCells):
        self.measures, self.threshold = scheme.measures, scheme.small_numbers.withhold_below
        self.per_head = [one for one in self.measures if one.base is Base.RESIDENTS]
        self.of_cases = [one for one in self.measures if one.base is not Base.RESIDENTS]
        self.table = table
        self.members: dict[str, list[str]] = {UNGROUPED: []}
        for one in table.members.values():
            kind = one.kind if one.kind in scheme.grouped_kinds else UNGROUPED
            self.members.setdefault(kind, []).append(one.id)
        self.hidden = {authority: self._of_one(authority, self.threshold) for authority in table.members}

    def run(self) -> Withholding:
        """The whole answer."""
        for kind in self.members:
            while self._hide_one_partner(kind):
                pass
        groups = {kind: self._groups_measures(kind) for kind in self.members}
        return Withholding(
            authorities={authority: measures for authority, measures in self.hidden.items() if measures},
            groups={kind: measures for kind, measures in groups.items() if measures},
            national=NONE.union(*groups.values()),
        )

    def _of_one(self, authority: str, threshold: int) -> frozenset[str]:
        """Withheld for its own small bases. Residents are no secret and never few."""
        cells = self.table.cells[authority]
        small = [one.id for one in self.of_cases if is_small(cells[one.id].base, threshold)]
        return with_same_cases(small, self.measures)

    def _hidden_members(self, kind: str, measure: str) -> list[str]:
        return [one for one in self.members[kind] if measure in self.hidden[one]]

    def _hide_one_partner(self, kind: str) -> bool:
        """Withhold one more member where a single one is withheld; False when no measure needs it, or none is
        left.
        """
        for measure in self.of_cases:
            if len(self._with_base(measure.id, self._hidden_members(kind, measure.id))) == 1:
                partner = self._smallest_shown(kind, measure.id)
                if partner:
                    more = self.hidden[partner] | {measure.id}
                    self.hidden[partner] = with_same_cases(more, self.measures)
                    return True
        return False

    def _with_base(self, measure: str, authorities: Iterable[str]) -> list[str]:
        return [one for one in authorities if self.table.cell(one, measure).base]

    def _smallest_shown(self, kind: str, measure: str) -> str | None:
        shown = [one for one in self.members[kind] if measure not in self.hidden[one]]
        return min(self._with_base(measure, shown), key=lambda one: self.table.cell(one, measure).base, default=None)

    def _groups_measures(self, kind: str) -> frozenset[str]:
        """Measures whose sum over a group would say what is withheld of its members."""
        telling = [one.id for one in self.of_cases if self._sum_tells(kind, one.id)]
        uncounted = [one.id for one in self.per_head if self._leaves_some_out(kind, one.id)]
        return with_same_cases(telling, self.measures) | frozenset(uncounted)

    def _sum_tells(self, kind: str, measure: str) -> bool:
        hidden = self._hidden_members(kind, measure)
        if not hidden:
            return False
        count = self.table.sum(measure, hidden).count
        alike = any(self.table.sum(one, hidden).count == count for one in self._of_the_same_base(measure))
        return alike or sum_tells([self.table.cell(one, measure) for one in hidden], self.threshold)

    def _of_the_same_base(self, measure: str) -> list[str]:
        """Measures that count part of the same cases: as many carried out late as carried out, and none was on time."""
        base = next(one.base for one in self.of_cases if one.id == measure)
        return [one.id for one in self.of_cases if one.base is base and one.id != measure]

    def _leaves_some_out(self, kind: str, measure: str) -> bool:
        """A withheld member without a known population: the sum of upheld with it less that without gives it
        back.
        """
        hidden = self._hidden_members(kind, measure)
        return len(self._with_base(measure, hidden)) < len(hidden)


def sum_tells(hidden: Sequence[Cell], threshold: int) -> bool:
    """Whether the sum of withheld cells says what one of them holds.

    It does where it is of one alone; where, together, none were counted or all of the base; and where it is as small as
    it can be, as a base that is withheld is at least 1, or as large as small ones can be.
    """
    having = [cell for cell in hidden if cell.base]
    count, base = sum(cell.count for cell in having), sum(cell.base for cell in having)
    is_least = base == len(having)
    is_most = all(cell.base == threshold - 1 for cell in having)
    return len(having) < 2 or count in (0, base) or is_least or is_most


def withheld_parts(parts: Sequence[Cell], threshold: int) -> frozenset[int]:
    """Which parts of a published total to withhold, by position: the small, and the next smallest while the rest tells.

    Where nothing is left to withhold with them, all parts are, those with no base too: how many have any would tell.
    """
    having = sorted((i for i, part in enumerate(parts) if part.base), key=lambda i: (parts[i].base, i))
    hidden = [i for i in having if is_small(parts[i].base, threshold)]
    if not hidden:
        return frozenset()
    while sum_tells([parts[i] for i in hidden], threshold):
        if len(hidden) == len(having):
            return frozenset(range(len(parts)))
        hidden = having[: len(hidden) + 1]
    return frozenset(hidden)


def hides_total(decided: int, threshold: int, *, hides_decisions: bool) -> bool:
    """Whether the number of cases decided is withheld: below the threshold, it says what a withheld base is at most."""
    return hides_decisions and is_small(decided, threshold)
