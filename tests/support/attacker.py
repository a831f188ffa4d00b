"""Somebody who has every published number of an edition and works out the withheld ones.

Every count behind the figures is an unknown: per authority and year the upheld, the investigations and so on.
Every published number is a linear equation over those unknowns, read off the figures as published (never from
inside). The attacker brings the equations into reduced form over the rationals: an unknown is found when a
row holds it alone.

The attacker also knows what kind of numbers they are: whole, not negative, no count above its base, and a base that is
withheld rather than said to be none at least 1. Bounds are drawn tighter from equation to equation until nothing moves:
an unknown is found when its bounds meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from upheld.statistics.figure import AuthorityFigures, GroupFigure, Part, YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import NoBase, Rate, Withheld
from upheld.vocabulary.words import Base, Counted

Unknown = tuple[str, int, str]
Equation = tuple[dict[Unknown, Fraction], Fraction]
MOST_ROUNDS = 60
BASE_UNKNOWN = {Base.UPHELD_DECISIONS: "upheld"}


class Attacker:
    """Collects equations from editions, then solves."""

    def __init__(self, scheme: Scheme, directory: AuthorityDirectory):
        self.scheme, self.directory = scheme, directory
        self.equations: list[Equation] = []
        self.at_least_one: set[Unknown] = set()

    def read(self, figures: YearFigures) -> None:
        """Everything published in an edition. Several editions may be read."""
        for own in figures.authorities.values():
            self._read_authority(own)
        members = [self.directory[one] for one in figures.authorities]
        for kind, by_measure in figures.groups.items():
            of_kind = [one.id for one in members if one.kind == kind]
            for measure, group in by_measure.items():
                self._read_group(figures.year, measure, group, of_kind)
        for own in figures.authorities.values():
            kind = self.directory[own.authority].kind
            for measure, figure in own.figures.items():
                if figure.group.base is not None:
                    others = [one.id for one in members if one.kind == kind]
                    if not figure.group.includes_own:
                        others.remove(own.authority)
                    self._read_group(figures.year, measure, figure.group, others)
        for measure, value in figures.national.items():
            if isinstance(value, Rate | NoBase):
                rate = (value.count, value.base) if isinstance(value, Rate) else (0, 0)
                self._sum(figures.year, measure, list(figures.authorities), *rate)

    def _tell(self, unknowns: Iterable[Unknown], total: int) -> None:
        row: dict[Unknown, Fraction] = {}
        for unknown in unknowns:
            row[unknown] = row.get(unknown, Fraction(0)) + 1
        self.equations.append((row, Fraction(total)))

    def _read_authority(self, own: AuthorityFigures) -> None:
        name, year = own.authority, own.year
        for measure_id, figure in own.figures.items():
            measure = self.scheme.measure(measure_id)
            points = [
                (year, figure.value),
                *((point.year, point.value) for point in figure.strip if not point.published),
            ]
            for when, value in points:
                self._value(name, [when], measure, value)
                self._no_more_than((name, when, str(measure.counted)), (name, when, base_of(measure)), measure)
                if isinstance(value, Withheld) and measure.base not in (Base.RESIDENTS, Base.UPHELD_DECISIONS):
                    self.at_least_one.add((name, when, base_of(measure)))
            if figure.pooled:
                years = list(range(figure.pooled.first_year, figure.pooled.last_year + 1))
                self._value(name, years, measure, figure.pooled.value)
        self._read_parts(own, name, year)

    def _value(self, name: str, years: list[int], measure: Measure, value: object) -> None:
        if isinstance(value, Rate | NoBase):
            count, base = (value.count, value.base) if isinstance(value, Rate) else (0, 0)
            if measure.base is Base.RESIDENTS and base == 0:
                return  # no population is known: that says nothing about cases
            self._tell([(name, year, str(measure.counted)) for year in years], count)
            if measure.base is not Base.RESIDENTS:
                self._tell([(name, year, base_of(measure)) for year in years], base)

    def _read_parts(self, own: AuthorityFigures, name: str, year: int) -> None:
        outcomes = {outcome.id: outcome for outcome in self.scheme.outcomes}
        self._tell_parts(own.outcomes, name, year, "outcome")
        of_upheld = [(name, year, f"outcome {one.id}") for one in outcomes.values() if one.upheld]
        of_investigated = [(name, year, f"outcome {one.id}") for one in outcomes.values() if one.investigation]
        self._same(of_upheld, (name, year, "upheld"))
        self._same(of_investigated, (name, year, "investigations"))
        for part in own.overview:
            if part.count is not None:
                inside = [one.id for one in outcomes.values() if one.shown_under == part.key]
                self._tell([(name, year, f"outcome {one}") for one in inside], part.count)
        if own.decided is not None:
            self._tell([(name, year, f"outcome {one}") for one in outcomes], own.decided)
            others = [(name, year, f"outcome {one.id}") for one in outcomes.values() if not one.investigation]
            self._tell([(name, year, "investigations"), *others], own.decided)
        for word, attribute in (("upheld", "count"), ("investigations", "base")):
            everywhere = [(name, year, f"{word} in {part.key}") for part in own.upheld_by_subject]
            self._same(everywhere, (name, year, word))
            some_have_none = any(part.base == 0 for part in own.upheld_by_subject)
            for part in own.upheld_by_subject:
                if part.base is None and word == "investigations" and some_have_none:
                    self.at_least_one.add((name, year, f"{word} in {part.key}"))
                if getattr(part, attribute) is not None:
                    self._tell([(name, year, f"{word} in {part.key}")], getattr(part, attribute))
        for part in own.upheld_by_subject:
            self._less((name, year, f"upheld in {part.key}"), (name, year, f"investigations in {part.key}"))
        self._tell_parts(own.compliance, name, year, "result")
        results = [(name, year, f"result {one}") for one in ("on_time", "late", "not_complied")]
        self._same(results, (name, year, "compliance_outcomes"))
        self._same(results[:2], (name, year, "complied"))
        self._same(results[1:2], (name, year, "complied_late"))

    def _tell_parts(self, parts: Iterable[Part], name: str, year: int, word: str) -> None:
        for part in parts:
            if part.count is not None:
                self._tell([(name, year, f"{word} {part.key}")], part.count)

    def _same(self, parts: list[Unknown], whole: Unknown) -> None:
        row: dict[Unknown, Fraction] = {one: Fraction(1) for one in parts}
        row[whole] = row.get(whole, Fraction(0)) - 1
        self.equations.append((row, Fraction(0)))

    def _no_more_than(self, count: Unknown, base: Unknown, measure: Measure) -> None:
        if measure.base is not Base.RESIDENTS and count != base:
            self._less(count, base)

    def _less(self, small: Unknown, large: Unknown) -> None:
        """What lacks from one to the other is itself a number that is not negative."""
        lacking = (small[0], small[1], f"{large[2]} without {small[2]}")
        self.equations.append(({large: Fraction(1), small: Fraction(-1), lacking: Fraction(-1)}, Fraction(0)))

    def _read_group(self, year: int, measure: str, group: GroupFigure, members: list[str]) -> None:
        if group.count is not None and group.base is not None:
            self._sum(year, measure, members, group.count, group.base)

    def _sum(self, year: int, measure_id: str, members: list[str], count: int, base: int) -> None:
        measure = self.scheme.measure(measure_id)
        if measure.base is Base.RESIDENTS:
            end = self.scheme.year(year).end
            members = [one for one in members if self.directory[one].population(end)]
        else:
            self._tell([(one, year, base_of(measure)) for one in members], base)
        self._tell([(one, year, str(measure.counted)) for one in members], count)

    def found(self) -> dict[Unknown, Fraction]:
        """Every unknown that the equations determine."""
        rows = reduced(self.equations)
        solved = {next(iter(row)): total for row, total in rows if len(row) == 1}
        return solved | self._between_bounds([*self.equations, *rows])

    def _between_bounds(self, equations: list[Equation]) -> dict[Unknown, Fraction]:
        """Every unknown whose bounds meet."""
        unknowns = {unknown for row, _ in equations for unknown in row}
        lower = {one: Fraction(one in self.at_least_one) for one in unknowns}
        upper: dict[Unknown, Fraction | None] = dict.fromkeys(unknowns)
        for _ in range(MOST_ROUNDS):
            if sum(tighten(row, total, lower, upper) for row, total in equations) == 0:
                break
        return {one: lower[one] for one in unknowns if lower[one] == upper[one]}


def base_of(measure: Measure) -> str:
    """The unknown that is a measure's base: upheld decisions are the upheld."""
    return BASE_UNKNOWN.get(measure.base, str(measure.base))


