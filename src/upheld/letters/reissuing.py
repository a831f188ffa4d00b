"""Letters of a correction: only authorities whose own figures change get another, and it says what it replaces."""

from __future__ import annotations

from upheld.editions.models import Edition
from upheld.editions.queries import figures_of, latest
from upheld.letters.facts import Reissue
from upheld.statistics.changes import changed
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.values import Value


def reissued_to(edition: Edition) -> frozenset[str] | None:
    """The authorities (ids) that an edition's letters go to; None for all, where it corrects nothing."""
    if edition.correction_of is None:
        return None
    return frozenset(changed(figures_of(edition.correction_of), figures_of(edition)))


def reissues(scheme: str, year: int) -> dict[str, Reissue]:
    """Authority id → what its letter replaces, where the newest edition of a year corrects one that was told."""
    edition = latest(scheme, year)
    if edition is None or edition.correction_of is None:
        return {}
    before, after = figures_of(edition.correction_of), figures_of(edition)
    what = edition.notice.get("what", "")
    return {
        authority: Reissue(
            _letter_in_force(edition.correction_of, authority).sent_on, what, _was(before, after, authority)
        )
        for authority in changed(before, after)
    }


def _letter_in_force(edition: Edition, authority: str) -> Edition:
    """The edition whose letter an authority has: the last that changed its figures, or the first of the year."""
    if edition.correction_of is None or authority in (reissued_to(edition) or ()):
        return edition
    return _letter_in_force(edition.correction_of, authority)


def _was(before: YearFigures, after: YearFigures, authority: str) -> tuple[tuple[str, Value], ...]:
    """The measures whose figure is another now, each with what it was."""
    old, new = before.authorities.get(authority), after.authorities.get(authority)
    if old is None or new is None:
        return ()
    return tuple(
        (measure, one.value)
        for measure, one in old.figures.items()
        if measure in new.figures and new.figures[measure].value != one.value
    )
