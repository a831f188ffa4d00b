"""Writing a bundle of many years and decisions in a process of its own: `python -m bench.made_bundle OUT DECISIONS`.

Prints how many seconds it took and the most memory that the process ever held, in MiB.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from bench.made_decisions import decisions
from bench.made_letters import _rows
from bench.made_memory import MOST, mebibytes
from upheld.console.starting import start
from upheld.publication.bundle.actions import DATA_FILES, YearPart, write_bundle
from upheld.publication.bundle.contents import EditionFacts
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

YEARS = (2017, 2018, 2019, 2020, 2021, 2022)
PDF, HTML, DATA = b"%PDF-1.7 " + b"x" * 44_000, b"<!doctype html>" + b"x" * 12_000, b"x" * 200_000

BATCH = 2000
CASE = """
    INSERT INTO register_case (reference, authority, successor, subject, received_on, decided_on, outcome,
        fault_accepted_early, satisfactory_remedy, summary, public_report_title)
    VALUES (%s, %s, '', %s, %s, %s, %s, false, false, '', '')
"""
DECISION = """
    INSERT INTO register_decision (case_reference, title, text, public_from, withdrawn_reason)
    VALUES (%s, %s, %s, %s, '')
"""
AGREED = """
    INSERT INTO register_recommendation
        (case_reference, number, category, more_categories, text, public, due_on, result)
    VALUES (%s, 1, %s, '', 'Change how this is done.', true, %s, '')
"""


def part(scheme: Scheme, year: int, folder: Path) -> YearPart:
    """A year's edition with letters and files of the usual size."""
    figures = figures_of(scheme, year)
    letters = folder / str(year) / "letters"
    letters.mkdir(parents=True, exist_ok=True)
    day = scheme.year(year).end
    for one in figures.authorities:
        code = scheme.authorities[one].code(day)
        (letters / f"{code}.pdf").write_bytes(PDF)
        (letters / f"{code}.html").write_bytes(HTML)
    for name in DATA_FILES:
        (letters.parent / name).write_bytes(DATA)
    return YearPart(figures, EditionFacts(1, "a" * 64, "b" * 64, date(year, 7, 27)), letters, letters.parent)


def figures_of(scheme: Scheme, year: int) -> YearFigures:
    """A year's figures from counts thrown with a fixed seed, over all the years up to it."""
    complete = tuple(one for one in YEARS if one <= year)
    dice = Random(1)
    rows = [row for one in scheme.authorities for ending in complete for row in _rows(dice, one.id, ending)]
    return assemble(scheme, scheme.authorities, year, complete, rows)


def fill_register(scheme: Scheme, number: int) -> None:
    """Cases with their decisions, and something agreed in one of four, straight into the register's tables."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for found in batched(decisions(scheme, number), BATCH):
            cursor.executemany(
                CASE, [(one.reference, one.authority, one.subject, *[one.decided_on] * 2, one.outcome) for one in found]
            )
            cursor.executemany(DECISION, [(one.reference, one.title, one.text, one.public_from) for one in found])
            agreed = found[:: len(scheme.remedy_categories) // 2]
            cursor.executemany(
                AGREED, [(one.reference, scheme.remedy_categories[-3], one.public_from) for one in agreed]
            )


def batched(found: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Lists of so many each."""
    return iter(lambda: list(islice(found, size)), [])


def write(out: Path, number: int) -> float:
    """Write it; the seconds from a filled register and figures at hand to the finished bundle."""
    scheme = load("local-government-england")
    parts = [part(scheme, year, out / "parts") for year in YEARS]
    start(out / "register.sqlite3")
    fill_register(scheme, number)
    started = perf_counter()
    write_bundle(scheme, scheme.authorities, parts, out, sample=True, preview=False)
    return perf_counter() - started


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2])), mebibytes(MOST))
