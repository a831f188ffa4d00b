"""Messages for tests of sending."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from upheld.delivery.actions import Draft, File, plan
from upheld.delivery.composing import Sender
from upheld.delivery.models import Message

OCCASION = "made-up scheme 2022 edition 1"
SENDER = Sender(
    "The Ombudsman", "letters@ombudsman.example", "back@ombudsman.example", datetime(2022, 7, 20, 9, tzinfo=UTC)
)


def letter_file(folder: Path, name: str = "E07000107.pdf", content: bytes = b"%PDF-1.7 a letter") -> File:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return File(name, path, hashlib.sha256(content).hexdigest())


def drafts(folder: Path, *recipients: str) -> list[Draft]:
    """A letter to each."""
    made = []
    for at, recipient in enumerate(recipients):
        file = letter_file(folder, f"letter-{at}.pdf", f"%PDF-1.7 letter {at}".encode())
        text = f"Dear officer {at}\n\nYour letter.\n.a line that begins with a dot\n"
        made.append(Draft(file.sha256, recipient, "letter", f"A{at}", f"Officer {at}", "Your letter", text, (file,)))
    return made


def planned(folder: Path, *recipients: str, occasion: str = OCCASION) -> list[Message]:
    """Letters on record to be sent."""
    plan(occasion, drafts(folder, *recipients), domain=SENDER.domain, by="ana")
    return list(Message.objects.filter(occasion=occasion).order_by("pk"))


def states(occasion: str = OCCASION) -> dict[str, str]:
    """Recipient → state."""
    return dict(Message.objects.filter(occasion=occasion).order_by("pk").values_list("recipient", "state"))
