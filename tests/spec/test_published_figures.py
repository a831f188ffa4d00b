"""Real published figures, worked again from their counts. Runs where the file of published figures lies
beside the project.
"""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support.builders import make_scheme, make_terms
from upheld.statistics.funnel import limits
from upheld.statistics.shown import shown
from upheld.statistics.verdicts import verdict
from upheld.vocabulary.values import Rate, Verdict

PUBLISHED = Path(__file__).parents[3] / "shared/data/published_figures.csv"
SCHEME, TERMS = make_scheme(), make_terms()
BY_CHANCE = (Verdict.IN_LINE, Verdict.TOO_FEW)

pytestmark = pytest.mark.skipif(not PUBLISHED.exists(), reason="the published figures are not beside the project")


def published() -> list[dict[str, str]]:
    """The rows of councils; the national row is of another scope."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["type"] != "national"]


def rates(count: str, base: str, printed: str, measure: str) -> list[tuple[str, Rate, str, str]]:
    """(council and year, rate, what was printed, measure) of rows that have all three."""
    return [
        (f"{row['council']} {row['year']}", Rate(int(row[count]), int(row[base])), row[printed], measure)
        for row in published()
        if row[count] and row[base] not in ("", "0") and row[printed]
    ]


def test_every_published_percentage_is_what_we_would_print() -> None:
    found = [
        *rates("upheld_n", "investigations_n", "upheld_pct", "uphold_rate"),
        *rates("sat_remedy_n", "upheld_n", "sat_remedy_pct", "satisfactory_remedy_rate"),
    ]
    assert len(found) > 35
    for where, rate, printed, measure in found:
        assert (where, shown(rate, SCHEME.measure(measure), TERMS)) == (where, f"{printed}%")


def test_most_differences_from_a_group_are_what_chance_gives() -> None:
    """Of 21 council-years with a published group average, 13 differ by five points or more; 12 of those are
    chance.
    """
    verdicts: Counter[bool] = Counter()
    compared = 0
    for row in published():
        if not (row["upheld_n"] and row["similar_avg_upheld_pct"] and row["investigations_n"]):
            continue
        rate = Rate(int(row["upheld_n"]), int(row["investigations_n"]))
        average = Fraction(int(row["similar_avg_upheld_pct"]), 100)
        compared += 1
        if abs(rate.fraction - average) >= Fraction(5, 100):
            verdicts[verdict(rate, limits(average, rate.base)) in BY_CHANCE] += 1
    assert (compared, verdicts.total(), verdicts[True]) == (21, 13, 12)
