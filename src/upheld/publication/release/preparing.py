"""Making what a release will show, before its moment: written aside, checked whole, made again if anything changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions.blocking import in_the_way
from upheld.editions.models import Edition
from upheld.editions.queries import latest
from upheld.editions.states import NEEDS_A_REASON, State
from upheld.publication.bundle.actions import Parts, write_aside
from upheld.publication.bundle.check import BrokenBundle, check_files
from upheld.publication.release.basis import OWN, basis_of, rows_of_the_trail
from upheld.publication.release.blocking import not_before_its_moment
from upheld.publication.release.calendar import public_calendar, release_name
from upheld.publication.release.checking import problems_of
from upheld.publication.release.corrections import reasons_for, without_a_correction
from upheld.publication.release.differences import report
from upheld.publication.release.making import parts_of_release
from upheld.publication.release.models import Prepared, Release
from upheld.publication.release.place import Place
from upheld.publication.release.shown import POINTER, editions_shown, is_published, newest_of_each_year
from upheld.publication.release.states import MoveRefused

READY = (State.SENT, State.APPROVED)


def edition_of(release: Release) -> Edition:
    """The edition that a release will publish: the newest of its year that is approved, or the one it names.

    Raises `MoveRefused` where there is none yet.
    """
    if release.edition is not None:
        return release.edition
    found = Edition.objects.filter(scheme=release.scheme, year=release.year, state__in=READY)
    newest = found.order_by("-number").first()
    if newest is None:
        raise MoveRefused("no edition of this year is approved yet")
    return newest


def blocks_of(release: Release, edition: Edition) -> list[str]:
    """Everything but the time that keeps an edition from being published, a sentence each."""
    if edition.state == State.PUBLISHED:
        return []
    if edition.state not in READY:
        return [f"edition {edition.number} is {edition.state}: it must be approved"]
    waits = set(not_before_its_moment(edition))
    blocks = [one for one in in_the_way(edition, State.PUBLISHED) if one not in waits]
    if (edition.state, State.PUBLISHED) in NEEDS_A_REASON and not release.without_letters:
        blocks.append("its letters have not been sent; or say with the release why none go out")
    if edition.correction_of_id and not edition.notice:
        blocks.append("a correction is published with a notice: say what changed and why first")
    return blocks


def warnings_of(release: Release, edition: Edition, place: Place) -> Iterator[str]:
    """What somebody should look at, though it keeps nothing from being published."""
    newest = latest(release.scheme, release.year)
    if newest and newest.number > edition.number:
        yield f"edition {newest.number} is {newest.state} and will not be published: edition {edition.number} will"
    day = release.at.astimezone(place.zone).date()
    if day != edition.released_on and not edition.correction_of_id:
        yield f"the letters say that the figures are published on {edition.released_on}, the release is on {day}"
    if stray := without_a_correction(edition):
        yield f"figures of {len(stray):,} authorities change that no correction names: {', '.join(stray[:10])}"


def parts_to_publish(place: Place, release: Release, edition: Edition) -> Parts:
    """What the bundle of a release is made of."""
    known = prepared_of(release)
    kept = folder_of(place, known) if known and known.edition_id == edition.pk else None
    return parts_of_release(place, edition, release.at, public_calendar(release.scheme, as_done=release), kept)


def is_current(place: Place, release: Release, prepared: Prepared | None) -> bool:
    """Whether what was prepared is still what would be made now. Quick where nobody has done anything since."""
    if prepared is None or not _is_whole(folder_of(place, prepared)):
        return False
    seen = rows_of_the_trail()
    if prepared.seen == seen:
        return True
    edition = edition_of(release)
    if edition.pk != prepared.edition_id or basis_of(parts_to_publish(place, release, edition)) != prepared.basis:
        return False
    Prepared.objects.filter(pk=prepared.pk).update(seen=seen)
    prepared.seen = seen
    return True


def _is_whole(bundle: Path) -> bool:
    """Whether every file of it is still as it was written."""
    try:
        check_files(bundle)
    except BrokenBundle:
        return False
    return True


def folder_of(place: Place, prepared: Prepared) -> Path:
    """Where a prepared bundle waits."""
    return place.waiting(prepared.release_id) / prepared.name


def prepared_of(release: Release) -> Prepared | None:
    """What is on record as prepared for a release."""
    return Prepared.objects.filter(release=release).select_related("edition").first()


def prepare(place: Place, release: Release, *, by: str, tell: Callable[[str], None] = lambda _: None) -> Prepared:
    """Make what a release will show, unless it is there already; returns it with its problems, if it has any.

    Raises `MoveRefused` where there is nothing to be made yet.
    """
    known = prepared_of(release)
    if known and is_current(place, release, known):
        return known if not known.problems else _looked_at_again(place, known)
    edition = edition_of(release)
    seen = rows_of_the_trail()
    tell("Gathering what the bundle is made of")
    parts = parts_to_publish(place, release, edition)
    basis = basis_of(parts)
    tell("Writing the bundle aside")
    bundle = write_aside(parts, place.waiting(release.pk))
    tell("Checking it")
    facts = {
        "edition": edition,
        "name": bundle.name,
        "basis": basis,
        "seen": seen,
        "made_at": timezone.now(),
        "problems": problems_of(place, edition, bundle),
        "warnings": list(warnings_of(release, edition, place)),
        "report": compared(place, edition, bundle),
    }
    made = _keep(release, facts, by)
    _drop_others(place, release, bundle)
    return made


def _looked_at_again(place: Place, prepared: Prepared) -> Prepared:
    """What kept it from being published may be mended by now."""
    prepared.problems = problems_of(place, prepared.edition, folder_of(place, prepared))
    prepared.save(update_fields=["problems"])
    return prepared


def compared(place: Place, edition: Edition, bundle: Path) -> dict[str, object]:
    """What differs from the bundle that is on show; empty where none is."""
    if not is_published(place.out / POINTER):
        return {}
    shown = {year: number for year, (number, _) in editions_shown(place.out / POINTER).items()}
    editions = {**newest_of_each_year(edition.scheme, published_only=True), edition.year: edition}
    return report((place.out / POINTER).resolve(), bundle, reasons_for(editions, shown))


@transaction.atomic
def _keep(release: Release, facts: dict[str, object], by: str) -> Prepared:
    made, _ = Prepared.objects.update_or_create(release=release, defaults=facts)
    record(OWN[0], release_name(release), by=by, bundle=made.name, problems=len(made.problems))
    return made


def _drop_others(place: Place, release: Release, kept: Path) -> None:
    for folder in place.waiting(release.pk).iterdir():
        if folder.is_dir() and folder != kept:
            shutil.rmtree(folder)
