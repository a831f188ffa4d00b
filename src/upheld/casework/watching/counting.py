"""The streams that are watched, counted by month: five set-based reads of the register."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

from django.db.models import CharField, Count, F, Func, Max, Min, Q

from upheld.casework.watching.months import last_day
from upheld.casework.watching.streams import Counts, Kind, Stream
from upheld.register import models
from upheld.statistics.drift import Month
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Result


class _MonthOf(Func):
    """The month of a day, as ``2022-03``, told by the database itself."""

    output_field = CharField()

    def as_sqlite(self, compiler, connection, **more):  # type: ignore[no-untyped-def]
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **more)

    def as_postgresql(self, compiler, connection, **more):  # type: ignore[no-untyped-def]
        return self.as_sql(compiler, connection, template="to_char(%(expressions)s, 'YYYY-MM')", **more)


def span() -> tuple[date, date] | None:
    """The first day that a decision was made on, and the last day of any event; None for a register without them.

    Cases received before the first decision are only those that were still open then, so nothing is counted of it.
    """
    found = models.Case.objects.aggregate(
        first=Min("decided_on"), decided=Max("decided_on"), received=Max("received_on")
    )
    if found["first"] is None:
        return None
    return found["first"], max(found["decided"], found["received"])


def counted(scheme: Scheme, directory: AuthorityDirectory, first: date, last: date) -> Counts:
    """Every stream, from a month's first day to a month's last.

    Each row counts for all together and for an authority, with and without what it is about. A month counts for
    whoever answers on its last day; where nobody can be told, only for all together.
    """
    found: dict[Stream, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))

    @cache
    def whose(authority: str, successor: str, month: str) -> str:
        try:
            return responsible(directory, authority, last_day(month), successor)
        except (NoSingleSuccessor, NotYetBegun):
            return ""

    def add(kind: Kind, authority: str, month: str, count: int, base: int, about: str = "") -> None:
        for whose_it_is in {"", authority}:
            for what in {"", about}:
                cell = found[Stream(kind, whose_it_is, what)][month]
                cell[0] += count
                cell[1] += base

    for named, successor, subject, month, count, _ in _received(first, last):
        add(Kind.RECEIVED, whose(named, successor, month), month, count, 0, subject)
    for kind, rows in _by_authority(scheme, first, last):
        for named, successor, month, count, base in rows:
            add(kind, whose(named, successor, month), month, count, base)
    for category, month, count, base in _remedies(first, last):
        add(Kind.LATE_REMEDIES, "", month, count, base, category)
    return {stream: {month: Month(count, base) for month, (count, base) in by.items()} for stream, by in found.items()}


def _received(first: date, last: date):  # type: ignore[no-untyped-def]
    rows = models.Case.objects.filter(received_on__range=(first, last)).annotate(month=_MonthOf("received_on"))
    keys = rows.values_list("authority", "successor", "subject", "month").order_by()
    return keys.annotate(count=Count("reference"), base=Count("reference"))


def _by_authority(scheme: Scheme, first: date, last: date):  # type: ignore[no-untyped-def]
    """(kind, rows of authority, named successor, month, count, base)"""
    cases = models.Case.objects.filter(outcome__in=scheme.investigation_outcomes)
    yield Kind.UPHELD, _shares(cases, "", "decided_on", Q(outcome__in=scheme.upheld_outcomes), first, last)
    outcomes = models.Compliance.objects.all()
    yield Kind.LATE, _shares(outcomes, "case__", "recorded_on", Q(result=Result.LATE), first, last)
    late = Q(answered_on__gt=F("due_on")) | Q(answered_on=None)
    yield Kind.LATE_REPLIES, _shares(models.Enquiry.objects.all(), "case__", "due_on", late, first, last)


def _shares(rows, case: str, day: str, late: Q, first: date, last: date):  # type: ignore[no-untyped-def]
    month = rows.filter(**{f"{day}__range": (first, last)}).annotate(month=_MonthOf(day))
    keys = month.values_list(f"{case}authority", f"{case}successor", "month").order_by()
    return keys.annotate(count=Count("pk", filter=late), base=Count("pk"))


def _remedies(first: date, last: date):  # type: ignore[no-untyped-def]
    rows = models.Recommendation.objects.filter(case__compliance__recorded_on__range=(first, last)).exclude(result="")
    keys = rows.annotate(month=_MonthOf("case__compliance__recorded_on")).values_list("category", "month").order_by()
    return keys.annotate(count=Count("number", filter=Q(result=Result.LATE)), base=Count("number"))
