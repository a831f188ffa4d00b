"""The rows of decisions, and which of them a scheme that withholds small numbers lets into a bundle. Pure.

There a decision enters only where every published number that counts it is shown: its outcome's and its
subject's, in the year it was made in (docs/decisions/0010). So no list of decisions, no count over them and no
total of a search can give back what is withheld, whoever reads the bundle and however.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from upheld.publication.bundle.casework import PublicDecision, WithdrawnDecision
from upheld.publication.bundle.year_contents import plain_row
from upheld.statistics.figure import Part, YearFigures
from upheld.vocabulary.scheme import Scheme

Row = dict[str, Any]


def decisions(scheme: Scheme, years: Sequence[YearFigures], found: Iterable[PublicDecision]) -> Iterator[Row]:
    """A row for each decision that may be shown, with the scheme's year that it was made in."""
    may_show = shown_by(scheme, years)
    for one in found:
        if may_show(one):
            yield {**plain_row(one), "year": scheme.last_day.year_of(one.decided_on).ending}


def withdrawals(scheme: Scheme, found: Iterable[WithdrawnDecision]) -> Iterator[Row]:
    """Decisions withdrawn. Where a scheme withholds small numbers they do not say whose they were."""
    whose = {} if not scheme.small_numbers.withhold_below else {"authority": ""}
    return ({**plain_row(one), **whose} for one in found)


def shown_by(scheme: Scheme, years: Sequence[YearFigures]) -> Callable[[PublicDecision], bool]:
    """Whether a decision may be shown, as a function of it."""
    if not scheme.small_numbers.withhold_below:
        return lambda _: True
    figures = {one.year: one for one in years}

    def may_show(one: PublicDecision) -> bool:
        year = figures.get(scheme.last_day.year_of(one.decided_on).ending)
        own = year.authorities.get(one.authority) if year else None
        return (
            own is not None and _is_shown(own.outcomes, one.outcome) and _is_shown(own.upheld_by_subject, one.subject)
        )

    return may_show


def _is_shown(parts: Iterable[Part], key: str) -> bool:
    """Whether the number of a part is published."""
    return any(part.key == key and part.count is not None for part in parts)
