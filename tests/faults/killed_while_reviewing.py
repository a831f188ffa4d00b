"""A whole review killed without warning, again and again: intake, freeze, letters, open data and bundle.

After each kill the bundle on show is whole and is the old one or the new one, and the register holds the extract
before or the extract after, never a part. In the end a review that is let finish makes what one makes that was never
killed, byte for byte.
"""

from __future__ import annotations

import csv
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.faults.killed_while_publishing import of_postgresql
from tests.support import registers
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.schema import SEARCH, SITE
from upheld.vocabulary.scheme_loader import load

SCHEME = Path(__file__).parents[1] / "support" / "schemes" / "landlord-wales"
YEAR = 2022
STAGES = ("extract, figures and letters", "files and bundle", "after the swap")
MAY_DIFFER = {"report.html", "register.sqlite3", "register.sqlite3-wal", "register.sqlite3-shm"}


@dataclass
class Found:
    """What kills came to: which bundle stood after one, and in which stage of the review it fell.

    ``wrong`` says everything that must not be.
    """

    kills: int = 0
    stood: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    stage: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kept:
    """A folder of reviews and its register: in the folder, or a database of a PostgreSQL server."""

    out: Path
    register: str = ""

    @property
    def where(self) -> str:
        """Where the register is."""
        return self.register or str(self.out / "register.sqlite3")

    def copied(self, to: Path) -> Kept:
        """A copy of both, in place of what had that name."""
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.out, to, symlinks=True)
        return Kept(to, of_postgresql(self.register, to.name) if self.register else "")

    def asked(self, query: str) -> object:
        """The one value that the register answers a query with."""
        from django.db import connection

        with registers.opened(self.where), connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]


def killed_while_reviewing(folder: Path, *, kills: int, seed: int, register: str = "") -> Found:
    """Review a year, then a changed extract of it, killed so many times at random moments, then let finish.

    ``register``: an empty database on PostgreSQL; else each register lies in its folder.
    """
    chance, found = random.Random(seed), Found()
    before, after = _extract(folder / "before", cases=40), _extract(folder / "after", cases=60)
    start = Kept(folder / "start", register)
    _finish(_review(before, start))
    never_killed = start.copied(folder / "never")
    began = time.monotonic()
    _finish(_review(after, never_killed))
    lasts = time.monotonic() - began
    old, new = _on_show(start.out), _on_show(never_killed.out)
    work = start.copied(folder / "work")
    out = work.out
    while found.kills < kills:
        at = (found.kills + chance.random()) * lasts / kills  # somewhere in each part of the time that it takes
        is_last = found.kills == kills - 1  # however fast the machine, one falls after the extract was taken
        if _killed(review := _review(after, work), _taken(review, work, _cases(start)) if is_last else at):
            found.kills += 1
            _look(work, found, old, new)
            found.stage[_stage(work, start, new)] += 1
        else:
            lasts *= 0.95
        if _on_show(out) == new:
            work = start.copied(out)
    half = out / "snapshots" / ".freezing-by-one-that-died"
    half.mkdir()
    (half / "cases.parquet").write_bytes(b"PAR1")
    _finish(_review(after, work))
    if contents(out) != contents(never_killed.out):
        found.wrong.append("a review that was killed and run again made other files than one that was not")
    return found


def _review(extract: Path, kept: Kept) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "upheld.console", "review", extract, "--year", YEAR, "--out", kept.out]
    arguments = [*map(str, command), "--scheme", str(SCHEME)]
    arguments += ["--register", kept.register] if kept.register else []
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _taken(review: subprocess.Popen[bytes], work: Kept, before: object) -> float:
    """Wait until the extract is in the register, or the review over; 0, the seconds still to wait."""
    while review.poll() is None and _cases(work) == before:
        time.sleep(0.05)
    return 0


def _finish(review: subprocess.Popen[bytes]) -> None:
    assert review.wait(timeout=300) == 0


def _killed(review: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a review with all its processes after some time; whether it was still at work then."""
    time.sleep(after)
    if review.poll() is not None:
        return False
    os.killpg(review.pid, signal.SIGKILL)
    return review.wait(timeout=60) == -signal.SIGKILL


def _look(work: Kept, found: Found, old: str, new: str) -> None:
    """Hold what stands after a kill against what may."""
    try:
        check(work.out / "bundle")
    except BrokenBundle as broken:
        found.wrong.append(f"after {found.kills} kills the bundle is broken: {broken}")
        return
    shown = {old: "old", new: "new"}.get(_on_show(work.out), "another")
    held = {40: "before", 60: "after"}.get(_cases(work), "a part")
    found.stood[shown] += 1
    found.taken[held] += 1
    if shown == "another" or held == "a part":
        found.wrong.append(f"after {found.kills} kills: {shown} bundle on show, {held} of the extract in the register")


def _stage(work: Kept, start: Kept, new: str) -> str:
    """What was not yet done when it was killed. The extract, figures and letters are kept together."""
    done = (_cases(work) != _cases(start), _on_show(work.out) == new)
    return STAGES[done.index(False)] if False in done else STAGES[-1]


def _on_show(out: Path) -> str:
    return hashlib.sha256((out / "bundle" / SITE).read_bytes()).hexdigest()


def _cases(kept: Kept) -> object:
    return kept.asked("SELECT count(*) FROM register_case")


def contents(out: Path) -> dict[str, str]:
    """A hash of each file that a review makes, but for what may differ, and what nobody looks at any more."""
    out = out.resolve()
    shown = (out / "bundle").resolve()
    files = [path for path in out.rglob("*") if path.is_file() and path.name not in MAY_DIFFER]
    files = [path for path in files if "bundles" not in path.parts and path.parent.name != SEARCH]
    files += [path for path in shown.rglob("*") if path.is_file() and path.parent.name != SEARCH]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _extract(folder: Path, *, cases: int) -> Path:
    """A small extract of the scheme: cases of its landlords, decided through the year, by every outcome in turn."""
    scheme = load(str(SCHEME))
    folder.mkdir(parents=True)
    codes = [one.code(date(YEAR, 12, 31)) for one in scheme.authorities.living(date(YEAR, 12, 31))]
    with (folder / "cases.csv").open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(["reference", "authority", "subject", "received_on", "decided_on", "outcome", "summary"])
        for at in range(cases):
            day = date(YEAR, 1, 1) + timedelta(days=at * 5)
            subject, outcome = scheme.subjects[at % len(scheme.subjects)], scheme.outcomes[at % len(scheme.outcomes)].id
            row = [f"R{at:03}", codes[at % len(codes)], subject, day, day + timedelta(days=30), outcome, f"Case {at}"]
            written.writerow(row)
    return folder
