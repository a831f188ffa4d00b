"""The year's overview: a table whose parts add up to the cases decided."""

from __future__ import annotations

from upheld.letters.content import Overview, TableRow
from upheld.letters.sentences import say
from upheld.letters.situation import Situation


def overview(here: Situation) -> Overview:
    """How the year's cases ended. A withheld part says so; the parts that are told add up to the total."""
    words, terms = here.occasion.words.overview, here.occasion.terms
    return Overview(
        heading=words.heading,
        caption=say(words.caption, start=here.occasion.start, end=here.occasion.end),
        columns=(words.part, words.holds, words.cases),
        rows=tuple(
            TableRow(terms.overview[part.key], (words.explained.get(part.key, ""), _count(here, part.count)))
            for part in here.figures.overview
        ),
        total=TableRow(words.total, ("", _count(here, here.figures.decided))),
        movement=_movement(here),
    )


def _count(here: Situation, count: int | None) -> str:
    return here.occasion.words.overview.withheld if count is None else here.occasion.number(count)


def _movement(here: Situation) -> str:
    """What came in and what was left: brought forward + received = decided + carried forward.

    Not where small numbers are withheld: this year's end is next year's beginning, and so gives withheld totals back.
    """
    moved, written = here.figures.reconciliation, here.occasion.number
    if moved is None or not moved.adds_up or here.occasion.scheme.small_numbers.withhold_below:
        return ""
    return say(
        here.occasion.words.overview.movement,
        brought_forward=written(moved.brought_forward),
        received=written(moved.received),
        decided=written(moved.decided),
        carried_forward=written(moved.carried_forward),
        count=written(moved.decided),
    )
