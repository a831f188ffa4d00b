"""A drift in words, for staff."""

from __future__ import annotations

from upheld.casework.watching.charts import Watched
from upheld.casework.watching.counting import Kind, Stream, last_day
from upheld.vocabulary.authorities import AuthorityDirectory


def title(stream: Stream, directory: AuthorityDirectory, month: str) -> str:
    """``Ash Council, Housing: cases received``"""
    where = directory[stream.authority].name(last_day(month)) if stream.authority else "All authorities"
    return f"{where}{', ' if stream.about else ''}{stream.about}: {stream.kind}"


def strength(one: Watched) -> str:
    """``11 seen from 2022-02 to 2022-03, where 4.1 are usual``"""
    first, last = one.rising[0].month, one.rising[-1].month
    when = f"in {first}" if first == last else f"from {first} to {last}"
    of = sum(each.base for each in one.rising)
    seen = f"{one.seen:,}" if one.stream.kind == Kind.RECEIVED else f"{one.seen:,} of {of:,}"
    return f"{seen} seen {when}, where {one.expected:,.1f} are usual"


def by_chance(watched: int, too_few: int, alarms_a_month: float) -> str:
    """What part of the list chance alone would make, and what is not on it."""
    return (
        f"{watched:,} streams are watched. Were nothing drifting at all, about {alarms_a_month:.1f} signals a month "
        f"would be expected over all of them. {too_few:,} more streams have too few to tell."
    )
