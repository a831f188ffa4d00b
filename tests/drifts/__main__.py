"""Writes ``docs/reports/early-warning.md``: ``python -m tests.drifts``; `make drifts`."""

from __future__ import annotations

from pathlib import Path

from tests.drifts.histories import DRIFTS, RULES, RUN, SIZES, false_alarms, found

HISTORIES, SEED = 1000, 2022
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "early-warning.md"
PAGE = """# What early warning finds

Written by `make drifts`. {histories:,} made-up histories of each sort, drawn by chance from a seed: three years in
which nothing changes, from which each rule learns what is usual, then five years that are watched. Counts are Poisson.
The three rules see the same histories. *CUSUM* is the chart of `statistics/drift.py`; *up by a quarter* compares a
month with the same month a year before; *three sigma* is a month more than three standard deviations above the mean.

## False alarms, nothing having changed

CUSUM states at most 0.1 a stream and year for a rate that is known. What is usual is learned from three years here,
and is not known: the number below has that in it.

| cases a month | rule | a stream and year |
|--:|---|--:|
{alarms}

## Drifts that begin with the first month watched

Months to the first signal; {more} stands for none in five years. A rule that signals all the time finds everything at
once: read this beside the false alarms.

| cases a month | times as many | rule | half found by month | nine in ten by month | found within 12 months |
|--:|--:|---|--:|--:|--:|
{drifts}
"""


def main(histories: int = HISTORIES) -> str:
    """The report."""
    alarms = [
        f"| {mean:g} | {name} | {false_alarms(rule, mean, histories, SEED):.2f} |"
        for mean in SIZES.values()
        for name, rule in RULES.items()
    ]
    drifts = [
        f"| {mean:g} | {drift:g} | {name} | {came.half:g} | {came.nine_in_ten:.0f} | {came.within_a_year:.0%} |"
        for mean in SIZES.values()
        for drift in DRIFTS
        for name, rule in RULES.items()
        for came in [found(rule, mean, drift, histories, SEED)]
    ]
    return PAGE.format(histories=histories, more=RUN + 1, alarms="\n".join(alarms), drifts="\n".join(drifts))


if __name__ == "__main__":
    REPORT.write_text(main(), encoding="utf-8")
    print(REPORT)
