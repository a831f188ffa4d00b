"""Putting the register right for a correction: the case that it names is changed, by the rules of every extract."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.casework.changing import Wanted, case_now, change, digest
from upheld.casework.refusal import Refusal
from upheld.editions.approvals import person_of
from upheld.editions.queries import edition_name
from upheld.publication.release import states
from upheld.publication.release.models import Correction
from upheld.publication.release.states import MoveRefused
from upheld.register import writing
from upheld.vocabulary.scheme import Scheme


@transaction.atomic
def put_right(scheme: Scheme, correction: Correction, wanted: Wanted, *, seen: str, by: str) -> Correction:
    """Change the case that a correction names, as somebody else decided that it is wrong.

    ``seen`` is the `digest` of the case that was looked at. Raises `MoveRefused` where it is not decided or names no
    case of the register, where the case was changed meanwhile, nothing would change, or the rules of an extract say
    against it.
    """
    writing.lock()  # an extract that is being taken in changes the case before it is looked at, or after all this
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.state != states.Correction.ACCEPTED:
        raise MoveRefused(f"this is {found.state}: only what is to be corrected is put right")
    now = case_now(found.case)
    if now is None:
        raise MoveRefused(f"the register has no case {found.case}" if found.case else "the correction names no case")
    if seen != digest(now):
        raise MoveRefused("the case was changed since you looked: look at it as it is now")
    try:
        changed = change(scheme, now, wanted, by=by)
    except Refusal as refusal:
        raise MoveRefused(*refusal.args) from None
    found.changed = {**found.changed, **{name: _since_first(found, name, cells) for name, cells in changed.items()}}
    found.changed_at, found.changed_by = timezone.now(), person_of(by)
    found.save(update_fields=["changed", "changed_at", "changed_by"])
    record("put a case right", edition_name(found.edition), by=by, correction=found.pk, cells=sorted(changed))
    return found


def _since_first(correction: Correction, name: str, cells: list[str]) -> list[str]:
    """What a cell was before anything was put right, and what it is now."""
    return [correction.changed.get(name, cells)[0], cells[1]]
