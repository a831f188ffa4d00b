"""What came back: delivery status notifications (RFC 3464) from a mailbox, put to the messages that they are about.

A message is known by its own identifier, which servers give back with it; nothing is guessed from names or subjects.
"""

from __future__ import annotations

from dataclasses import dataclass

from upheld.delivery import models
from upheld.delivery.actions import arrived_or_not
from upheld.delivery.mailboxes import Box, notification
from upheld.delivery.states import State

BY = "mailbox of what came back"


@dataclass
class Read:
    """What a look into the mailbox came to. ``others`` are mails that are about none of our messages."""

    came_back: int = 0
    arrived: int = 0
    others: int = 0


def read(box: Box) -> Read:
    """Put what came back to its messages. Stopped anywhere, the next look reads the same again and changes nothing."""
    found = Read()
    for name, content in box.mails():
        told = notification(content)
        message = models.Message.objects.filter(message_id=told.message_id).first() if told else None
        if told is None or message is None:
            found.others += 1
            continue
        if arrived_or_not(message, told.to, told=told.told, by=BY):
            found.came_back += told.to == State.BOUNCED
            found.arrived += told.to == State.DELIVERED
        box.done(name)
    return found
