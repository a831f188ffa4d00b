"""Moving a mail from state to state: one statement that asks for the state before, so that one of two wins.

The states and moves are those of letters (`upheld.delivery.states`).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from datetime import datetime, timedelta

from upheld.delivery.processes import process_lives, this_process
from upheld.delivery.states import State, check_move
from upheld.publication.subscriptions.models import Mail

NO_ANSWER = "sending was stopped after the mail was handed over and before an answer came"
SILENT_FOR = timedelta(minutes=30)
"""A process elsewhere whose mail got no answer for so long is dead: three times the longest wait for one."""

AT_WORK: set[str] = set()
"""The passes that this process is at: one that ended by a fault is dead, though the process lives."""


def this_pass(name: str) -> str:
    """A pass of this process, as a mail's row keeps it."""
    return f"{this_process()}/{name}"


def moved(mail: int, frm: Iterable[State], to: State, now: datetime, **fields: object) -> bool:
    """Move a mail that is in one of some states; False where it is in another, or was deleted with its follower."""
    for state in frm:
        check_move(state, to)
    return bool(Mail.objects.filter(pk=mail, state__in=[*frm]).update(state=to, changed_at=now, **fields))


def settle_dead(now: datetime) -> int:
    """Mails of which a dead pass told nothing but its intention are doubtful; returns how many that are."""
    left = Mail.objects.filter(state=State.INTENDED)
    dead = [one.pk for one in left if not _is_alive(one, now)]
    return sum(moved(one, [State.INTENDED], State.DOUBTFUL, now, told=NO_ANSWER) for one in dead)


def _is_alive(mail: Mail, now: datetime) -> bool:
    process, _, name = mail.process.partition("/")
    if mail.host != socket.gethostname():
        return now - mail.changed_at < SILENT_FOR
    return name in AT_WORK if process == this_process() else process_lives(process)
