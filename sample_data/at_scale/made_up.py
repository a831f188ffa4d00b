"""Any number of made-up bodies: a few large ones and many small ones, and some that others came after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.mix import mix
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population
from upheld.vocabulary.year import Year

LARGEST, SMALLEST = 1_500_000, 5_000  # residents
FALL = 0.6  # how fast the bodies get smaller: the tenth has a quarter of the first one's residents
REGIONS = 9
ENDED = 40  # one in so many came to its end; every other one of these was divided
SINCE = date(1974, 4, 1)


def directory(bodies: int, listed: AuthorityDirectory, span: Sequence[Year], random: Random) -> AuthorityDirectory:
    """So many made-up bodies, of each kind in proportion to those listed."""
    members = Counter(one.kind for one in listed if one.kind in mix()["kinds"])
    kinds = random.choices(sorted(members), [members[kind] for kind in sorted(members)], k=bodies)
    every = [_body(number, kind) for number, kind in enumerate(kinds, 1)]
    ended = span[max(len(span) // 2 - 1, 0)].end if len(span) > 1 else span[0].previous().end
    for first in range(ENDED, bodies - 2, ENDED):
        _end(every, first, 1 + first // ENDED % 2, ended)
    return AuthorityDirectory(every)


def _body(number: int, kind: str) -> Authority:
    residents = max(SMALLEST, int(LARGEST / number**FALL))
    known = (Population(residents, date(2000, 6, 30), date(2001, 6, 30)),)
    code, name = f"MADEUP-{number:05d}", f"Made-up body {number:05d}"
    region = f"Made-up region {number % REGIONS + 1}"
    return Authority(code, kind, (Dated(code),), (Dated(name),), region=region, start_on=SINCE, populations=known)


def _end(every: list[Authority], place: int, successors: int, day: date) -> None:
    """The body at a place ends on a day, and those behind it in the list begin on the next, of the same kind."""
    after = range(place + 1, place + 1 + successors)
    every[place] = replace(every[place], end_on=day, successors=tuple(every[n].id for n in after))
    for n in after:
        every[n] = replace(every[n], kind=every[place].kind, start_on=day + timedelta(1))


def rows(directory: AuthorityDirectory) -> list[dict[str, Any]]:
    """The extract's ``authorities`` for made-up bodies."""
    return [
        {
            "code": one.id,
            "name": one.official_names[0].text,
            "kind": one.kind,
            "region": one.region,
            "population": one.populations[0].residents,
            "start_on": one.start_on,
            "end_on": one.end_on,
            "successors": "; ".join(one.successors),
        }
        for one in directory
    ]
