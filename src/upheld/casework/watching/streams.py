"""What is watched: streams, each one thing counted by month. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from upheld.statistics.drift import Month


class Kind(StrEnum):
    """What a stream counts."""

    RECEIVED = "cases received"
    UPHELD = "upheld of investigations"
    LATE = "late of compliance outcomes"
    LATE_REMEDIES = "late of remedies"
    LATE_REPLIES = "late of replies to enquiries"


class Tier(StrEnum):
    """How fine a stream is: whose it is, and whether of one subject."""

    ALL = "all authorities"
    AUTHORITY = "one authority"
    AUTHORITY_AND_SUBJECT = "one authority on one subject"


class Stream(NamedTuple):
    """One thing counted by month. ``authority`` is "" for all together; ``about`` is a subject or remedy category."""

    kind: Kind
    authority: str
    about: str = ""

    @property
    def tier(self) -> Tier:
        """How fine it is."""
        if not self.authority:
            return Tier.ALL
        return Tier.AUTHORITY_AND_SUBJECT if self.about else Tier.AUTHORITY


Counts = dict[Stream, dict[str, Month]]
"""Stream → month as ``2022-03`` → what was counted in it. A month without an event is not in it."""
