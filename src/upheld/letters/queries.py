"""Reading the letters of an edition as they stand: drawn, changed by hand, approved, in need of something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from upheld.editions.models import Edition
from upheld.letters.by_hand import Change, Changes
from upheld.letters.content import LetterContent
from upheld.letters.drawn import facts_sha256
from upheld.letters.facts import LetterFacts
from upheld.letters.models import DrawnLetter, LetterApproval, LetterComment, LetterEdit


class Approved(StrEnum):
    """Whether somebody has approved a letter, just as it is now."""

    NOT_YET = "not yet approved"
    YES = "approved"
    CHANGED = "changed since approval"


@dataclass(frozen=True)
class LetterStanding:
    """How an authority's letter stands. ``texts`` and ``pdfs`` are language → hash; "" for a PDF not printed yet."""

    authority: str
    texts: dict[str, str]
    pdfs: dict[str, str]
    gaps: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    edits: tuple[LetterEdit, ...]
    comments: int
    newest_approval: LetterApproval | None
    out_of_date: bool

    @property
    def approved(self) -> Approved:
        """By the newest approval."""
        newest = self.newest_approval
        if newest is None or not newest.given:
            return Approved.NOT_YET
        return Approved.YES if newest.texts == self.texts else Approved.CHANGED

    @property
    def is_printed(self) -> bool:
        """Whether the files are of just these texts."""
        return all(self.pdfs.values())

    @cached_property
    def editors(self) -> frozenset[str]:
        """Whose change, or whose taking back of one, the letter shows: they do not approve it."""
        return frozenset(one.by for one in self.edits)

    @property
    def is_edited(self) -> bool:
        """Whether a change by hand stands in it."""
        return any(not one.taken_back for one in self.edits)


def standings(edition: Edition, facts: Mapping[str, LetterFacts] | None = None) -> dict[str, LetterStanding]:
    """Authority id → how its letter stands. With ``facts``, what the register says now, whether it is out of date."""
    rows: dict[str, list[DrawnLetter]] = {}
    for row in edition.letters.order_by("authority", "language"):
        rows.setdefault(row.authority, []).append(row)
    return _standings(edition, rows, facts)


def standing(edition: Edition, authority: str, facts: LetterFacts | None = None) -> LetterStanding | None:
    """How one authority's letter stands; None where there is none."""
    rows = list(edition.letters.filter(authority=authority).order_by("language"))
    known = {authority: facts} if facts else None
    return _standings(edition, {authority: rows}, known, authority)[authority] if rows else None


def _standings(
    edition: Edition, rows: Mapping[str, list[DrawnLetter]], facts: Mapping[str, LetterFacts] | None, only: str = ""
) -> dict[str, LetterStanding]:
    whose = {"authority": only} if only else {}
    edits: dict[str, list[LetterEdit]] = {}
    for one in newest_edits(edition, **whose).values():
        edits.setdefault(one.authority, []).append(one)
    approvals = newest_approvals(edition, **whose)
    comments = Counter(LetterComment.objects.filter(edition=edition, **whose).values_list("authority", flat=True))
    return {
        authority: LetterStanding(
            authority=authority,
            texts={one.language: one.text_id for one in its},
            pdfs={one.language: one.pdf_sha256 for one in its},
            gaps=tuple(its[0].gaps),
            left_out=tuple((one.language, rule) for one in its for rule in one.left_out),
            edits=tuple(edits.get(authority, ())),
            comments=comments[authority],
            newest_approval=approvals.get(authority),
            out_of_date=bool(facts) and its[0].facts_sha256 != _facts_now(facts, authority),
        )
        for authority, its in rows.items()
    }


def _facts_now(facts: Mapping[str, LetterFacts] | None, authority: str) -> str:
    return facts_sha256(facts[authority]) if facts and authority in facts else ""


def _up_to(edition: Edition) -> dict[str, object]:
    """This edition and those of the same year before it: what was done to a letter holds in a correction too."""
    return {
        "edition__scheme": edition.scheme,
        "edition__year": edition.year,
        "edition__number__lte": edition.number,
    }


def newest_edits(edition: Edition, **whose: str) -> dict[tuple[str, str, str], LetterEdit]:
    """(authority, language, rule) → the newest change by hand or taking back of one."""
    found = LetterEdit.objects.filter(**_up_to(edition), **whose).order_by("edition__number", "pk")
    return {(one.authority, one.language, one.rule): one for one in found}


def newest_approvals(edition: Edition, **whose: str) -> dict[str, LetterApproval]:
    """Authority → the newest approval of its letter, or taking back of one, whatever the edition."""
    found = LetterApproval.objects.filter(**_up_to(edition), **whose).order_by("edition__number", "pk")
    return {one.authority: one for one in found}


def changes_of(edition: Edition, authority: str = "") -> Changes:
    """The changes by hand that are to stand in an edition's letters; of one authority where it is named."""
    found: dict[tuple[str, str], list[Change]] = {}
    for one in newest_edits(edition, **({"authority": authority} if authority else {})).values():
        if not one.taken_back:
            found.setdefault((one.authority, one.language), []).append(change_of(one))
    return found


def change_of(edit: LetterEdit) -> Change:
    """A row as the rules know it."""
    return Change(edit.rule, edit.before, edit.text, edit.by, edit.at)


def content_of(edition: Edition, authority: str, language: str) -> LetterContent | None:
    """A letter's content as it is now; None where it was not drawn."""
    row = edition.letters.filter(authority=authority, language=language).select_related("text").first()
    return LetterContent.from_json(row.text.content) if row else None


def history_of(edition: Edition, authority: str) -> list[LetterEdit]:
    """Every change by hand of a letter, newest first."""
    return list(LetterEdit.objects.filter(**_up_to(edition), authority=authority).order_by("-pk"))


def comments_of(edition: Edition, authority: str) -> list[LetterComment]:
    """What people have said about a letter, oldest first."""
    return list(edition.letter_comments.filter(authority=authority).order_by("pk"))


def held(edition: Edition) -> Edition:
    """The edition, nobody else's to change letters of until this transaction ends."""
    return Edition.objects.select_for_update().get(pk=edition.pk)
