"""The authorities that the sample is about: the scheme's, and some outside its list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sample_data.mix import mix
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population

Row = dict[str, Any]


def directory(listed: AuthorityDirectory, only: Iterable[str] = ()) -> AuthorityDirectory:
    """The listed authorities with those that the extract adds, by id; ``only`` some, where it names any."""
    every = {one.id: one for one in (*listed, *map(added, mix()["bodies"]))}
    wanted = set(only) or set(every)
    unknown = sorted(wanted - set(every))
    if unknown:
        raise LookupError(f"no authority has the code {unknown[0]}")
    return AuthorityDirectory(every[code] for code in sorted(wanted))


def added(code: str) -> Authority:
    """A body outside the scheme's list."""
    facts = mix()["bodies"][code]
    residents = facts.get("population")
    known = (Population(residents, date(2000, 6, 30), date(2001, 6, 30)),) if residents else ()
    name = (Dated(facts["name"]),)
    return Authority(code, facts["kind"], (Dated(code),), name, start_on=facts["start_on"], populations=known)


def rows(directory: AuthorityDirectory) -> list[Row]:
    """The extract's ``authorities``."""
    return [{"code": code, **facts} for code, facts in mix()["bodies"].items() if code in directory.by_id]


def noun(authority: Authority) -> str:
    """What a summary calls it."""
    return "the Authority" if authority.id in mix()["bodies"] else "the Council"


def residents(authority: Authority, day: date) -> int:
    """Its residents by the latest estimate published before a day, or by the first one ever."""
    known = authority.population(day) or min(authority.populations, key=lambda one: one.published_on, default=None)
    return known.residents if known else 100_000
