"""Telling the rest of the house that people must be written to, inside the transaction of what happened."""

from __future__ import annotations

from collections.abc import Callable

from upheld.casework.training.models import Session

HEARS: list[Callable[[Session, str], None]] = []
"""Called with a session and who did it, whenever what those who come should know may be something else."""


def tell(session: Session, by: str) -> None:
    """Let everybody who hears know of it; what they write stands and falls with the transaction."""
    for hear in HEARS:
        hear(session, by)
