"""Authorities that begin and end: their part of a year, their name of the day, who takes over a case."""

from __future__ import annotations

from datetime import date
from random import Random

from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.year import Year

Span = tuple[date, date]
LONGEST_REMEDY = 300  # days from a decision to whatever may still be recorded of it


def span(authority: Authority, year: Year) -> Span | None:
    """The first and last day of a year on which an authority lived, or None."""
    first = max(year.start, authority.start_on or year.start)
    last = min(year.end, authority.end_on or year.end)
    return (first, last) if first <= last else None


def living(directory: AuthorityDirectory, year: Year) -> list[Authority]:
    """Those that lived on some day of a year, by id."""
    return sorted((one for one in directory if span(one, year)), key=lambda one: one.id)


def written(authority: Authority, day: date, since: date) -> str:
    """How the extract names a case's authority: by code, or by its name if it was reorganised lately."""
    ended = authority.end_on is not None and authority.end_on >= since.replace(year=since.year - 1)
    began = authority.start_on is not None and authority.start_on >= since
    return authority.name(day) if ended or began else authority.code(day)


def who_takes_over(authority: Authority, day: date, random: Random) -> str:
    """The code of the one that takes over a case decided on a day, where it must be named; else ""."""
    ends_soon = authority.end_on is not None and (authority.end_on - day).days < LONGEST_REMEDY
    return random.choice(authority.successors) if ends_soon and len(authority.successors) > 1 else ""


def answers_for(directory: AuthorityDirectory, authority: Authority, named: str, day: date) -> str:
    """The id of the authority that answers for a case's remedy on a day.

    Apart from `upheld.statistics.responsibility` on purpose: a sample that shared the rule could not test it.
    """
    if authority.end_on is None or day <= authority.end_on:
        return authority.id
    successor = named or authority.successors[0]
    return answers_for(directory, directory[successor], "", day) if successor in directory.by_id else successor
