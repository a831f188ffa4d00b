"""What a pack needs to know of the year's cases. Pure; read by `upheld.letters.pack.gather`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Agreed:
    """One thing agreed. ``text`` is "" unless it is public; ``state`` as in `upheld.vocabulary.remedy_states`."""

    category: str
    text: str
    due_on: date
    completed_on: date | None
    state: str


@dataclass(frozen=True)
class FaultFound:
    """A case in which fault was found. ``title`` and ``summary`` are "" unless its decision is public on the day.

    One that no longer ``stands`` was counted as upheld, and the register says otherwise since.
    """

    reference: str
    subject: str
    decided_on: date
    is_public: bool = False
    title: str = ""
    summary: str = ""
    report_title: str = ""
    report_on: date | None = None
    agreed: tuple[Agreed, ...] = ()
    stands: bool = True
