"""The letters of a made-up year for every authority: what `write_letters` is given, without a register."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from upheld.letters.facts import Addressee, LetterFacts, Training
from upheld.statistics.counting import CountRow
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

YEAR = 2022
COMPLETE = (2020, 2021, 2022)
SENT_ON, PUBLISHED_ON = date(YEAR, 7, 20), date(YEAR, 7, 27)


def year() -> dict[str, Any]:
    """Arguments of `write_letters`: scheme, directory, figures, facts. The same each time."""
    scheme = load("local-government-england")
    figures = made_figures(scheme)
    facts = {one: facts_of(one) for one in figures.authorities}
    return {"scheme": scheme, "directory": scheme.authorities, "figures": figures, "facts": facts}


def facts_of(authority: str) -> LetterFacts:
    """A chief officer, and some training."""
    return LetterFacts(
        (Addressee(authority, "Ada Example", "Ms Example", "Chief Executive"),), training=Training(9, 99, 2)
    )


def made_figures(scheme: Scheme) -> YearFigures:
    """Figures of three years from counts thrown with a fixed seed."""
    return assemble(scheme, scheme.authorities, YEAR, COMPLETE, rows_of(scheme.authorities))


def rows_of(directory: AuthorityDirectory) -> list[CountRow]:
    """Counts of three years for every authority, thrown with a fixed seed."""
    dice = Random(1)
    return [row for one in directory for ending in COMPLETE for row in _rows(dice, one.id, ending)]


def _rows(dice: Random, authority: str, ending: int) -> list[CountRow]:
    investigated = int(dice.paretovariate(0.9)) % 90
    upheld = dice.randint(0, investigated)
    complied, early = dice.randint(upheld // 2, upheld), dice.randint(0, upheld // 4)
    measures = {
        "uphold_rate": (upheld, investigated),
        "compliance_rate": (complied, upheld),
        "satisfactory_remedy_rate": (early, upheld),
        "upheld_per_100k": (upheld, 0),
    }
    decided = {"upheld": upheld, "not_upheld": investigated - upheld, "referred_back": dice.randint(0, 60)}
    rows = [CountRow(authority, ending, measure, "", *counts) for measure, counts in measures.items()]
    rows += [CountRow(authority, ending, "decided", outcome, count, 0) for outcome, count in decided.items()]
    return [row for row in rows if row.count or row.base]
