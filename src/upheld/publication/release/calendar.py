"""The release calendar: moments announced, moved and cancelled, and what of it everybody may know."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.bundle.release_contents import PublicRelease
from upheld.publication.release import states
from upheld.publication.release.models import Release
from upheld.publication.release.states import Kind, MoveRefused, check_move

LONGEST = 500
TO_COME = "this year has a release to come already: move it, or cancel it first"
LATE = timedelta(minutes=1)
"""From when on a release is late: the calendar then tells its real moment."""


def release_name(release: Release) -> str:
    """How the audit trail names a release: by scheme, year and its number."""
    return f"{release.scheme} {release.year} release {release.pk}"


def to_come(scheme: str) -> list[Release]:
    """Releases announced and not yet done, the next one first."""
    return list(Release.objects.filter(scheme=scheme, state=states.Release.ANNOUNCED).order_by("at", "pk"))


def every(scheme: str) -> list[Release]:
    """All releases, the latest moment first."""
    return list(Release.objects.filter(scheme=scheme).select_related("edition").order_by("-at", "-pk"))


def public_calendar(scheme: str, as_done: Release | None = None) -> tuple[PublicRelease, ...]:
    """What everybody may know. ``as_done`` is told as if published at its moment, for the bundle made for it.

    Corrections are told once they are done: that one comes tells of an error before whom it concerns can be told.
    """
    found = Release.objects.filter(scheme=scheme).select_related("moved_to").order_by("announced_at", "pk")
    told = (_public(one, as_done) for one in found)
    return tuple(one for one in told if one.kind == Kind.FIGURES or one.state == states.Release.DONE)


def _public(release: Release, as_done: Release | None) -> PublicRelease:
    is_done = as_done is not None and release.pk == as_done.pk
    return PublicRelease(
        year=release.year,
        kind=release.kind,
        at=release.at,
        state=states.Release.DONE.value if is_done else release.state,
        announced_at=release.announced_at,
        reason=release.reason,
        moved_to=release.moved_to.at if release.moved_to else None,
        done_at=release.at if is_done else _done_at(release),
    )


def _done_at(release: Release) -> datetime | None:
    """When it was published: its moment, unless it was late."""
    if release.done_at is None or release.done_at - release.at >= LATE:
        return release.done_at
    return release.at


@transaction.atomic
def announce(
    scheme: str,
    year: int,
    at: datetime,
    *,
    by: str,
    now: datetime | None = None,
    edition: Edition | None = None,
    without_letters: str = "",
) -> Release:
    """Announce when a year's figures become public; with ``edition``, when this correction of them does.

    Raises `MoveRefused` for a moment that has gone, and where the year has a release to come already.
    """
    now = now or timezone.now()
    _check_moment(at, now)
    is_public = _is_public(scheme, year)
    kind = Kind.CORRECTION if edition and is_public else Kind.FIGURES
    if Release.objects.select_for_update().filter(scheme=scheme, year=year, state=states.Release.ANNOUNCED).exists():
        raise MoveRefused(TO_COME)
    if kind == Kind.FIGURES and is_public:
        raise MoveRefused("the figures of this year are public: what follows is a correction, an edition of its own")
    try:
        with transaction.atomic():
            made = Release.objects.create(
                scheme=scheme,
                year=year,
                kind=kind.value,
                edition=edition if kind == Kind.CORRECTION else None,
                at=at,
                announced_at=now,
                announced_by=by,
                without_letters=without_letters.strip()[:LONGEST],
            )
    except IntegrityError:  # somebody else was quicker, at this very moment
        raise MoveRefused(TO_COME) from None
    record("announce a release", release_name(made), by=by, at=at.isoformat(), kind=kind.value)
    return made


def _is_public(scheme: str, year: int) -> bool:
    return Edition.objects.filter(scheme=scheme, year=year, state=State.PUBLISHED).exists()


@transaction.atomic
def move(release: Release, at: datetime, *, reason: str, by: str, now: datetime | None = None) -> Release:
    """Announce another moment; returns the new release. The old one stays in the calendar with its own moment."""
    now = now or timezone.now()
    old = _changed(release, states.Release.MOVED, reason)
    _check_moment(at, now)
    if at == old.at:
        raise MoveRefused("this is the moment that it has already")
    old.save(update_fields=["state", "reason"])
    new = Release.objects.create(
        scheme=old.scheme,
        year=old.year,
        kind=old.kind,
        edition=old.edition,
        at=at,
        announced_at=now,
        announced_by=by,
        without_letters=old.without_letters,
    )
    Release.objects.filter(pk=old.pk).update(moved_to=new)
    told = {"was": old.at.isoformat(), "at": at.isoformat(), "reason": reason}
    record("move a release", release_name(old), by=by, **told)
    return new


@transaction.atomic
def cancel(release: Release, *, reason: str, by: str) -> Release:
    """Say that nothing will be published at the moment announced, and why. It stays in the calendar."""
    old = _changed(release, states.Release.CANCELLED, reason)
    old.save(update_fields=["state", "reason"])
    record("cancel a release", release_name(old), by=by, at=old.at.isoformat(), reason=reason)
    return old


def _changed(release: Release, to: states.Release, reason: str) -> Release:
    found = Release.objects.select_for_update().get(pk=release.pk)
    check_move(states.RELEASE_MOVES, states.Release(found.state), to)
    if found.begun_at:
        raise MoveRefused("it is being published at this moment")
    if not reason.strip():
        raise MoveRefused("say why: the calendar tells everybody")
    found.state, found.reason = to.value, reason.strip()[:LONGEST]
    return found


def _check_moment(at: datetime, now: datetime) -> None:
    if at <= now:
        raise MoveRefused("this moment has gone: name one that is still to come")
