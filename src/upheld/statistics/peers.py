"""Similar authorities: those of the same kind that exist at the year end, where the kind is one that has a
group.

The average is *pooled* (the sum of counts over the sum of bases) or the *mean* of the members' rates, as the
scheme declares; and the authority is inside its own average or not. Limits and verdicts always use the pooled
rate: a mean of rates is no probability that any number of cases was drawn with. Where small numbers are
withheld, a mean is that of the published rates alone.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from upheld.statistics.cells import Cell, YearCells
from upheld.statistics.disclosure import Withholding
from upheld.statistics.figure import GroupFigure
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.values import GroupValue, MeanRate, NoBase, NoGroup, Rate, Withheld
from upheld.vocabulary.words import Averaging, Base


class Group:
    """One kind and one measure: the sums over all its members, taken once."""

    def __init__(self, scheme: Scheme, table: YearCells, held: Withholding, kind: str, measure: str):
        self.peers, self.kind, self.measure = scheme.peers, kind, measure
        self.cells = {one: table.cell(one, measure) for one in table.of_kind(kind)}
        self.whole = table.sum(measure, self.cells)
        self.sum_withheld = held.group_is_withheld(kind, measure)
        self.hidden = {one for one in self.cells if held.is_withheld(one, measure)}
        self.shown_rates = {
            one: Fraction(cell.count, cell.base)
            for one, cell in self.cells.items()
            if cell.base and one not in self.hidden
        }
        self.sum_of_rates = sum(self.shown_rates.values(), Fraction(0))

    @cached_property
    def together(self) -> GroupFigure:
        """The figure of all members."""
        return self._figure(self.whole, len(self.cells), includes_own=True)

    def around(self, authority: str) -> GroupFigure:
        """The figure that stands beside one member's."""
        if self.peers.include_own:
            return self.together
        return self._figure(self._others(authority), len(self.cells) - 1, includes_own=False, without=authority)

    def compared_with(self, authority: str) -> Fraction | None:
        """The pooled rate that an authority's count is held against; None where nobody else has a rate."""
        others = self._others(authority)
        if not others.base or self.sum_withheld:
            return None
        return _rate(self.whole if self.peers.include_own else others)

    def _others(self, authority: str) -> Cell:
        own = self.cells[authority]
        return self.whole - own if own.base else self.whole

    def _figure(self, summed: Cell, members: int, *, includes_own: bool, without: str | None = None) -> GroupFigure:
        withheld = self.sum_withheld or without in self.hidden
        value: GroupValue = Withheld() if withheld else summed.value
        if self.peers.averaging is Averaging.MEAN:
            value = self._mean(without)
        if withheld or isinstance(value, Withheld):
            return GroupFigure(self.kind, value, None, None, members, includes_own)
        return GroupFigure(self.kind, value, summed.count, summed.base, members, includes_own)

    def _mean(self, without: str | None) -> GroupValue:
        own = self.shown_rates.get(without) if without is not None else None
        members = len(self.shown_rates) - (own is not None)
        if members:
            return MeanRate((self.sum_of_rates - (own or 0)) / members, members)
        return Withheld() if self.hidden else NoBase()


class Groups:
    """All groups of a year, made as they are asked for."""

    def __init__(self, scheme: Scheme, table: YearCells, held: Withholding):
        self.scheme, self.table, self.held = scheme, table, held
        self._made: dict[tuple[str, str], Group] = {}

    def group(self, kind: str, measure: str) -> Group | None:
        """The group of a kind; None for a kind that has none."""
        if kind not in self.scheme.grouped_kinds:
            return None
        if (kind, measure) not in self._made:
            self._made[kind, measure] = Group(self.scheme, self.table, self.held, kind, measure)
        return self._made[kind, measure]

    def around(self, authority: str, measure: str) -> GroupFigure:
        """The figure of similar authorities beside an authority's; of value `NoGroup` where none."""
        kind = self.table.members[authority].kind
        group = self.group(kind, measure)
        if group is None:
            return GroupFigure(kind, NoGroup(), includes_own=self.scheme.peers.include_own)
        return group.around(authority)

    def all_together(self) -> dict[str, dict[str, GroupFigure]]:
        """By grouped kind that has members, then by measure: the figure of all members."""
        kinds = [kind.id for kind in self.scheme.kinds if kind.grouped and self.table.of_kind(kind.id)]
        return {kind: {one.id: self._whole(kind, one.id) for one in self.scheme.measures} for kind in kinds}

    def _whole(self, kind: str, measure: str) -> GroupFigure:
        group = self.group(kind, measure)
        assert group is not None  # only grouped kinds are asked for
        return group.together


def national(scheme: Scheme, table: YearCells, held: Withholding) -> dict[str, Rate | NoBase | Withheld]:
    """By measure: the pooled sums over every authority, grouped or not.

    Rates per head have none: where authorities lie in each other's areas (a district in its county), the sum of
    their residents counts people twice.
    """
    return {
        measure.id: Withheld() if measure.id in held.national else table.sum(measure.id, table.members).value
        for measure in scheme.measures
        if measure.base is not Base.RESIDENTS
    }


def _rate(cell: Cell) -> Fraction:
    return Fraction(cell.count, cell.base)
