"""Letters of a correction: only authorities whose own figures change get another.

It says which letter it replaces where the authority has one. Whether a letter has gone is known to a stage above this
one, which says so with `tells_who_has_letters` when its app is ready.
"""

from __future__ import annotations

from collections.abc import Callable

from upheld.editions.models import Edition
from upheld.editions.queries import figures_of, latest, up_to
from upheld.letters.facts import Reissue
from upheld.statistics.changes import changed
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.values import Value

WhoHas = Callable[[Edition], frozenset[str]]
"""The authorities (ids) that a letter of an edition has gone to, or may have."""
_WHO_HAS: list[WhoHas] = []


def tells_who_has_letters(who_has: WhoHas) -> WhoHas:
    """Declare who knows which authorities have a letter of an edition."""
    if who_has not in _WHO_HAS:
        _WHO_HAS.append(who_has)
    return who_has


def reissued_to(edition: Edition) -> frozenset[str] | None:
    """The authorities (ids) that an edition's letters go to; None for all, where it corrects nothing."""
    if edition.correction_of is None:
        return None
    return frozenset(changed(figures_of(edition.correction_of), figures_of(edition)))


def reissues(scheme: str, year: int) -> dict[str, Reissue]:
    """Authority id → what its letter replaces, where the newest edition of a year corrects one that was told.

    An authority that never had a letter of the year is not among them: its letter replaces nothing.
    """
    edition = latest(scheme, year)
    if edition is None or edition.correction_of is None:
        return {}
    after, what = figures_of(edition), edition.notice.get("what", "")
    goes_anew, found = reissued_to(edition) or frozenset(), {}
    for held, authorities in _letters_in_force(edition).items():
        before = figures_of(held)
        for authority in authorities & (goes_anew | frozenset(changed(before, after))):
            found[authority] = Reissue(held.sent_on, what, _was(before, after, authority))
    return found


def _letters_in_force(edition: Edition) -> dict[Edition, frozenset[str]]:
    """Earlier editions, each with the authorities whose newest letter is of it."""
    found, known = {}, frozenset[str]()
    earlier = [one for one in up_to(edition) if one.number < edition.number]
    for one in sorted(earlier, key=lambda one: -one.number):
        has = frozenset[str]().union(*(who_has(one) for who_has in _WHO_HAS))
        found[one] = has - known
        known |= has
    return found


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
