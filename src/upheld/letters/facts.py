"""What a letter needs to know beside the figures: who it goes to, and what the year's events were. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from upheld.casework.code.comparing import ClauseCompared
from upheld.casework.code.year_of_code import CodeSection as CodeSection
from upheld.casework.statements.answers import Answer
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.values import Value


class GapKind(StrEnum):
    """Why a letter may not be sent yet."""

    NOBODY = "nobody"
    SEVERAL = "several"
    LEFT = "left"


@dataclass(frozen=True)
class Gap:
    """A letter without one certain addressee: it is made, and blocked from sending until mended. ``text`` says so."""

    authority: str
    kind: GapKind
    text: str


@dataclass(frozen=True)
class Addressee:
    """A chief officer, or an authority's office where ``name`` is "". ``authority`` is where they serve."""

    authority: str
    name: str = ""
    salutation: str = ""
    post: str = ""


@dataclass(frozen=True)
class NotCarriedOut:
    """A remedy that was agreed and not carried out. ``text`` is "" for a personal remedy, which is never told."""

    case: str
    due_on: date
    text: str = ""


@dataclass(frozen=True)
class Report:
    """A public report, and its answer as far as it was known when the letter was dated; None where none is told."""

    title: str
    issued_on: date
    case: str
    answer: Answer | None = None


@dataclass(frozen=True)
class Training:
    """Workshops held, people reached, how many came from the authority, and to how many of the workshops."""

    held: int = 0
    reached: int = 0
    came: int = 0
    attended: int = 0


@dataclass(frozen=True)
class Reissue:
    """That a letter replaces an earlier one: of which day, what was corrected (a notice, "" where there is none yet).

    ``was`` are the measures whose figure is another now, each with the value that the earlier letter had.
    """

    replaces: date
    what: str
    was: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class LetterFacts:
    """What the register says for one authority's letter. More than one addressee only where several succeed.

    ``the_code`` is the complaint handling code as it was when the edition was frozen.
    """

    addressees: tuple[Addressee, ...]
    gaps: tuple[Gap, ...] = ()
    not_carried_out: tuple[NotCarriedOut, ...] = ()
    reports: tuple[Report, ...] = ()
    code: tuple[CodeSection, ...] = ()
    own_code: tuple[ClauseCompared, ...] = ()
    the_code: HandlingCode | None = field(default=None, repr=False)
    training: Training = field(default_factory=Training)
    corrections: tuple[str, ...] = ()
    reissue: Reissue | None = None
