"""Committees that considered the letter of a year, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

from sample_data.days import some_day
from sample_data.mix import table
from sample_data.reorganisations import living
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.year import Year

CONSIDERED = 0.4
WITH_MINUTES = 0.7
IN_THE_FIRST_WEEK = 0.15
"""Of those that consider the newest letter at all: the sample ends when its figures are published, a week later."""


def rows(directory: AuthorityDirectory, years: Sequence[Year], random: Random) -> list[dict[str, Any]]:
    """The extract's ``considered``: some authorities of each year, and of the newest year at least one."""
    found = []
    for year in years:
        newest = year is years[-1]
        first, last = (21, 27) if newest else (1, 30)
        month = 7 if newest else 9
        chance = CONSIDERED * IN_THE_FIRST_WEEK if newest else CONSIDERED
        there = [one for one in living(directory, year) if one.lives(year.end)]
        chosen = [one for one in there if random.random() < chance] or there[:1]
        for one in chosen:
            day = some_day(random, date(year.ending, month, first), date(year.ending, month, last))
            found.append(_row(one.id, year.ending, day, random))
    return found


def _row(authority: str, year: int, day: date, random: Random) -> dict[str, Any]:
    minutes = f"https://minutes.example/{authority}/{year}" if random.random() < WITH_MINUTES else ""
    return {
        "authority": authority,
        "year": year,
        "committee": random.choice(table("words/scrutiny")["committees"]),
        "considered_on": day,
        "minutes": minutes,
    }
