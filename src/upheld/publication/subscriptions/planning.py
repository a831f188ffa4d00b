"""Who is to be told of what: one mail for each follower and pass, each thing in one mail of a follower only.

A mail is planned and the cursors of its subscriptions are moved on in one transaction that asks for the cursors as they
were. So of two passes at the same moment one plans it, and one that is stopped has planned it or not begun.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet

from upheld.publication.subscriptions.following import Followed, What
from upheld.publication.subscriptions.items import Item
from upheld.publication.subscriptions.matching import Matching
from upheld.publication.subscriptions.models import Follower, Mail, Subscription
from upheld.publication.subscriptions.reading import numbers_after, top, top_at
from upheld.publication.website.in_use import Bundle


class Overtaken(Exception):
    """Another pass was quicker, or the subscription was stopped."""


def plan(bundle: Bundle, items: dict[str, Item], *, now: datetime, slot: datetime) -> int:
    """Plan the mails that are due; ``slot`` is the last moment at which weekly ones were. Returns how many.

    Weekly ones tell of what was seen by then and of nothing later, however late the pass is.
    """
    upto = {False: top(), True: top_at(slot)}
    due = list(_due(upto))
    if not due:
        return 0
    new = [(number, items[key]) for number, key in numbers_after(min(one.cursor for one in due)) if key in items]
    matching = Matching(bundle, [(number, one) for number, one in new if number <= upto[False]])
    made = 0
    for _, group in groupby(due, key=lambda one: one.follower_id):
        try:
            made += _tell(list(group), matching, upto, now)
        except Overtaken:
            continue
    return made


def _due(upto: Mapping[bool, int]) -> QuerySet[Subscription]:
    """Those that were not looked at up to the number that holds for weekly ones (True) or for the others (False)."""
    wants = Q(weekly=False, cursor__lt=upto[False]) | Q(weekly=True, cursor__lt=upto[True])
    return Subscription.objects.filter(wants).order_by("follower_id", "pk")


@transaction.atomic
def _tell(due: Sequence[Subscription], matching: Matching, upto: Mapping[bool, int], now: datetime) -> bool:
    follower = due[0].follower_id
    if not Follower.objects.select_for_update().filter(pk=follower).exists():  # nobody deletes it meanwhile
        raise Overtaken
    told = _told(follower)
    keys: dict[str, None] = {}
    because = []
    for one in due:
        last = upto[one.weekly]
        found = [item.key for item in matching.of(Followed(What(one.kind), one.value), one.cursor, last)]
        new = [key for key in found if key not in told]
        if new:
            keys |= dict.fromkeys(new)
            because.append([one.kind, one.value])
        same = Subscription.objects.filter(pk=one.pk, cursor=one.cursor)
        if not same.update(cursor=last):
            raise Overtaken
    if keys:
        name = uuid.uuid4().hex
        stamp = {"planned_at": now, "changed_at": now}
        Mail.objects.create(follower_id=follower, items=list(keys), because=because, name=name, **stamp)
    return bool(keys)


def _told(follower: int) -> set[str]:
    """What a follower was told, or is about to be: a thing that two of their subscriptions hold is told once."""
    return {key for items in Mail.objects.filter(follower=follower).values_list("items", flat=True) for key in items}
