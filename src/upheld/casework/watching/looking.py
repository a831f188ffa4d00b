"""Looking at the register: what drifts is worked out once, and kept with what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from upheld.access.models import AuditEntry
from upheld.casework.watching import charts
from upheld.casework.watching.charts import Seen, Watched
from upheld.casework.watching.models import Drift, Look
from upheld.casework.watching.reading import Known, known_of
from upheld.casework.watching.streams import Kind, Stream
from upheld.statistics import drift
from upheld.vocabulary.scheme import Scheme

CHANGES = ("intake", "take back a compliance outcome")
"""Entries of the audit trail that tell of changed cases, compliance outcomes, remedies or enquiries."""
RULES = {
    "version": 3,  # of how charts are made; one more when the same counts and numbers come to something else
    "run length": drift.RUN_LENGTH,
    "within": drift.WITHIN,
    "shifts": drift.SHIFTS,
    "finest": drift.FINEST,
    "alarms a month": charts.ALARMS_A_MONTH,
    "least rate": charts.LEAST_RATE,
    "least counted": charts.LEAST_COUNTED,
    "own base": charts.OWN_BASE,
}


def last_change() -> int:
    """The number of the last entry of the audit trail that changed what is counted; 0 where there is none."""
    return AuditEntry.objects.filter(action__in=CHANGES).aggregate(last=Max("pk"))["last"] or 0


def look(scheme: Scheme, now: datetime, month: str = "") -> Look:
    """Work out what drifts in the year up to a month, and keep it; the latest complete month where none is named.

    What is kept already is not kept twice: the same counts are the same look, taken anew. It is kept whole or not at
    all. Raises `Refusal` where the register cannot tell.
    """
    after = last_change()
    known = known_of(scheme, month)
    watch, counts = known.watch(), rests_on(scheme, known)
    with transaction.atomic():
        kept, made = Look.objects.get_or_create(
            month=known.month,
            rests_on=counts,
            defaults={
                "since": watch.since,
                "after": after,
                "at": now,
                "watched": len(watch.watched),
                "too_few": watch.too_few,
                "alarms_a_month": watch.alarms_a_month,
            },
        )
        if made:
            Drift.objects.bulk_create(_drift(kept, *one) for one in enumerate(watch.drifting))
        elif after >= kept.after:
            kept.after, kept.at = after, now
            kept.save(update_fields=["after", "at"])
    return kept


def rests_on(scheme: Scheme, known: Known) -> str:
    """A hash of every count that a look comes from, the months it is about, and the rules."""
    counts = [[*stream, sorted(by.items())] for stream, by in sorted(known.counts.items())]
    written = json.dumps([RULES, scheme.id, known.year, known.before, counts], default=str)
    return hashlib.sha256(written.encode()).hexdigest()


def newest(month: str = "") -> Look | None:
    """The newest look at a month, or at the latest month that was looked at; None where there is none."""
    found = Look.objects.filter(month=month) if month else Look.objects.all()
    return found.order_by("-month", "-after", "-at", "-pk").first()


def months() -> list[str]:
    """The months that were looked at, the latest first."""
    return list(Look.objects.order_by("-month").values_list("month", flat=True).distinct())


def drifts(look: Look) -> list[Watched]:
    """What drifted, as it was kept: the latest first, then the strongest."""
    return [watched(one) for one in look.drifts.order_by("place")]


def watched(kept: Drift) -> Watched:
    """A drift as it was kept."""
    seen: Sequence[Seen] = [Seen(*one) for one in kept.months]
    return Watched(Stream(Kind(kept.kind), kept.authority, kept.about), kept.run_length, kept.shift, tuple(seen))


def _drift(of: Look, place: int, one: Watched) -> Drift:
    return Drift(
        look=of,
        place=place,
        kind=one.stream.kind,
        authority=one.stream.authority,
        about=one.stream.about,
        signalled=one.rising[-1].month,
        run_length=one.run_length,
        shift=one.shift,
        months=one.months,
    )
