"""How often a mail may be asked for: counted under keyed hashes, which are deleted when their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from upheld.publication.subscriptions.models import Limit


@dataclass(frozen=True)
class Allowed:
    """So many in a span of time, and none sooner after another than ``apart``."""

    name: str
    most: int
    span: timedelta
    apart: timedelta = timedelta(0)


TO_ONE_ADDRESS = Allowed("address", 4, timedelta(days=1), apart=timedelta(minutes=10))
FROM_ONE_NETWORK = Allowed("network", 20, timedelta(hours=1))
OF_ALL = Allowed("all", 1000, timedelta(hours=1))
"""Nobody makes this a machine that writes to everybody, from however many places it is asked."""


@transaction.atomic
def take(allowed: Allowed, who: str, now: datetime) -> bool:
    """Count one more; False where it is one too many. Of two at the same moment, one waits for the other."""
    key = salted_hmac("upheld.subscriptions.limits", f"{allowed.name} {who}", algorithm="sha256").hexdigest()
    Limit.objects.bulk_create([Limit(key=key, count=0, last_at=now, until=now + allowed.span)], ignore_conflicts=True)
    row = Limit.objects.select_for_update().get(key=key)
    if row.until <= now:
        row.count, row.until = 0, now + allowed.span
    if row.count >= allowed.most or (row.count and now - row.last_at < allowed.apart):
        return False
    row.count, row.last_at = row.count + 1, now
    row.save()
    return True


def network_of(request: HttpRequest, proxies: int) -> str:
    """Where a request comes from: one address, or of IPv6 the network that one household has.

    ``proxies`` servers stand before this one, and each has written down whom it was asked by.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    written = told[-proxies].strip() if 0 < proxies <= len(told) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(written)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
