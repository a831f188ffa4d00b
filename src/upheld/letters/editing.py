"""Changing letters by hand: each change a row of its own, put into the letter at once, never over somebody else's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name
from upheld.editions.states import WORKED_ON
from upheld.letters.by_hand import as_written, can_be_changed, changed, numbers_gone, out_of_bounds, paragraphs
from upheld.letters.checks import covered
from upheld.letters.content import LetterContent, Paragraph
from upheld.letters.drawn import sha256
from upheld.letters.models import DrawnLetter, LetterComment, LetterEdit, LetterText
from upheld.letters.queries import changes_of
from upheld.vocabulary.scheme import Scheme


class EditRefused(Exception):
    """A change that is not taken; ``args`` says why, a sentence each."""


class NumbersGone(EditRefused):
    """The change lacks numbers that the rule had put in: whoever means it says so."""


@dataclass(frozen=True)
class Place:
    """A paragraph of a letter: whose, in which language, of which rule."""

    authority: str
    language: str
    rule: str


def seen(paragraph: Paragraph) -> str:
    """What somebody saw before they changed it, in a word that a form can carry."""
    return hashlib.sha256(paragraph.text.encode()).hexdigest()[:32]


@transaction.atomic
def edit(
    edition: Edition,
    scheme: Scheme,
    place: Place,
    text: str,
    *,
    saw: str,
    why: str,
    by: str,
    numbers_may_go: bool = False,
) -> LetterEdit:
    """Put a text in the place of what a rule says.

    ``saw`` is the word of `seen` for the paragraph that was looked at. Raises `EditRefused` where the text is out of
    bounds, somebody changed the paragraph in the meantime, or letters have gone; `NumbersGone` where it lacks numbers.
    """
    edition = _open(edition)
    drawn, content, paragraph = _at(edition, scheme, place, saw)
    written, before = as_written(text), paragraph.edit.before if paragraph.edit else paragraph.text
    if faults := out_of_bounds(written, scheme, covered()):
        raise EditRefused(*faults)
    if not why.strip():
        raise EditRefused("Say why the paragraph is changed.")
    if written == paragraph.text:
        raise EditRefused("That is what the paragraph says already.")
    if (gone := numbers_gone(before, written)) and not numbers_may_go:
        raise NumbersGone(f"Your text leaves out what the rule had put in: {', '.join(gone)}. Say that you mean it.")
    made = _add(edition, place, before, by, why, text=written)
    _put_in(edition, scheme, drawn, content)
    return made


@transaction.atomic
def take_back(edition: Edition, scheme: Scheme, place: Place, *, saw: str, why: str, by: str) -> LetterEdit:
    """Let a paragraph say what its rule says again. Raises `EditRefused` where there is nothing to take back."""
    edition = _open(edition)
    drawn, content = _drawn(edition, place)
    newest = next(
        (one for one in changes_of(edition, place.authority).get(_key(place), ()) if one.rule == place.rule), None
    )
    if newest is None:
        raise EditRefused("There is no change to take back: somebody may have been quicker.")
    standing = _paragraph(content, place)
    if standing and standing.edit and seen(standing) != saw:
        raise EditRefused(_quicker(standing))
    made = _add(edition, place, newest.before, by, why, taken_back=True)
    _put_in(edition, scheme, drawn, content)
    return made


@transaction.atomic
def comment(edition: Edition, authority: str, text: str, *, by: str) -> LetterComment:
    """Say something about a letter to the others who work on it."""
    if not text.strip():
        raise EditRefused("Say something, or leave it.")
    if not edition.letters.filter(authority=authority).exists():
        raise EditRefused("There is no such letter.")
    made = LetterComment.objects.create(
        edition=edition, authority=authority, text=text.strip()[:2000], by=by, at=timezone.now()
    )
    record("comment on a letter", f"{edition_name(edition)} {authority}", by=by)
    return made


def _open(edition: Edition) -> Edition:
    """The edition, nobody else's until this is done. Raises `EditRefused` where its letters have gone."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state not in WORKED_ON:
        raise EditRefused(f"This edition is {edition.state}: its letters stay as they are. A change is a correction.")
    return edition


def _at(edition: Edition, scheme: Scheme, place: Place, saw: str) -> tuple[DrawnLetter, LetterContent, Paragraph]:
    drawn, content = _drawn(edition, place)
    paragraph = _paragraph(content, place)
    if paragraph is None or not can_be_changed(scheme, paragraph):
        raise EditRefused("This paragraph is not one that may be changed.")
    if seen(paragraph) != saw:
        raise EditRefused(_quicker(paragraph))
    return drawn, content, paragraph


def _quicker(paragraph: Paragraph) -> str:
    who = f" by {paragraph.edit.by}" if paragraph.edit else ""
    return f"The paragraph was changed{who} while you wrote. It now says: “{paragraph.text}” Nothing of yours was kept."


def _drawn(edition: Edition, place: Place) -> tuple[DrawnLetter, LetterContent]:
    drawn = edition.letters.filter(authority=place.authority, language=place.language).select_related("text").first()
    if drawn is None:
        raise EditRefused("There is no such letter.")
    return drawn, LetterContent.from_json(drawn.text.content)


def _paragraph(content: LetterContent, place: Place) -> Paragraph | None:
    return next((one for one in paragraphs(content) if one.rule == place.rule), None)


def _key(place: Place) -> tuple[str, str]:
    return place.authority, place.language


def _add(edition: Edition, place: Place, before: str, by: str, why: str, **what: object) -> LetterEdit:
    made = LetterEdit.objects.create(
        edition=edition,
        authority=place.authority,
        language=place.language,
        rule=place.rule,
        before=before,
        by=by,
        at=timezone.now(),
        why=why.strip()[:500],
        **what,
    )
    action = "take back a change of a letter" if made.taken_back else "change a letter"
    subject = f"{edition_name(edition)} {place.authority}"
    record(action, subject, by=by, language=place.language, rule=place.rule, why=made.why)
    return made


def _put_in(edition: Edition, scheme: Scheme, drawn: DrawnLetter, content: LetterContent) -> None:
    """Draw the letter again with the changes that stand now. Its file is printed later, by a worker."""
    standing = changes_of(edition, drawn.authority).get((drawn.authority, drawn.language), ())
    content, left_out = changed(content, standing, scheme)
    written = content.as_json()
    text, _ = LetterText.objects.get_or_create(sha256=sha256(written), defaults={"content": written})
    if text.pk != drawn.text_id:
        drawn.text, drawn.pdf_sha256, drawn.drawn_at = text, "", timezone.now()
    drawn.left_out = left_out
    drawn.save()
