"""Writes ``docs/reports/early-warning.md``: ``python -m tests.drifts``; `make drifts`."""

from __future__ import annotations

from pathlib import Path

from tests.drifts.histories import COUNTS, DRIFTS, QUIET, RULES, RUN, SHARES, Sort, false_alarms, found, histories

MANY, SEED = 1000, 2022
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "early-warning.md"
PAGE = """# What early warning finds

Written by `make drifts`. {many:,} made-up histories of each sort, drawn by chance from a seed: three years in which
nothing changes, from which each rule learns what is usual, then five years that are watched. Counts are Poisson,
shares binomial. All rules see the same histories.

- *CUSUM, 120* is the chart of `statistics/drift.py` made for one false alarm in 120 months, *CUSUM, 960* that for one
  in 960 months, as the desk has it for hundreds of streams of one authority on one subject. What is usual is put up as
  it is there.
- *Up by a quarter* compares a month with the same month a year before.
- *Three sigma* is a month more than three standard deviations above the mean.

## False alarms, nothing having changed

Stated: at most 0.1 a stream and year for *CUSUM, 120*, and 0.0125 for *CUSUM, 960*, of a rate that is known. What is
usual is learned from three years here, and is not known: the number below has that in it.

| what | rule | a stream and year |
|---|---|--:|
{alarms}

## Drifts

Months from the drift's first to the first signal; {more} stands for none in five years. The drift begins with the first
month watched, or after {quiet} months in which nothing changed (*later*). A rule that signals all the time finds
everything at once: read this beside the false alarms. *Times*: how many times as many there are.

### Cases a month

{counts}

### Shares

{shares}
"""
HEAD = """| {what} | times | rule | half by month | nine in ten | within 12 | later: half | nine in ten | within 12 |
|---|--:|---|--:|--:|--:|--:|--:|--:|"""


def main(many: int = MANY) -> str:
    """The report."""
    return PAGE.format(
        many=many,
        more=RUN + 1,
        quiet=QUIET,
        alarms="\n".join(line for sort in (*COUNTS, *SHARES) for line in _alarms(sort, many)),
        counts="\n".join(
            [HEAD.format(what="cases a month"), *(line for sort in COUNTS for line in _drifts(sort, many))]
        ),
        shares="\n".join([HEAD.format(what="share"), *(line for sort in SHARES for line in _drifts(sort, many))]),
    )


def _alarms(sort: Sort, many: int) -> list[str]:
    made = histories(sort, 1, many, SEED)
    what = f"{sort} a month" if sort.share is None else f"{sort}"
    return [f"| {what} | {name} | {false_alarms(rule, made):.3f} |" for name, rule in RULES.items()]


def _drifts(sort: Sort, many: int) -> list[str]:
    lines = []
    for times in DRIFTS:
        made, later = histories(sort, times, many, SEED), histories(sort, times, many, SEED, QUIET)
        for name, rule in RULES.items():
            came = [found(rule, made), found(rule, later, QUIET)]
            cells = [f"{one.half:g} | {one.nine_in_ten:.0f} | {one.within_a_year:.0%}" for one in came]
            lines.append(f"| {sort} | {times:g} | {name} | {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    REPORT.write_text(main(), encoding="utf-8")
    print(REPORT)
