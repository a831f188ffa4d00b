"""Publishing at the moment: what is due is swapped in, whole or not at all, and never before.

Three steps, each of which can be the last before the power fails:

1. on record: the edition is published, the release has begun (one transaction)
2. on show: the bundle that waited moves among the others, and the link is moved to it (each atomic)
3. on record: the release is done (one transaction)

Stopped before the first, nothing has happened. Stopped after it, the old bundle is whole on show and the next run goes
on with the second. The record goes first because it can refuse: nothing that may not be published is ever shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions import actions as editions
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name
from upheld.editions.states import MoveRefused as EditionMoveRefused
from upheld.editions.states import State
from upheld.publication.bundle.actions import put_on_show
from upheld.publication.release import states
from upheld.publication.release.basis import rows_of_the_trail
from upheld.publication.release.calendar import LATE, release_name, to_come
from upheld.publication.release.confirming import WAITS, is_held
from upheld.publication.release.corrections import settled_by
from upheld.publication.release.making import keep_preview, renew
from upheld.publication.release.models import Prepared, Release
from upheld.publication.release.place import Place, one_publisher
from upheld.publication.release.preparing import blocks_of, folder_of, is_current, prepare, prepared_of
from upheld.publication.release.shown import POINTER, is_published
from upheld.publication.release.states import MoveRefused
from upheld.vocabulary.problems import Refused

Tell = Callable[[str], None]


class ChangedMeanwhile(MoveRefused):
    """What was prepared is no longer what the register says, since a moment ago: another try prepares it again."""


@dataclass(frozen=True)
class Outcome:
    """What became of a release that was due: done, or everything that kept it from being published.

    ``again``: nothing keeps it but a change at the very moment, so that another try at once may do.
    """

    release: Release
    blocks: tuple[str, ...] = ()
    again: bool = False

    @property
    def late(self) -> timedelta:
        """How long after its moment it was on show."""
        return (self.release.done_at or self.release.at) - self.release.at


def due(place: Place, now: datetime, *, by: str, tell: Tell = lambda _: None) -> list[Outcome]:
    """Publish every release whose moment has come; one that cannot be published says why, and stays announced.

    ``now`` is the time by a clock that the caller trusts; whoever runs at the moment waits for it with `Running`.
    """
    with one_publisher(place.out):
        return due_alone(place, now, by=by, tell=tell)


def due_alone(place: Place, now: datetime, *, by: str, tell: Tell = lambda _: None) -> list[Outcome]:
    """The same, for whoever is the `one_publisher` already."""
    return [_tried(place, one, by, tell) for one in to_come(place.scheme.id) if one.at <= now]


def _tried(place: Place, release: Release, by: str, tell: Tell) -> Outcome:
    if is_held():  # also one that had begun
        return Outcome(release, (WAITS,))
    try:
        return Outcome(_published(place, release, by, tell))
    except (MoveRefused, EditionMoveRefused) as refusal:
        return Outcome(release, tuple(refusal.args), again=isinstance(refusal, ChangedMeanwhile))
    except Refused as refusal:
        return Outcome(release, tuple(map(str, refusal.problems)))


def _published(place: Place, release: Release, by: str, tell: Tell) -> Release:
    if release.begun_at is None or not (place.out / "bundles" / release.bundle).is_dir():
        prepared = prepare(place, release, by=by, tell=tell)
        _begin(place, release, prepared, by)
    release.refresh_from_db()
    prepared = prepared_of(release)
    assert prepared is not None  # it was begun with one
    keep_preview(place.out)
    put_on_show(folder_of(place, prepared), place.out)
    done = _finish(release, prepared, by)
    if done.done_at - done.at >= LATE:
        renew(place)
    return done


@transaction.atomic
def _begin(place: Place, release: Release, prepared: Prepared, by: str) -> None:
    """Put on record that this bundle is published now; refuses whatever may not be."""
    found = Release.objects.select_for_update().get(pk=release.pk)
    if found.state != states.Release.ANNOUNCED:
        raise MoveRefused(f"this release is {found.state}")
    edition = Edition.objects.get(pk=prepared.edition_id)
    if blocks := [*prepared.problems, *blocks_of(found, edition)]:
        raise MoveRefused(*blocks)
    if prepared.seen != rows_of_the_trail() and not is_current(place, found, prepared):
        raise ChangedMeanwhile("something changed at this very moment; it is prepared again and published next")
    if edition.state != State.PUBLISHED:
        editions.move(edition, State.PUBLISHED, by=by, reason=found.without_letters)
    found.edition, found.bundle = edition, prepared.name
    found.begun_at = found.begun_at or timezone.now()
    found.replaced = found.replaced or _on_show(place.out)
    found.save(update_fields=["edition", "bundle", "begun_at", "replaced"])
    record("begin a release", release_name(found), by=by, bundle=prepared.name)


def _on_show(out: Path) -> str:
    return (out / POINTER).resolve().name if is_published(out / POINTER) else ""


@transaction.atomic
def _finish(release: Release, prepared: Prepared, by: str) -> Release:
    """Put on record that it is on show, how late, and what differs from the bundle before."""
    found = Release.objects.select_for_update().get(pk=release.pk)
    states.check_move(states.RELEASE_MOVES, states.Release(found.state), states.Release.DONE)
    now = timezone.now()
    found.state, found.done_at, found.report = states.Release.DONE.value, now, prepared.report
    found.save(update_fields=["state", "done_at", "report"])
    late = (now - found.at).total_seconds()
    record(
        "release",
        release_name(found),
        by=by,
        edition=edition_name(prepared.edition),
        late_seconds=round(late, 3),
        unexplained=prepared.report.get("unexplained", 0),
    )
    settled_by(prepared.edition, at=now, by=by)
    return found


def show_calendar(place: Place) -> bool:
    """Write the published bundle again where the calendar has changed; False where nothing is published yet."""
    with one_publisher(place.out):
        if not is_published(place.out / POINTER):
            return False
        renew(place)
        return True
