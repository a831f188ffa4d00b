"""A drift in words, for staff."""

from __future__ import annotations

from collections.abc import Mapping

from upheld.casework.watching.charts import Watched
from upheld.casework.watching.months import last_day
from upheld.casework.watching.streams import Kind, Stream
from upheld.vocabulary.authorities import AuthorityDirectory

DRAWN = 200
"""Per cent of what it takes to signal: no drawing shows more."""


def month_name(month: str) -> str:
    """``2022-03`` → ``March 2022``"""
    return f"{last_day(month):%B %Y}"


def short_month(month: str) -> str:
    """``2022-03`` → ``Mar 2022``"""
    return f"{last_day(month):%b %Y}"


def title(stream: Stream, directory: AuthorityDirectory, categories: Mapping[str, str], month: str) -> str:
    """``Ash Council, Housing: cases received``. ``categories`` are the words of remedy categories."""
    where = directory[stream.authority].name(last_day(month)) if stream.authority else "All authorities"
    about = categories.get(stream.about, stream.about) if stream.kind == Kind.LATE_REMEDIES else stream.about
    return f"{where}{', ' if about else ''}{about}: {stream.kind}"


def seen(one: Watched) -> str:
    """``11``, or ``9 of 45`` of a share."""
    of = sum(each.base for each in one.rising)
    return f"{one.seen:,}" if one.stream.kind == Kind.RECEIVED else f"{one.seen:,} of {of:,}"


def usual(number: float) -> str:
    """``4.1``; ``1,217`` where there are many."""
    return f"{number:,.1f}" if number < 100 else f"{number:,.0f}"


def level(per_cent: int) -> str:
    """``71%`` of what it takes to signal; ``over 200%`` where it is far above."""
    return f"{per_cent}%" if per_cent <= DRAWN else f"over {DRAWN}%"


def by_itself(run_length: float) -> str:
    """How often a chart signals though nothing changes: ``once in 572 months``."""
    return f"once in {run_length:,.0f} months" if run_length < 100_000 else "hardly ever"


def strength(one: Watched) -> str:
    """``11 seen from February 2022 to March 2022, where 4.1 are usual``"""
    first, last = month_name(one.rising[0].month), month_name(one.rising[-1].month)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return f"{seen(one)} seen {when}, where {usual(one.expected)} are usual"


def by_chance(watched: int, too_few: int, alarms_a_month: float) -> str:
    """What part of the list chance alone would make, and what is not on it."""
    return (
        f"{watched:,} streams are watched. Were nothing drifting at all, about {alarms_a_month:.1f} signals a month "
        f"would be expected over all of them. {too_few:,} more streams have too few to tell."
    )


def chart(one: Watched) -> str:
    """The chart of a stream for who does not see it."""
    top = max(one.months, key=lambda each: each.level)
    signals = [month_name(each.month) for each in one.months if each.signal]
    told = f"It signalled in {' and in '.join(signals)}." if signals else "It did not signal."
    first, last = month_name(one.months[0].month), month_name(one.months[-1].month)
    return (
        f"How near to a signal the stream was, from {first} to {last}. Nearest in {month_name(top.month)}: "
        f"{level(top.level)} of what it takes. {told} The table below has every month."
    )
