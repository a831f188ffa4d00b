"""Whose own figures differ between two editions of a year."""

from __future__ import annotations

from upheld.statistics.figure import YearFigures


def changed(before: YearFigures, after: YearFigures) -> list[str]:
    """The authorities whose own counts differ: not those that only stand beside another average."""
    every = {**before.authorities, **after.authorities}
    return sorted(authority for authority in every if _own(before, authority) != _own(after, authority))


def _own(figures: YearFigures, authority: str) -> object:
    """What is counted of an authority itself."""
    found = figures.authorities.get(authority)
    if found is None:
        return None
    values = {measure: one.value for measure, one in found.figures.items()}
    lists = (found.overview, found.outcomes, found.received_by_subject, found.upheld_by_subject)
    return values, lists, found.compliance, found.remedies, found.decided, found.received, found.median_days_late
