"""Approving letters: a second person's word, for just the texts that they looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions.approvals import person_of
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name
from upheld.editions.states import WORKED_ON
from upheld.letters.facts import LetterFacts
from upheld.letters.models import LetterApproval
from upheld.letters.queries import Approved, LetterStanding, standings

Texts = Mapping[str, str]


class ApprovalRefused(Exception):
    """An approval that is not taken; ``args`` says why."""


@dataclass
class ManyApproved:
    """What approving many came to: whose letters are approved now, and why others are not."""

    approved: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def why_not(letter: LetterStanding, person: str) -> str:
    """Why somebody cannot approve a letter as it is now; "" where they can."""
    if letter.out_of_date:
        return "the register has changed since it was drawn: draw the letters again first"
    if letter.approved is Approved.YES and letter.newest_approval:
        return f"{letter.newest_approval.person} has approved it already"
    if letter.left_out:
        return "a change by hand no longer fits what the rule says: make it again or take it back first"
    if person in letter.editors:
        return f"{person} has changed it: somebody else approves it"
    return ""


def why_not_among_many(letter: LetterStanding, person: str) -> str:
    """As `why_not`; one without a certain addressee, or with comments, is looked at by itself."""
    if reason := why_not(letter, person):
        return reason
    if letter.gaps:
        return "it has no certain addressee: approve it by itself, if it is to go by post"
    return ""


@transaction.atomic
def approve(
    edition: Edition, looked_at: Mapping[str, Texts], facts: Mapping[str, LetterFacts], *, by: str, many: bool = False
) -> ManyApproved:
    """Approve letters: authority → language → hash of the text that was looked at.

    One that is another now, or that this person may not approve, is left out and told; with one alone, that is all
    there is to tell. ``many`` leaves out what should be looked at by itself.
    """
    edition = _open(edition)
    found, person = ManyApproved(), person_of(by)
    letters = standings(edition, facts)
    ask = why_not_among_many if many else why_not
    for authority, texts in looked_at.items():
        letter = letters.get(authority)
        if letter is None or letter.texts != dict(texts):
            found.left_out[authority] = "it has changed since you looked: look at it as it is now"
        elif reason := ask(letter, person):
            found.left_out[authority] = reason
        else:
            found.approved.append(authority)
    _add(edition, [letters[one] for one in found.approved], person, by)
    return found


@transaction.atomic
def approve_alone(edition: Edition, *, by: str, reason: str) -> int:
    """Approve every letter as it was printed, also one's own: an office of one, with its reason. Returns how many."""
    edition = _open(edition)
    letters = [one for one in standings(edition).values() if one.approved is not Approved.YES and not one.left_out]
    _add(edition, letters, person_of(by), by, alone=True, reason=reason)
    return len(letters)


@transaction.atomic
def take_back_approval(edition: Edition, authority: str, *, by: str, reason: str) -> None:
    """Say of an approved letter that it is not right after all."""
    edition = _open(edition)
    letter = standings(edition).get(authority)
    if letter is None or letter.approved is not Approved.YES:
        raise ApprovalRefused("This letter is not approved.")
    if not reason.strip():
        raise ApprovalRefused("Say why the approval is taken back.")
    _create(edition, [letter], person_of(by), given=False, reason=reason.strip()[:500])
    record("take back the approval of a letter", f"{edition_name(edition)} {authority}", by=by, reason=reason)


def _open(edition: Edition) -> Edition:
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in WORKED_ON:
        raise ApprovalRefused(f"This edition is {edition.state}: its letters are not approved any more.")
    return edition


def _add(edition: Edition, letters: list[LetterStanding], person: str, by: str, **more: object) -> None:
    if not letters:
        return
    _create(edition, letters, person, **more)
    whose = [one.authority for one in letters]
    record("approve letters", edition_name(edition), by=by, letters=len(whose), authorities=whose, **more)


def _create(edition: Edition, letters: Iterable[LetterStanding], person: str, **more: object) -> None:
    now = timezone.now()
    LetterApproval.objects.bulk_create(
        LetterApproval(edition=edition, authority=one.authority, texts=one.texts, person=person, at=now, **more)
        for one in letters
    )
