"""Who had a year's figures before everybody: whom letters went to, and offices that were entered by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.delivery.models import Step
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import DONE
from upheld.delivery.states import State as Sent
from upheld.editions.models import Edition
from upheld.publication.bundle.release_contents import EarlyReader
from upheld.publication.release.models import EarlyAccess
from upheld.publication.release.place import Place
from upheld.publication.release.states import MoveRefused

HAD_IT = (*DONE, Sent.DOUBTFUL)
"""On its way, there, or perhaps there: who may have had it is named."""


def early_readers(place: Place, editions: list[Edition], before: datetime | None) -> tuple[EarlyReader, ...]:
    """Everybody who had the figures of a year's editions before a moment, by post and office; nobody by name."""
    written = [one for edition in editions for one in _written_to(place, edition)]
    by_hand = [one for edition in editions[-1:] for one in _entered(edition.scheme, edition.year)]
    first: dict[tuple[str, str, str], EarlyReader] = {}
    for one in sorted([*written, *by_hand], key=lambda one: one.since):
        if before is None or one.since < before:
            first.setdefault((one.authority, one.who, one.post), one)
    return tuple(first.values())


def _written_to(place: Place, edition: Edition) -> Iterator[EarlyReader]:
    """The posts that letters went to, from when they did."""
    day, roles = place.scheme.year(edition.year).end, place.scheme.words.mail.roles
    for (authority, kind), since in _since(edition).items():
        known = place.directory.by_id.get(authority)
        post = roles[kind].called if kind in roles else kind
        yield EarlyReader(authority, known.name(day) if known else authority, post, since)


def _since(edition: Edition) -> dict[tuple[str, str], datetime]:
    """Authority and kind of message → when the first of those that somebody had was handed over.

    One that was planned again had not arrived: what was handed over before that was had by nobody.
    """
    steps = Step.objects.filter(message__occasion=letters_of(edition), message__state__in=HAD_IT).order_by("id")
    handed_over: dict[int, datetime] = {}
    posts: dict[int, tuple[str, str]] = {}
    for pk, state, at, *post in steps.values_list("message", "state", "at", "message__authority", "message__kind"):
        if state == Sent.PLANNED:
            handed_over.pop(pk, None)
        elif state in HAD_IT:
            handed_over.setdefault(pk, at)
            posts[pk] = (post[0], post[1])
    found: dict[tuple[str, str], datetime] = {}
    for pk, at in handed_over.items():
        found[posts[pk]] = min(at, found.get(posts[pk], at))
    return found


def entered(scheme: str, year: int) -> list[EarlyAccess]:
    """What was entered by hand for a year and not struck again."""
    return list(EarlyAccess.objects.filter(scheme=scheme, year=year, struck_at=None).order_by("since", "pk"))


def _entered(scheme: str, year: int) -> Iterator[EarlyReader]:
    for one in entered(scheme, year):
        yield EarlyReader("", one.office, "", one.since, one.reason)


@transaction.atomic
def enter(scheme: str, year: int, *, office: str, reason: str, since: datetime, by: str) -> EarlyAccess:
    """Put an office on the list. Both texts are published; a person is never named in them."""
    if missing := [name for name, text in (("office", office), ("reason", reason)) if not text.strip()]:
        raise MoveRefused(*(f"say the {name}: it is published" for name in missing))
    if "@" in office + reason:
        raise MoveRefused("an office and a reason without an address: both are published")
    made = EarlyAccess.objects.create(
        scheme=scheme,
        year=year,
        office=office.strip(),
        reason=reason.strip(),
        since=since,
        entered_at=timezone.now(),
        entered_by=by,
    )
    record("enter early access", f"{scheme} {year}", by=by, entry=made.pk)
    return made


@transaction.atomic
def strike(entry: int, *, why: str, by: str) -> EarlyAccess:
    """Take a wrong entry off the list; that it stood there, and why it went, is kept."""
    found = EarlyAccess.objects.select_for_update().get(pk=entry)
    if found.struck_at:
        raise MoveRefused("this entry was struck already")
    if not why.strip():
        raise MoveRefused("say why it is struck")
    found.struck_at, found.struck_why = timezone.now(), why.strip()
    found.save(update_fields=["struck_at", "struck_why"])
    record("strike early access", f"{found.scheme} {found.year}", by=by, entry=entry)
    return found
