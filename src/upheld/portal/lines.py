"""Figures and cases as lines of a page or a file, in the scheme's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upheld.editions.behind import DECIDED, RECEIVED, CaseBehind, Remedy, behind
from upheld.portal.pages import scheme
from upheld.portal.shown import Own
from upheld.statistics.shown import shown
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import NoGroup, Rate, Withheld
from upheld.vocabulary.words import Base

LISTS = {DECIDED: "All cases decided", RECEIVED: "All cases received"}


@dataclass(frozen=True)
class FigureLine:
    """One measure of an authority. ``withheld``: the number is not published; its own cases still tell it."""

    id: str
    title: str
    shown: str
    basis: str
    average: str
    verdict: str
    withheld: bool


def figure_lines(own: Own) -> list[FigureLine]:
    """A line for each measure, in the scheme's order."""
    return [_line(own, one) for one in sorted(scheme().measures, key=lambda one: one.order)]


def _line(own: Own, measure: Measure) -> FigureLine:
    terms, figure = scheme().words.terms, own.figures.figures[measure.id]
    withheld = isinstance(figure.value, Withheld)
    return FigureLine(
        measure.id,
        terms.measures[measure.id].title,
        shown(figure.value, measure, terms),
        _own_basis(own, measure) if withheld else _basis(measure, figure.value),
        _average(own, measure),
        "" if isinstance(figure.group.value, NoGroup) else terms.verdicts[figure.verdict.value],
        withheld,
    )


def _basis(measure: Measure, value: object) -> str:
    if not isinstance(value, Rate):
        return ""
    return _counted(measure, value.count, value.base)


def _own_basis(own: Own, measure: Measure) -> str:
    """What is withheld from the public is still the authority's own: counted from its own cases."""
    cases = behind(scheme(), own.snapshot, own.authority, own.edition.year, measure.id)
    return _counted(measure, sum(one.counts for one in cases), len(cases))


def _counted(measure: Measure, count: int, base: int) -> str:
    words = scheme().words.terms.measures[measure.id]
    return f"{words.counted(count=f'{count:,}')}; {words.base(count=f'{base:,}')}"


def _average(own: Own, measure: Measure) -> str:
    terms, group = scheme().words.terms, own.figures.figures[measure.id].group
    if isinstance(group.value, NoGroup):
        return terms.no_group
    return f"{shown(group.value, measure, terms)} ({terms.kinds[group.kind].group})"


def title_of(which: str) -> str:
    """What a list of cases is called. Raises KeyError."""
    return LISTS.get(which) or scheme().words.terms.measures[which].title


SORTS = {
    "reference": lambda one: one.reference,
    "subject": lambda one: (one.subject, one.reference),
    "received": lambda one: (one.received_on, one.reference),
    "decided": lambda one: (one.decided_on is None, one.decided_on, one.reference),
    "outcome": lambda one: (one.outcome, one.reference),
}


@dataclass(frozen=True)
class CaseLine:
    """A case in words. ``counts`` is whether the figure counts it."""

    reference: str
    subject: str
    received: str
    decided: str
    outcome: str
    result: str
    remedies: tuple[str, ...]
    counts: bool


def case_lines(cases: Iterable[CaseBehind]) -> list[CaseLine]:
    """Cases in words."""
    return [case_line(one) for one in cases]


def case_line(one: CaseBehind) -> CaseLine:
    """A case in words."""
    terms, results = scheme().words.terms, scheme().words.site.authority.results
    return CaseLine(
        one.reference,
        terms.subjects.get(one.subject, one.subject),
        one.received_on.isoformat(),
        one.decided_on.isoformat() if one.decided_on else "",
        terms.outcomes.get(one.outcome, one.outcome),
        results.get(one.result, one.result),
        tuple(_remedy(remedy) for remedy in one.remedies),
        one.counts,
    )


def _remedy(one: Remedy) -> str:
    """``Apology, due 28 October 2021: Done on time``"""
    terms, results = scheme().words.terms, scheme().words.site.authority.results
    what = f"{terms.remedy_categories.get(one.category, one.category)}, due {one.due_on.day} {one.due_on:%B %Y}"
    return what + (f": {results.get(one.result, one.result)}" if one.result else "")


def has_base(which: str) -> bool:
    """Whether a list holds more than what is counted: a base of cases."""
    return which not in LISTS and scheme().measure(which).base is not Base.RESIDENTS


def whichs() -> Sequence[str]:
    """Every list of cases that there is."""
    return [*(one.id for one in sorted(scheme().measures, key=lambda one: one.order)), *LISTS]
