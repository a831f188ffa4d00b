"""A release killed without warning at random moments: the old bundle stands whole, or the new one, and the next run
finishes what was begun, once.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import postgresql, registers, releasing
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.release.shown import editions_shown

PUBLISHING = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.register", UPHELD_DATABASE=sys.argv[1])
import django; django.setup()
from tests.support import releasing
from upheld.publication.release import actions, checking
checking._dead = lambda bundle: []
place = releasing.place(Path(sys.argv[2]))
print("ready", flush=True)
for one in actions.due(place, datetime.now(UTC), by="petra"):
    if one.blocks:
        sys.exit(str(one.blocks))
"""
REPOSITORY = Path(__file__).parents[2]
Copied = Callable[[str, str], str]
"""Makes a copy of a register under a name, in place of what had that name; returns where it is."""


@dataclass
class Found:
    """What kills came to: which bundle stood after one. ``wrong`` says everything that must not be."""

    kills: int = 0
    stood: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def of_sqlite(register: str, name: str) -> str:
    """A copy of a SQLite register, beside it."""
    copy = Path(register).with_name(f"{name}.sqlite3")
    for one in copy.parent.glob(f"{copy.name}*"):
        one.unlink()
    return str(shutil.copy(register, copy))


def of_postgresql(register: str, name: str) -> str:
    """A copy of a register on the same PostgreSQL server. What a killed process left open there is closed first."""
    server, _, template = register.rpartition("/")
    postgresql.execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    postgresql.execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


def killed_while_publishing(folder: Path, register: str, copied: Copied, *, kills: int, seed: int) -> Found:
    """Publish a correction that is due, killed so many times at random moments, each time then let finish.

    ``register`` is an empty one, which is filled; ``copied`` makes another of it for each kill.
    """
    chance, found = random.Random(seed), Found()
    start = folder / "start"
    _made_ready(start, register)
    lasts = _never_killed(copied(register, "never"), shutil.copytree(start, folder / "never", symlinks=True))
    while found.kills < kills:
        work, own = shutil.copytree(start, folder / "work", symlinks=True), copied(register, "work")
        if _killed(_publish(own, work), chance.uniform(0, lasts)):
            found.kills += 1
            found.stood[_shown(work, found)] += 1
            _let_finish(own, work, found)
        shutil.rmtree(work)
    return found


def _made_ready(start: Path, register: str) -> None:
    """An edition on show, and its correction, due."""
    from upheld.editions.models import Edition
    from upheld.editions.states import State
    from upheld.publication.release import making
    from upheld.vocabulary.values import Rate

    start.mkdir(parents=True)
    with registers.opened(register):
        place = releasing.place(start)
        first = releasing.edition(place, start, state=State.PUBLISHED)
        making.write_published(place, first)
        other = releasing.with_figure(releasing.DARTFORD, {"uphold_rate": Rate(2, 2)})
        second = releasing.edition(place, start, number=2, figures=other, corrects=first)
        notice = {"what": "One count was wrong.", "why": "A case was entered twice."}
        Edition.objects.filter(pk=second.pk).update(notice=notice)
        releasing.announced(place, second, ago=1, edition=second)


def _publish(register: str, work: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PUBLISHING, register, str(work)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True, cwd=REPOSITORY)


def _ready(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"


def _never_killed(register: str, work: Path) -> float:
    """How long it takes, in seconds, from where it may be killed."""
    process = _publish(register, work)
    _ready(process)
    began = time.monotonic()
    process.communicate(timeout=120)
    assert process.returncode == 0
    return time.monotonic() - began


def _killed(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill it after some time; whether it was still at work then."""
    _ready(process)
    time.sleep(after)
    is_at_work = process.poll() is None
    if is_at_work:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    return is_at_work and process.returncode == -signal.SIGKILL


def _shown(work: Path, found: Found) -> str:
    """Which edition the bundle on show is of."""
    bundle = work / "out" / "bundle"
    try:
        is_preview = check(bundle)["preview"]
    except BrokenBundle as broken:
        found.wrong.append(f"after {found.kills} kills the bundle is broken: {broken}")
        return "broken"
    shown = {1: "old", 2: "new"}[editions_shown(bundle)[2022][0]]
    if is_preview:
        found.wrong.append(f"after {found.kills} kills a preview is on show")
    return shown


def _let_finish(register: str, work: Path, found: Found) -> None:
    from upheld.access.models import AuditEntry

    process = _publish(register, work)
    process.communicate(timeout=120)
    if process.returncode != 0 or _shown(work, found) != "new":
        found.wrong.append(f"after {found.kills} kills the next run did not finish")
    with registers.opened(register):
        for action in ("release", "published"):
            if (times := AuditEntry.objects.filter(action=action).count()) != 1:
                found.wrong.append(f"after {found.kills} kills: {action} is {times} times on record")
