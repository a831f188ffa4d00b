"""Reports that something published is wrong: raised, decided, put right in an edition of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions.approvals import person_of
from upheld.editions.blocking import is_told
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name, figures_of
from upheld.publication.release import states
from upheld.publication.release.differences import Reasons
from upheld.publication.release.models import Correction
from upheld.publication.release.states import CORRECTION_MOVES, MoveRefused, check_move
from upheld.statistics.changes import changed

REPORTED_BY = {
    "authority": "the authority",
    "complainant": "somebody who complained",
    "reader": "a reader of the site",
    "staff": "our own staff",
}
LONGEST = 2000


@transaction.atomic
def raise_correction(
    edition: Edition, *, wrong: str, reported_by: str, by: str, authority: str = "", case: str = "", measure: str = ""
) -> Correction:
    """Put on record that something in an edition is wrong. What is wrong is for staff: the trail does not hold it."""
    blocks = []
    if not is_told(edition):
        blocks.append("nobody outside has this edition: change its figures, and no correction is needed")
    if not wrong.strip():
        blocks.append("say what is wrong")
    if reported_by not in REPORTED_BY:
        blocks.append("say who reported it")
    if not (authority or case or measure):
        blocks.append("name an authority, a case or a figure")
    if blocks:
        raise MoveRefused(*blocks)
    made = Correction.objects.create(
        edition=edition,
        authority=authority,
        case=case[:60],
        measure=measure,
        wrong=wrong.strip()[:LONGEST],
        reported_by=reported_by,
        raised_at=timezone.now(),
        raised_by=person_of(by),
    )
    record("raise a correction", edition_name(edition), by=by, correction=made.pk, authority=authority, measure=measure)
    return made


@transaction.atomic
def decide(correction: Correction, *, correct: bool, reason: str, by: str) -> Correction:
    """Decide whether what was reported is wrong. Whoever raised it does not decide it."""
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    to = states.Correction.ACCEPTED if correct else states.Correction.NOT_NEEDED
    check_move(CORRECTION_MOVES, states.Correction(found.state), to)
    if not reason.strip():
        raise MoveRefused("say why")
    if person_of(by) == found.raised_by:
        raise MoveRefused(f"{found.raised_by} raised it: somebody else decides")
    found.state, found.reason = to.value, reason.strip()[:LONGEST]
    found.decided_at, found.decided_by = timezone.now(), person_of(by)
    found.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record("decide a correction", edition_name(found.edition), by=by, correction=found.pk, became=to.value)
    return found


def of_year(scheme: str, year: int | None = None) -> list[Correction]:
    """Corrections of a year's editions, or of all; those that wait first."""
    found = Correction.objects.filter(edition__scheme=scheme).select_related("edition", "corrected_in")
    if year is not None:
        found = found.filter(edition__year=year)
    order = list(states.Correction)
    return sorted(found, key=lambda one: (order.index(states.Correction(one.state)), -one.pk))


def waits_for(edition: Edition) -> list[Correction]:
    """What was decided to be wrong in an edition or those before it, and is not yet corrected."""
    found = Correction.objects.filter(
        edition__scheme=edition.scheme,
        edition__year=edition.year,
        edition__number__lte=edition.number,
        state=states.Correction.ACCEPTED,
    )
    return list(found.order_by("pk"))


def settled_by(edition: Edition, *, at: datetime, by: str) -> int:
    """An edition is public that corrects others of its year: what was to be corrected is. Returns how many."""
    waiting = Correction.objects.filter(
        edition__scheme=edition.scheme,
        edition__year=edition.year,
        edition__number__lt=edition.number,
        state=states.Correction.ACCEPTED,
    )
    settled = list(waiting.values_list("pk", flat=True))
    if settled:
        waiting.update(state=states.Correction.PUBLISHED.value, corrected_in=edition)
        record("publish corrections", edition_name(edition), by=by, corrections=settled, at=at.isoformat())
    return len(settled)


def authorities_changed(edition: Edition) -> list[str]:
    """The authorities whose own figures a correcting edition changes: their letters are written anew."""
    if edition.correction_of is None:
        return []
    return changed(figures_of(edition.correction_of), figures_of(edition))


def without_a_correction(edition: Edition) -> list[str]:
    """Authorities whose figures change though no correction on record names them, where any names an authority."""
    named = _named(edition)
    return [one for one in authorities_changed(edition) if named and one not in named]


def _named(edition: Edition) -> frozenset[str]:
    found = Correction.objects.filter(
        edition__scheme=edition.scheme,
        edition__year=edition.year,
        state__in=(states.Correction.ACCEPTED, states.Correction.PUBLISHED),
    )
    return frozenset(one for one in found.values_list("authority", flat=True) if one)


def reasons_for(editions: dict[int, Edition], old_numbers: dict[int, int]) -> Reasons:
    """What is on record for years of which a bundle shows another edition than the one before: year → edition."""
    moved_on = {year: one for year, one in editions.items() if one.notice and old_numbers.get(year, 0) < one.number}
    cases = Correction.objects.filter(
        edition__scheme__in={one.scheme for one in editions.values()},
        state__in=(states.Correction.ACCEPTED, states.Correction.PUBLISHED),
    ).exclude(case="")
    return Reasons(
        years={year: f"edition {one.number}: {one.notice['what']}" for year, one in moved_on.items()},
        authorities={year: _named(one) for year, one in moved_on.items()},
        cases=frozenset(cases.values_list("case", flat=True)),
    )
