"""A calendar of an authority's due days, at an address that only who was given it knows (RFC 5545).

Calendar programs cannot sign in, so the address is the key: 32 random bytes, of which the hash is kept. What stands in
the calendar is the case's reference, the kind of remedy and the day; what was agreed does not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from upheld.access.actions import record
from upheld.access.models import Account
from upheld.access.permissions import Action, Person, Post, Role, may
from upheld.casework.refusal import Refusal
from upheld.casework.remedies.models import CalendarAddress
from upheld.casework.remedies.queries import Followed
from upheld.casework.remedies.rules import OPEN

LONGEST_LINE = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""


@transaction.atomic
def new_address(authority: str, *, now: datetime, by: str) -> str:
    """End the address that there was, and make another; returns its secret, which is told once.

    Raises `Refusal` where somebody else made one in this moment: theirs holds.
    """
    end_addresses(authority, now=now, by=by)
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            CalendarAddress.objects.create(authority=authority, secret_hash=_hashed(secret), by=by, made_at=now)
    except IntegrityError:
        raise Refusal("Somebody else has made an address in the meantime. Make another, and it ends theirs.") from None
    record("calendar address", authority, by=by)
    return secret


def end_addresses(authority: str, *, now: datetime, by: str) -> int:
    """Whoever has an address of this authority's calendar finds nothing there any more; returns how many there were."""
    ended = CalendarAddress.objects.filter(authority=authority, ended_at=None).update(ended_at=now)
    if ended:
        record("end calendar address", authority, by=by)
    return ended


def authority_of(secret: str) -> str:
    """Whose calendar an address is; "" where it is nobody's, or who made it may not see these remedies any more."""
    found = CalendarAddress.objects.filter(secret_hash=_hashed(secret), ended_at=None).first()
    return found.authority if found and _may_still(found) else ""


def _may_still(address: CalendarAddress) -> bool:
    account = Account.objects.filter(username=address.by).first()
    if account is None:
        return False
    posts = frozenset(Post(Role(held.role), held.authority) for held in account.posts.all())
    return may(Person(account.username, posts, True, account.is_active), Action.ANSWER_REMEDY, address.authority)


def has_address(authority: str) -> bool:
    """Whether somebody has an address."""
    return CalendarAddress.objects.filter(authority=authority, ended_at=None).exists()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar(remedies: Iterable[Followed], name: str, categories: dict[str, str], host: str, now: datetime) -> bytes:
    """The open remedies' due days, a whole-day entry each; ``categories`` are the words for kinds of remedies."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Upheld//Remedies//EN", "METHOD:PUBLISH"]
    lines += [f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:P1D"]
    for one in remedies:
        if one.turn in OPEN:
            lines += _entry(one, categories, host, now)
    return ("\r\n".join(map(_folded, [*lines, "END:VCALENDAR"])) + "\r\n").encode()


def _entry(one: Followed, categories: dict[str, str], host: str, now: datetime) -> list[str]:
    due = one.remedy.due
    words = f"Case {one.reference}: {categories.get(one.category, one.category)}"
    uid = hashlib.sha256(f"{one.reference} {one.number}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@{host}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{due:%Y%m%d}",
        f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    """A text as a calendar has it (3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> str:
    """A long line in pieces, none of which cuts a character in two."""
    pieces, piece = [], ""
    for char in line:
        if len((piece + char).encode()) > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
