"""Reading a bundle: what it publishes that was not known yet gets a number, in the order of reading.

All of it is one transaction that holds one row, and whoever confirms holds that row too. So whatever has a number is
seen by everybody who sees a higher one, and nobody who confirms is told of what was there before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from upheld.publication.subscriptions.items import Item
from upheld.publication.subscriptions.models import Mail, Published, Reading, Subscription

AT_ONCE = 1000
THE_ONE = 1


@contextmanager
def held() -> Iterator[Reading]:
    """A transaction that holds the row of reading."""
    Reading.objects.bulk_create([Reading(pk=THE_ONE)], ignore_conflicts=True)
    with transaction.atomic():
        yield Reading.objects.select_for_update().get(pk=THE_ONE)


def top() -> int:
    """The highest number there is; 0 where nothing was read yet."""
    return Published.objects.aggregate(top=Max("pk"))["top"] or 0


def top_at(moment: datetime) -> int:
    """The highest number that there was at a moment; 0 where nothing was read by then."""
    known = Published.objects.filter(first_seen_at__lte=moment)
    return known.order_by("-pk").values_list("pk", flat=True).first() or 0


def last_bundle() -> str:
    """The name of the bundle that was read last, "" where none was."""
    return Reading.objects.filter(pk=THE_ONE).values_list("bundle", flat=True).first() or ""


def note(bundle: str, items: Collection[Item], now: datetime) -> int:
    """Number what is new in a bundle; returns how many that are. What the first bundle ever holds is news to nobody."""
    with held() as reading:
        first = reading.read_at is None
        known = set(Published.objects.values_list("key", flat=True))
        known |= _renamed(items, known)
        new = [Published(key=one.key, first_seen_at=now) for one in items if one.key not in known]
        for at in range(0, len(new), AT_ONCE):
            Published.objects.bulk_create(new[at : at + AT_ONCE])
        if first:
            Subscription.objects.update(cursor=top())
        reading.bundle, reading.read_at = bundle, now
        reading.save()
    return 0 if first else len(new)


def _renamed(items: Iterable[Item], known: set[str]) -> set[str]:
    """Give things known by a key of before the key that they have now, in mails too; the new keys."""
    new = {one.formerly: one.key for one in items if one.formerly in known and one.key not in known}
    for formerly, key in new.items():
        Published.objects.filter(key=formerly).update(key=key)
    for mail in Mail.objects.filter(follower__isnull=False) if new else ():
        if not new.keys().isdisjoint(mail.items):
            Mail.objects.filter(pk=mail.pk).update(items=[new.get(key, key) for key in mail.items])
    return set(new.values())


def numbers_after(number: int) -> list[tuple[int, str]]:
    """Numbers and keys of what became known after a number."""
    return list(Published.objects.filter(pk__gt=number).order_by("pk").values_list("pk", "key"))
