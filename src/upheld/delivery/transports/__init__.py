"""How messages travel: what every transport does, and the words for what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Outcome(StrEnum):
    """What came of handing a message over."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Answer:
    """What the other side said, in its own words without addresses; ``remote`` is its name for the message."""

    outcome: Outcome
    told: str = ""
    remote: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    path: Path


@dataclass(frozen=True)
class Outgoing:
    """A message as a transport needs it. ``stop`` is the address that one press ends such mails at (RFC 8058)."""

    message_id: str
    recipient: str
    name: str
    subject: str
    text: str
    attached: tuple[Attachment, ...] = ()
    stop: str = ""


class TransportFailed(Exception):
    """Nothing can be sent this way now: no connection, no entry. The message in hand was certainly not sent."""


class Transport(Protocol):
    """A way for messages to travel."""

    def send(self, message: Outgoing, intend: Callable[[], None]) -> Answer:
        """Hand a message over. ``intend`` is called just before the step that cannot be taken back.

        An exception of ``intend`` passes through with nothing sent. Raises `TransportFailed` only where nothing was
        sent for certain; whatever else happens after that step is an `Answer`.
        """
        ...

    def ask(self, message_id: str) -> Answer | None:
        """What became of a doubtful message, where the service can tell; None where it can't."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...
