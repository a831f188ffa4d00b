"""A bundle of any size, without a register: `python -m bench.made_many OUT DECISIONS AUTHORITIES`.

One decision in twenty is of one authority, one in four has something agreed. Prints how many seconds the writing took,
the most memory that the process held of its own, looked at twenty times a second, and the most with what it had mapped
of files, in MiB. What is mapped (of the search's index, as its parts are put together) the system takes back as it
likes.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter

from bench.made_decisions import decisions
from bench.made_letters import _rows
from bench.made_memory import MOST, OWN, mebibytes
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework, PublicDecision, PublicImprovement
from upheld.publication.bundle.contents import EditionFacts
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

SCHEME = Path("schemes/local-government-england")
REGIONS = ("South East", "East of England", "North West", "London", "South West", "West Midlands")
ONE_IN = 20  # decisions is of the largest authority
AGREED_IN = 4
LOOK_EVERY = 0.05  # seconds
LAST, YEARS = 2022, (2021, 2022)
AUTHORITIES = {
    "authorities": "{id},district,{region},,1996-04-01,,,52.5,-1.5,postcodes\n",
    "codes": "{id},{id},,\n",
    "names": "{id},Made-up Place {number} District Council,official,,\n{id},Made-up Place {number},short,,\n",
    "populations": "{id},{residents},2019-06-30,2020-06-24,made up\n{id},{residents},2020-06-30,2021-06-25,made up\n",
}


@dataclass(frozen=True)
class Decisions:
    """So many decisions, made anew each time that they are asked for."""

    scheme: Scheme
    number: int

    def __iter__(self) -> Iterator[PublicDecision]:
        largest = next(iter(self.scheme.authorities.living(date(LAST, 3, 31)))).id
        for place, one in enumerate(decisions(self.scheme, self.number)):
            yield replace(one, authority=largest) if place % ONE_IN == 0 else one


@dataclass(frozen=True)
class Improvements:
    """Something agreed in one of four decisions, as `Decisions` numbers them."""

    scheme: Scheme
    number: int

    def __iter__(self) -> Iterator[PublicImprovement]:
        dice, states = Random(2), ("due", "overdue", "done", "late", "not_done")
        authorities = [one.id for one in self.scheme.authorities.living(date(LAST, 3, 31))]
        for place in range(0, self.number, AGREED_IN):
            reference = f"{place // 1_000_000 + 16:02d} {place // 1000 % 1000:03d} {place % 1000:03d}"
            yield PublicImprovement(
                authority=authorities[int(len(authorities) * dice.random() ** 2)],
                reference=reference,
                category=dice.choice(self.scheme.remedy_categories[-3:]),
                text="Change how this is done.",
                due_on=date(2022, 1, 1),
                completed_on=None,
                state=states[place // AGREED_IN % len(states)],
                key=f"{place:040d}",
            )


def scheme_of(folder: Path, authorities: int) -> Scheme:
    """The scheme, with made-up authorities beside its own until they are so many."""
    if authorities <= len(load(str(SCHEME)).authorities.by_id):
        return load(str(SCHEME))
    shutil.copytree(SCHEME, folder, dirs_exist_ok=True)
    more = authorities - len(load(str(SCHEME)).authorities.by_id)
    for name, line in AUTHORITIES.items():
        with (folder / "authorities" / f"{name}.csv").open("a", encoding="utf-8") as file:
            for number in range(more):
                told = {"id": f"E99{number:06d}", "region": REGIONS[number % len(REGIONS)], "number": number}
                file.write(line.format(**told, residents=50_000 + number))
    return load(str(folder))


def write(out: Path, number: int, authorities: int) -> float:
    """Write it; the seconds from figures at hand to the finished bundle."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.website"
    out.mkdir(parents=True, exist_ok=True)
    scheme = scheme_of(out / "scheme", authorities)
    (out / "empty").mkdir(exist_ok=True)
    parts = [_part(scheme, year, out / "empty") for year in YEARS]
    casework = PublicCasework(improvements=Improvements(scheme, number), decisions=Decisions(scheme, number))
    started = perf_counter()
    write_bundle(scheme, scheme.authorities, parts, out, sample=True, preview=False, casework=casework)
    return perf_counter() - started


def _part(scheme: Scheme, year: int, empty: Path) -> YearPart:
    dice, complete = Random(1), tuple(one for one in YEARS if one <= year)
    rows = [row for one in scheme.authorities for ending in complete for row in _rows(dice, one.id, ending)]
    figures = assemble(scheme, scheme.authorities, year, complete, rows)
    return YearPart(figures, EditionFacts(1, "a" * 64, "b" * 64, date(year, 7, 27)), empty, empty)


@contextmanager
def memory_watched() -> Iterator[list[float]]:
    """The most that the process held of its own while this lasts, as the list's only member."""
    most, ended = [mebibytes(OWN)], threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY):
            most[0] = max(most[0], mebibytes(OWN))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        ended.set()
        looking.join()


def main(out: Path, number: int, authorities: int) -> None:
    """Write it and print what it took."""
    with memory_watched() as own:
        seconds = write(out, number, authorities)
    print(seconds, own[0], mebibytes(MOST))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
