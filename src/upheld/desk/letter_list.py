"""The list of an edition's letters: what stands behind each line, and which lines are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.http import QueryDict

from upheld.access.models import AuditEntry
from upheld.delivery.models import Step
from upheld.delivery.queries import written_to
from upheld.desk import place
from upheld.editions.models import Edition
from upheld.letters.facts import LetterFacts
from upheld.letters.gather import facts
from upheld.letters.queries import Approved, LetterStanding, standings

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A letter in the list: whose, to whom, how it stands."""

    letter: LetterStanding
    name: str
    to: tuple[str, ...]


SHOWN: dict[str, tuple[str, Callable[[LetterStanding], bool]]] = {
    "": ("All letters", lambda _: True),
    "to-approve": ("Not yet approved", lambda one: one.approved is Approved.NOT_YET),
    "changed": ("Changed since approval", lambda one: one.approved is Approved.CHANGED),
    "approved": ("Approved", lambda one: one.approved is Approved.YES),
    "edited": ("Changed by hand", lambda one: one.is_edited),
    "commented": ("With comments", lambda one: bool(one.comments)),
    "gaps": ("Without a certain addressee", lambda one: bool(one.gaps)),
    "out-of-date": ("To be drawn again", lambda one: one.out_of_date or bool(one.left_out)),
}
"""What can be asked for: the words for it, and which letters it means."""


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for."""

    show: str
    name: str
    page: int

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """From an address; what is not known is as if not asked for."""
        show, page = query.get("show", ""), query.get("page", "")
        number = int(page) if page.isdecimal() and len(page) < 5 else 1
        return cls(show if show in SHOWN else "", query.get("name", "").strip()[:100], max(number, 1))

    def takes(self, line: Line) -> bool:
        """Whether a line is among those asked for."""
        return SHOWN[self.show][1](line.letter) and self.name.casefold() in line.name.casefold()


def facts_now(edition: Edition) -> dict[str, LetterFacts]:
    """What the register says now for an edition's letters.

    Read again once anything was done: whatever changes the register writes to the audit trail, and whatever becomes of
    a message is a step of its own.
    """
    return _facts(stamp(), edition.year, edition.sent_on)


def stamp() -> tuple[object, ...]:
    """Where the register is and the last thing done in it: what was read under another stamp is read again."""
    newest = [one.objects.order_by("-pk").values_list("pk", "at").first() for one in (AuditEntry, Step)]
    return (str(settings.DATABASES["default"]["NAME"]), *newest)


@lru_cache(maxsize=4)
def _facts(at: tuple[object, ...], year: int, sent_on: date) -> dict[str, LetterFacts]:  # noqa: ARG001
    return facts(place.scheme(), place.directory(), year, sent_on)


def lines(edition: Edition, known: Mapping[str, LetterFacts]) -> list[Line]:
    """Every letter of an edition by the authority’s name; of a correcting one those that go with it."""
    directory, end = place.directory(), place.scheme().year(edition.year).end
    only = goes(stamp(), edition.pk)
    found = [
        Line(letter, directory[authority].name(end), _to(known[authority]))
        for authority, letter in standings(edition, known).items()
        if authority in known and (only is None or authority in only)
    ]
    return sorted(found, key=lambda one: one.name)


@lru_cache(maxsize=4)
def goes(at: tuple[object, ...], pk: int) -> frozenset[str] | None:  # noqa: ARG001
    """To whom letters go, worked out once until anything is done."""
    return written_to(Edition.objects.get(pk=pk))


def _to(known: LetterFacts) -> tuple[str, ...]:
    return tuple(", ".join(part for part in (one.name, one.post) if part) for one in known.addressees if one.name)
