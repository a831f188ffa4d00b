"""Workshops and who came, and how some authorities were found to meet the complaint handling code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.days import some_day
from sample_data.mix import of_year, rounded, table
from sample_data.reorganisations import living
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.year import Year

FULL_SIZE = 17_000
FOR_ONE_AUTHORITY = 0.55
WITHOUT_AUTHORITY = 0.15
ASSESSED = 36

Rows = list[dict[str, Any]]


def workshops(directory: AuthorityDirectory, years: Sequence[Year], cases: int, random: Random) -> tuple[Rows, Rows]:
    """The extract's ``workshops`` and ``attendances``: as many as a sample of this size bears."""
    held: Rows = []
    came: Rows = []
    for year in years:
        plan = of_year(table("words/training")["years"], year.ending)
        number = max(rounded(plan["workshops"] * min(cases / FULL_SIZE, 1)), 2)  # type: ignore[index]
        people = rounded(plan["people"] * number / plan["workshops"])  # type: ignore[index]
        of_this_year = _held(year, number, plan["mode"], random)  # type: ignore[index]
        held += of_this_year
        came += _came(of_this_year, living(directory, year), people, random)
    return held, came


def _held(year: Year, number: int, mode: str, random: Random) -> Rows:
    titles = table("words/training")["titles"]
    days = sorted(some_day(random, year.start + timedelta(20), year.end - timedelta(10)) for _ in range(number))
    chosen = [random.choice(titles["any"] if random.random() < 0.7 else titles["social_care"]) for _ in days]
    return [
        {"code": f"SAMPLE-W-{year.ending}-{n:03d}", "title": title, "held_on": day, "mode": mode}
        for n, (day, title) in enumerate(zip(days, chosen, strict=True), 1)
    ]


def _came(held: Rows, authorities: Sequence[Authority], people: int, random: Random) -> Rows:
    """Everybody is put into a workshop and then into an authority of those that came to it."""
    seats = Counter(random.choices(range(len(held)), k=people - len(held)))
    found: Rows = []
    for n, workshop in enumerate(held):
        guests = _guests(authorities, random)
        there = Counter(random.choice(guests) for _ in range(1 + seats[n]))
        found += [{"workshop": workshop["code"], "authority": one, "people": there[one]} for one in sorted(there)]
    return found


def _guests(authorities: Sequence[Authority], random: Random) -> list[str]:
    codes = [one.id for one in authorities]
    if random.random() < FOR_ONE_AUTHORITY:
        return [random.choice(codes)]
    guests = random.sample(codes, min(8, len(codes)))
    return [*guests, ""] if random.random() < WITHOUT_AUTHORITY else guests


def assessments(directory: AuthorityDirectory, last: Year, random: Random) -> Rows:
    """The extract's ``code_assessments``: some authorities, on one day each, section by section."""
    authorities = [one for one in living(directory, last) if one.lives(last.end)]
    chosen = random.sample(authorities, min(ASSESSED, (len(authorities) + 2) // 3))
    return [row for one in chosen for row in _assessment(one, some_day(random, last.start, last.end), last.end, random)]


def _assessment(authority: Authority, day: date, end: date, random: Random) -> Rows:
    code = table("words/training")["code"]
    found = []
    for section in code["sections"]:
        met = random.choices(("yes", "partly", "no"), (6, 3, 1))[0]
        commentary = random.choice(code["commentary"][met])
        about = {"authority": authority.code(end), "assessed_on": day, "section": section}
        found.append({**about, "met": met, "commentary": commentary})
    return found