def counted_of(measure: Measure) -> str:
    """The unknown that a measure counts."""
    return str(Counted(measure.counted))


def reduced(equations: Iterable[Equation]) -> list[Equation]:
    """The equations in reduced row echelon form (Gauss and Jordan, exact)."""
    pivots: dict[Unknown, Equation] = {}
    for row, total in equations:
        row, total = _without(dict(row), total, pivots)
        if not row:
            assert total == 0, "the published numbers contradict each other"
            continue
        pivot = min(row)
        scale = row[pivot]
        fresh = ({key: value / scale for key, value in row.items()}, total / scale)
        for other, (old, old_total) in list(pivots.items()):
            if pivot in old:
                pivots[other] = _minus(old, old_total, fresh, old[pivot])
        pivots[pivot] = fresh
    return list(pivots.values())


def _without(row: dict[Unknown, Fraction], total: Fraction, pivots: dict[Unknown, Equation]) -> Equation:
    for pivot in list(row):
        if pivot in pivots and pivot in row:
            row, total = _minus(row, total, pivots[pivot], row[pivot])
    return {key: value for key, value in row.items() if value}, total


def _minus(row: dict[Unknown, Fraction], total: Fraction, other: Equation, times: Fraction) -> Equation:
    new = dict(row)
    for key, value in other[0].items():
        new[key] = new.get(key, Fraction(0)) - times * value
    return {key: value for key, value in new.items() if value}, total - times * other[1]


def tighten(
    row: dict[Unknown, Fraction], total: Fraction, lower: dict[Unknown, Fraction], upper: dict[Unknown, Fraction | None]
) -> bool:
    """Draw the bounds of an equation's unknowns tighter, each by those of the others; whether any has moved."""
    moved = False
    for one, times in row.items():
        least = _extreme(row, one, lower, upper, largest=times > 0)  # of what the others come to
        most = _extreme(row, one, lower, upper, largest=times < 0)
        if least is not None and (bound := Fraction(ceil((total - least) / times))) > lower[one]:
            lower[one], moved = bound, True
        if most is not None:
            bound, before = Fraction(floor((total - most) / times)), upper[one]
            if before is None or bound < before:
                upper[one], moved = bound, True
    return moved


def _extreme(
    row: dict[Unknown, Fraction],
    without: Unknown,
    lower: dict[Unknown, Fraction],
    upper: dict[Unknown, Fraction | None],
    *,
    largest: bool,
) -> Fraction | None:
    """The largest or smallest that the other terms of a row can come to; None where that is not bounded."""
    found = Fraction(0)
    for one, times in row.items():
        if one != without:
            bound = upper[one] if (times > 0) == largest else lower[one]
            if bound is None:
                return None
            found += times * bound
    return found
