"""A drift in words, for staff."""

from __future__ import annotations

from upheld.casework.watching.charts import Watch, Watched
from upheld.casework.watching.counting import Kind, Stream, last_day
from upheld.vocabulary.authorities import AuthorityDirectory


def title(stream: Stream, directory: AuthorityDirectory, month: str) -> str:
    """``Ash Council, Housing: cases received``"""
    where = directory[stream.authority].name(last_day(month)) if stream.authority else "All authorities"
    return f"{where}{', ' if stream.about else ''}{stream.about}: {stream.kind}"


def strength(one: Watched) -> str:
    """``11 seen from 2022-02 to 2022-03, where 4.1 are usual``"""
    first, last = one.labels[one.rising[0]], one.labels[one.rising[-1]]
    when = f"in {first}" if first == last else f"from {first} to {last}"
    of = sum(one.months[at].base for at in one.rising)
    seen = f"{one.seen:,}" if one.stream.kind == Kind.RECEIVED else f"{one.seen:,} of {of:,}"
    return f"{seen} seen {when}, where {float(one.expected):,.1f} are usual"


def by_chance(watch: Watch) -> str:
    """What part of the list chance alone would make, and what is not on it."""
    return (
        f"{len(watch.watched):,} streams are watched. Were nothing drifting at all, at most about "
        f"{watch.false_alarms_a_year:,.0f} signals a year would be expected. {watch.too_few:,} more streams have "
        f"too few to tell."
    )
