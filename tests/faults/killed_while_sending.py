"""Sending killed without warning, again and again, against a real SMTP server that counts.

After each kill everything that the server has and everything that is on record must agree: what is accepted is there
once, what is planned is not there, what is doubtful is there at most once. In the end nothing is left to send, and
nothing that was there twice.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import registers
from tests.support.mail_server import ROOT, MailServer, mail_server
from tests.support.messages import OCCASION, SENDER, letter_file
from upheld.delivery.actions import Draft, plan
from upheld.delivery.models import Message
from upheld.delivery.runs import settle_dead
from upheld.delivery.states import State

LETTER_BYTES, MESSAGES_A_KILL = 60_000, 20


@dataclass
class Found:
    """What kills came to. ``wrong`` says everything that must not be."""

    kills: int = 0
    messages: int = 0
    taken: int = 0
    twice: int = 0
    doubtful: int = 0
    doubtful_and_taken: int = 0
    wrong: list[str] = field(default_factory=list)


def killed_while_sending(folder: Path, register: str, *, kills: int, seed: int) -> Found:
    """Plan messages, kill the sending so many times at random moments, then let it finish."""
    chance = random.Random(seed)
    found = Found(messages=kills * MESSAGES_A_KILL)
    with mail_server(folder) as mail, registers.opened(register):
        _plan(folder, found.messages)
        while found.kills < kills:
            found.kills += _killed(register, mail, chance.uniform(0, 0.35))
            _compare(mail, found)
        with _run(register, mail) as process:
            process.communicate(timeout=600)
        _compare(mail, found)
        states = Counter(Message.objects.values_list("state", flat=True))
        if left := states[State.PLANNED] + states[State.INTENDED]:
            found.wrong.append(f"{left} messages were never sent")
        taken = {one.message_id for one in mail.taken}
        doubtful = set(Message.objects.filter(state=State.DOUBTFUL).values_list("message_id", flat=True))
        found.twice = len(mail.taken) - len(taken)
        found.taken, found.doubtful, found.doubtful_and_taken = len(taken), len(doubtful), len(doubtful & taken)
    return found


def _plan(folder: Path, count: int) -> None:
    drafts = []
    for at in range(count):
        file = letter_file(folder / "letters", f"{at}.pdf", at.to_bytes(4, "big") * (LETTER_BYTES // 4))
        name = "slow" if at % 2 else "officer"
        drafts.append(
            Draft(file.sha256, f"{name}+{at}@council.example", "letter", f"A{at}", "Officer", "Letter", "Text", (file,))
        )
    plan(OCCASION, drafts, domain=SENDER.domain, by="ana")


def _run(register: str, mail: MailServer) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.send_once", register, str(mail.port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "sending\n"
    return process


def _killed(register: str, mail: MailServer, after: float) -> bool:
    """Kill a run after some time; whether it was still at work then."""
    with _run(register, mail) as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return process.wait(timeout=60) == -signal.SIGKILL


def _compare(mail: MailServer, found: Found) -> None:
    """Hold what the server has against what is on record."""
    settle_dead(by="ben")
    taken = Counter(one.message_id for one in mail.taken)
    for message in Message.objects.all():
        there = taken[message.message_id]
        right = {State.ACCEPTED: there == 1, State.PLANNED: there == 0, State.DOUBTFUL: there <= 1}
        if not right.get(State(message.state), False):
            found.wrong.append(f"after {found.kills} kills: {message.state}, and {there} times at the server")
