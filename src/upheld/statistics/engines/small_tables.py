"""From small tables to count rows: what is left to do in Python once an engine has grouped the events.

A small table has a row for each group of events that are alike in all that any measure or breakdown asks, and
how many there are (``n``): some ten thousand rows, however many million events. Here the words of a measure
are said a second time, on groups: `upheld.statistics.definitions` says them on events, and tests hold the two
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from upheld.statistics.counting import Breakdown, CountPlan, CountRow
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.words import Base, Counted, DatedBy, Result
from upheld.vocabulary.year import Year


class Outcomes(NamedTuple):
    """Cases decided in a counted year, whatever their subjects."""

    authority: str
    year: int
    outcome: str
    satisfactory_remedy: bool
    n: int


class Complied(NamedTuple):
    """Compliance outcomes recorded in a counted year."""

    authority: str
    year: int
    result: str
    n: int


class Enquired(NamedTuple):
    """Enquiries whose reply was due in a counted year."""

    authority: str
    year: int
    answered_late: bool
    n: int


Decided = tuple[str, int, str, bool, str, int]
"""Cases decided in a counted year: authority, year, outcome, satisfactory remedy, subject, n."""
Keyed = tuple[str, int, Any, int]
"""Events of a counted year by a key (receipts by subject, late remedies by days): authority, year, key, n."""
Open = tuple[str, int]
"""Cases open when a year ended, by the authority that received them: authority, n."""


class Handed(NamedTuple):
    """Open cases handed over on a day, and by year how many of them were open when it ended."""

    on: date
    frm: str
    to: str
    n: int
    open: dict[int, int]


@dataclass(frozen=True)
class SmallTables:
    """Every table of events, grouped, less the rows of years between the counted ones.

    ``rows_of`` gives a table's rows by its name; each is asked for once. (Asking for the next in a thread is slower:
    the engine has all processors already.) The largest stay bare tuples: naming their parts takes longer.
    """

    rows_of: Callable[[str], list[tuple[Any, ...]]]
    years: frozenset[int]

    def _of(self, name: str) -> list[Any]:
        return [row for row in self.rows_of(name) if row[1] in self.years]

    @cached_property
    def decided(self) -> list[Decided]:
        """Cases decided."""
        return self._of("decided")

    @cached_property
    def outcomes(self) -> list[Outcomes]:
        """Cases decided, whatever their subjects."""
        return [Outcomes._make((*alike, n)) for alike, n in _pooled(self.decided, 0, 1, 2, 3)]

    @cached_property
    def complied(self) -> list[Complied]:
        """Compliance outcomes."""
        return [Complied._make(row) for row in self._of("complied")]

    @cached_property
    def enquired(self) -> list[Enquired]:
        """Enquiries."""
        return [Enquired._make(row) for row in self._of("enquired")]

    @cached_property
    def open(self) -> dict[int, list[Open]]:
        """Cases open at the ends of years, the eve of a counted year among them; they come as a column a year."""
        rows = self.rows_of("open")
        return {year: [(row[0], row[at]) for row in rows] for at, year in enumerate(ends_of(self.years), start=1)}

    @cached_property
    def handed(self) -> list[Handed]:
        """Open cases handed over by reorganisations."""
        ends = ends_of(self.years)
        rows = self.rows_of("handed")
        return [Handed._make((*row[:4], dict(zip(ends, row[4:], strict=True)))) for row in rows]

    @property
    def received(self) -> list[Keyed]:
        """Receipts by subject."""
        return self._of("received")

    @property
    def remedies(self) -> list[Keyed]:
        """Recommendations by category."""
        return self._of("remedies")

    @property
    def days_late(self) -> list[Keyed]:
        """Late remedies by days."""
        return self._of("days_late")


def ends_of(years: Iterable[int]) -> list[int]:
    """The years whose last days are a counted year's end or the eve of its start."""
    return sorted({end for year in years for end in (year - 1, year)})


Group = Any
Asked = Callable[[Group, CountPlan], bool]

_IN_BASE: dict[Base, Asked] = {
    Base.INVESTIGATIONS: lambda group, plan: group.outcome in plan.investigations,
    Base.UPHELD_DECISIONS: lambda group, plan: group.outcome in plan.upheld,
    Base.COMPLIANCE_OUTCOMES: lambda _group, _plan: True,
    Base.ENQUIRIES: lambda _group, _plan: True,
    Base.RESIDENTS: lambda _group, _plan: False,
}
_IS_COUNTED: dict[Counted, Asked] = {
    Counted.UPHELD: lambda group, plan: group.outcome in plan.upheld,
    Counted.SATISFACTORY_REMEDY: lambda group, plan: group.outcome in plan.upheld and group.satisfactory_remedy,
    Counted.COMPLIED: lambda group, _plan: group.result in (Result.ON_TIME, Result.LATE),
    Counted.COMPLIED_LATE: lambda group, _plan: group.result == Result.LATE,
    Counted.ANSWERED_LATE: lambda group, _plan: group.answered_late,
}


