"""Passes of following killed without warning, again and again, against a real SMTP server that counts.

After each kill the server and the record must agree: what is accepted is there once, what is planned is not there,
what is doubtful is there at most once. In the end every follower was planned one mail and no more, and none is left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.support.mail_server import ROOT, MailServer, mail_server
from tests.support.subscriptions import DARTFORD, Bundles, Post, decision, follows, passed
from upheld.delivery.states import State

FROM = "Made-up Ombudsman <news@ombudsman.example>"
FOLLOWERS_A_KILL = 12


@dataclass
class Found:
    """What kills came to. ``wrong`` says everything that must not be."""

    kills: int = 0
    taken: int = 0
    doubtful: int = 0
    wrong: list[str] = field(default_factory=list)


def killed_while_following(folder: Path, database: str, *, kills: int, seed: int) -> Found:
    """Followers of one authority, something new, and a pass that is killed so many times; then it may finish."""
    from upheld.publication.subscriptions.models import Mail

    chance, found = random.Random(seed), Found()
    followers = kills * FOLLOWERS_A_KILL
    bundles = Bundles(folder)
    passed(bundles.write(), Post())
    now = datetime.now(UTC)
    for at in range(followers):
        follows(f"{'slow' if at % 2 else 'ana'}+{at}@example.com", "authority", DARTFORD, now=now)
    bundles.write(decision("21 000 100"))
    with mail_server(folder) as mail:
        while found.kills < kills:
            seen = len(mail.taken)
            process = _run(bundles.link, database, mail)
            # so that kills are in the midst of work, however slowly a process starts
            while len(mail.taken) == seen and process.poll() is None:
                time.sleep(0.01)
            if not _killed(process, chance.uniform(0, 0.1)):
                break
            found.kills += 1
            _compare(mail, found)
        with _run(bundles.link, database, mail) as process:
            process.communicate(timeout=600)
        _compare(mail, found)
        taken = mail.taken
    states = Counter(Mail.objects.values_list("state", flat=True))
    if sum(states.values()) != followers:
        found.wrong.append(f"{sum(states.values())} mails for {followers} followers")
    if left := states[State.PLANNED] + states[State.INTENDED]:
        found.wrong.append(f"{left} mails were never sent")
    if twice := len(taken) - len({one.recipient for one in taken}):
        found.wrong.append(f"{twice} followers were told twice")
    found.taken, found.doubtful = len(taken), states[State.DOUBTFUL]
    return found


def _run(bundle: Path, database: str, mail: MailServer) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "upheld.console", "follow", "send", str(bundle), "--database", database, "--once"]
    own = {"UPHELD_MAIL": f"smtp://127.0.0.1:{mail.port}", "UPHELD_MAIL_FROM": FROM, "UPHELD_SECRET_KEY": "k" * 50}
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**environment, **own})


def _killed(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a pass after some time; whether it was still at work then."""
    with process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        return process.wait(timeout=60) == -signal.SIGKILL


def _compare(mail: MailServer, found: Found) -> None:
    """Hold what the server has against what is on record."""
    from upheld.publication.subscriptions.models import Mail
    from upheld.publication.subscriptions.moving import settle_dead

    settle_dead(datetime.now(UTC))
    taken = Counter(one.message_id.strip("<>").partition("@")[0] for one in mail.taken)
    for one in Mail.objects.all():
        there = taken[one.name]
        right = {State.ACCEPTED: there == 1, State.PLANNED: there == 0, State.DOUBTFUL: there <= 1}
        if not right.get(State(one.state), False):
            found.wrong.append(f"after {found.kills} kills: {one.state}, and {there} times at the server")
