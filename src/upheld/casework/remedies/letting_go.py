"""What people wrote about remedies, let go of: where a person is erased, and where its time is over.

That something was sent, asked for or done stays, with its days and states; the words of it go.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from upheld.casework.remedies.models import Evidence, MoreTime, Remark, Step, TextCheck
from upheld.casework.telling import GONE
from upheld.register.models import Recommendation

SHORTEST_NAME = 6
WRITTEN = (
    (Evidence, "text", "by", "at"),
    (Evidence, "answer", "answered_by", "answered_at"),
    (MoreTime, "text", "by", "at"),
    (MoreTime, "answer", "answered_by", "answered_at"),
    (Remark, "text", "by", "at"),
    (Step, "note", "by", "at"),
    (TextCheck, "reason", "by", "at"),
)
"""Every free text: its table and field, and where it is kept who wrote it and when."""


def forget_person(email: str, names: Collection[str], accounts: Collection[str]) -> int:
    """Let go of what somebody wrote to us, and of every text that holds their address or full name; returns how many.

    ``names`` are those that they are known by; one that is short, or one word, is not looked for: it stands in other
    people's texts too. What our own people wrote stays unless it tells of the person: it is the record of what we did.
    """
    telling = [email, *(name for name in names if len(name) >= SHORTEST_NAME and " " in name.strip())]
    count = 0
    for model, field, by, _ in WRITTEN:
        tells = reduce(or_, (Q(**{f"{field}__icontains": one}) for one in telling))
        theirs = Q(**{f"{by}__in": list(accounts)}) if _is_of_an_authority(model, field) else Q(pk__in=[])
        if model is Remark:
            theirs &= Q(ours=False)
        count += _empty(model._default_manager.filter(tells | theirs), field)
    return count


def _is_of_an_authority(model: type, field: str) -> bool:
    return field == "text" and model in (Evidence, MoreTime, Remark)


def forget_older(limit: datetime) -> int:
    """Let go of what was written before a time about remedies that are settled; returns how many texts."""
    count = 0
    for model, field, _, at in WRITTEN:
        of = {"case_id": OuterRef("reference")}
        if model is not Remark:
            of["number"] = OuterRef("number")
        still_open = Exists(Recommendation.objects.filter(**of, result=""))
        count += _empty(model._default_manager.filter(~still_open, **{f"{at}__lt": limit}), field)
    return count


def _empty(rows: QuerySet, field: str) -> int:  # type: ignore[type-arg]
    return rows.exclude(**{f"{field}__in": ("", GONE)}).update(**{field: GONE})