def count_rows(small: SmallTables, plan: CountPlan) -> list[CountRow]:
    """The rows that a plan asks for, in no order."""
    dated: Mapping[DatedBy, list[Any]] = {
        DatedBy.DECISION: small.outcomes,
        DatedBy.RECEIPT: [],  # no word of a measure counts receipts
        DatedBy.COMPLIANCE_OUTCOME: small.complied,
        DatedBy.REPLY_DUE: small.enquired,
    }
    rows = [row for dated_by, groups in dated.items() for row in of_measures(dated_by, groups, plan)]
    for breakdown in plan.breakdowns:
        rows += _BREAKDOWNS[breakdown](small, plan)
    return rows


def of_measures(dated_by: DatedBy, groups: Sequence[Group], plan: CountPlan) -> list[CountRow]:
    """The rows of a plan's measures that are counted from events of one kind, given in groups."""
    measures = [measure for measure in plan.measures if measure.dated_by is dated_by]
    return [row for measure in measures for row in _measure(measure, groups, plan)]


def _measure(measure: Measure, groups: Iterable[Group], plan: CountPlan) -> Iterable[CountRow]:
    counted, based = _IS_COUNTED[measure.counted], _IN_BASE[measure.base]
    cells: dict[tuple[str, int], tuple[int, int]] = {}
    for group in groups:
        count, base = cells.get(group[:2], (0, 0))
        cells[group[:2]] = (count + counted(group, plan) * group.n, base + based(group, plan) * group.n)
    return [CountRow(*cell, measure.id, "", count, base) for cell, (count, base) in cells.items() if count or base]


def _pooled(groups: Iterable[Group], *columns: int) -> Iterable[tuple[tuple[Any, ...], int]]:
    """Groups that are alike in some columns, put together."""
    groups = list(groups)
    found: dict[tuple[Any, ...], int] = {}
    for key, n in zip(map(itemgetter(*columns), groups), map(itemgetter(-1), groups), strict=True):
        found[key] = found.get(key, 0) + n
    return found.items()


_AS_ROW = partial(tuple.__new__, CountRow)
"""`CountRow._make` without a call of Python's for each row."""


def _keyed(item: Breakdown, groups: Iterable[tuple[Any, ...]]) -> list[CountRow]:
    """Most rows of a year come from here: so they are made column by column."""
    columns = list(zip(*groups, strict=True))
    if not columns:
        return []
    authorities, years, keys, ns = columns
    return list(map(_AS_ROW, zip(authorities, years, repeat(item), map(str, keys), ns, repeat(0))))


def _decided(small: SmallTables, _plan: CountPlan) -> list[CountRow]:
    return _keyed(Breakdown.DECIDED, ((*alike, n) for alike, n in _pooled(small.outcomes, 0, 1, 2)))


def _upheld_by_subject(small: SmallTables, plan: CountPlan) -> list[CountRow]:
    found: dict[tuple[str, int, str], tuple[int, int]] = {}
    for authority, year, outcome, _, subject, n in small.decided:
        if outcome in plan.investigations or outcome in plan.upheld:
            count, base = found.get((authority, year, subject), (0, 0))
            upheld, investigated = outcome in plan.upheld, outcome in plan.investigations
            found[authority, year, subject] = (count + upheld * n, base + investigated * n)
    item = Breakdown.UPHELD_BY_SUBJECT
    return [
        CountRow(authority, year, item, subject, count, base)
        for (authority, year, subject), (count, base) in found.items()
    ]


def _forward(item: Breakdown, small: SmallTables, plan: CountPlan) -> list[CountRow]:
    """Open cases of each year for who holds them: brought forward at its start, or carried forward at its end."""
    found: Counter[tuple[str, int]] = Counter()
    for ending in plan.years:
        year, brought = Year(ending, plan.year_end), item is Breakdown.BROUGHT_FORWARD
        ended, morning = (ending - 1, year.start) if brought else (ending, year.end)
        found.update({(one, ending): n for one, n in small.open[ended]})
        for handed in small.handed:
            if handed.on <= morning:  # no longer held by who received them, or had them before
                found[handed.frm, ending] -= handed.open[ended]
                found[handed.to, ending] += handed.open[ended]
            if year.start < handed.on <= year.end:
                found[handed.to if brought else handed.frm, ending] += handed.n
    return [CountRow(*cell, item, "", n, 0) for cell, n in found.items() if n and cell[0]]


_BREAKDOWNS: dict[Breakdown, Callable[[SmallTables, CountPlan], list[CountRow]]] = {
    Breakdown.DECIDED: _decided,
    Breakdown.RECEIVED: lambda small, _plan: _keyed(Breakdown.RECEIVED, small.received),
    Breakdown.UPHELD_BY_SUBJECT: _upheld_by_subject,
    Breakdown.COMPLIANCE: lambda small, _plan: _keyed(Breakdown.COMPLIANCE, small.complied),
    Breakdown.DAYS_LATE: lambda small, _plan: _keyed(Breakdown.DAYS_LATE, small.days_late),
    Breakdown.REMEDIES: lambda small, _plan: _keyed(Breakdown.REMEDIES, small.remedies),
    Breakdown.BROUGHT_FORWARD: partial(_forward, Breakdown.BROUGHT_FORWARD),
    Breakdown.CARRIED_FORWARD: partial(_forward, Breakdown.CARRIED_FORWARD),
}
