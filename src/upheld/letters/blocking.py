"""What letters say of an edition whose letters are to go: each is approved, just as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.editions import states
from upheld.editions.blocking import must_hold
from upheld.editions.models import Edition
from upheld.letters.facts import LetterFacts
from upheld.letters.queries import Approved, LetterStanding, standings


@must_hold((states.State.APPROVED, states.State.SENT))
def every_letter_is_approved(edition: Edition) -> Iterator[str]:
    """Whether each letter that has an addressee is approved. Of a correction only some go: sending asks for those."""
    if edition.correction_of_id:
        return
    missing = [one for one in standings(edition).values() if not one.gaps and one.approved is not Approved.YES]
    if missing:
        yield f"letters not approved as they are now: {len(missing):,}"


def why_it_may_not_go(letter: LetterStanding | None, pdfs: tuple[str, ...]) -> str:
    """Why a letter of which these are the files (by hash) may not be sent; "" where it may."""
    if letter is None:
        return "it is not on record: draw the letters again"
    if letter.approved is not Approved.YES:
        return str(letter.approved)
    if letter.out_of_date:
        return "the register has changed since it was drawn: draw the letters again, and approve it"
    if sorted(letter.pdfs.values()) != sorted(pdfs):
        return "its file is not of the text that was approved: print the letters again"
    return ""


def may_not_go(
    edition: Edition, facts: Mapping[str, LetterFacts], pdfs: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Authority → why its letter may not be sent, of those whose files (by hash) are named."""
    letters = standings(edition, facts)
    told = {authority: why_it_may_not_go(letters.get(authority), files) for authority, files in pdfs.items()}
    return {authority: why for authority, why in told.items() if why}
