"""The cases behind a drift: those that were counted in its months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q

from upheld.casework.watching.months import last_day
from upheld.casework.watching.streams import Kind, Stream
from upheld.register.models import Case
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Result


class Behind(NamedTuple):
    """A case behind a drift, and the day that put it there."""

    reference: str
    subject: str
    day: date
    outcome: str


DAYS = {
    Kind.RECEIVED: "received_on",
    Kind.UPHELD: "decided_on",
    Kind.LATE: "compliance__recorded_on",
    Kind.LATE_REMEDIES: "compliance__recorded_on",
    Kind.LATE_REPLIES: "enquiry__due_on",
}


def cases_behind(scheme: Scheme, directory: AuthorityDirectory, stream: Stream, months: Sequence[str]) -> list[Behind]:
    """Every case counted in those months, oldest first; one with two late remedies or replies is there once a day."""
    day = DAYS[stream.kind]
    first, last = date.fromisoformat(f"{months[0]}-01"), last_day(months[-1])
    found = Case.objects.filter(_counted(scheme, stream), **{f"{day}__range": (first, last)})
    if stream.authority:
        found = found.filter(authority__in=directory.kin(stream.authority))
    rows = found.order_by(day, "reference").values_list(
        "reference", "subject", day, "outcome", "authority", "successor"
    )
    return [
        Behind(*row)
        for *row, authority, successor in rows.distinct()
        if not stream.authority or _whose(directory, authority, successor, row[2]) == stream.authority
    ]


def _counted(scheme: Scheme, stream: Stream) -> Q:
    """What the stream counts; see `counting`."""
    category = {"recommendation__category": stream.about} if stream.about else {}
    return {
        Kind.RECEIVED: Q(subject=stream.about) if stream.about else Q(),
        Kind.UPHELD: Q(outcome__in=scheme.upheld_outcomes),
        Kind.LATE: Q(compliance__result=Result.LATE),
        Kind.LATE_REMEDIES: Q(recommendation__result=Result.LATE, **category),
        Kind.LATE_REPLIES: Q(enquiry__answered_on__gt=F("enquiry__due_on")) | Q(enquiry__answered_on=None),
    }[stream.kind]


def _whose(directory: AuthorityDirectory, authority: str, successor: str, day: date) -> str:
    try:
        return responsible(directory, authority, last_day(f"{day:%Y-%m}"), successor)
    except (NoSingleSuccessor, NotYetBegun):
        return ""
