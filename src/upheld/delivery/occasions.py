"""What messages are sent on: the name under which a sending is kept, found again and resumed."""

from __future__ import annotations

from datetime import datetime

from upheld.editions.models import Edition
from upheld.editions.queries import edition_name


def letters_of(edition: Edition) -> str:
    """The sending of an edition's letters to authorities: there is one."""
    return f"{edition_name(edition)}: letters"


def rehearsal_of(edition: Edition, at: datetime) -> str:
    """A sending of the same letters to oneself: one each time."""
    return f"{edition_name(edition)}: rehearsal {at:%Y-%m-%d %H:%M:%S.%f}"
