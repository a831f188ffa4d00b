"""``upheld desk work``: does what people at the desk asked for, one job after the other.

Each kind of work is a function that is given its job and says what came of it; modules named in `WORK` declare theirs
with `does`. Work that was begun and not ended, because the machine or the worker stopped, is begun again: every
function here comes out the same when it is done twice. Kinds of one lane are done one after the other; lanes go side
by side, so that letters that go slowly keep nobody waiting.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console import alive
from upheld.console.words import say
from upheld.operations.logs import event, tell, this_is
from upheld.operations.stopping import Stopped, asked, heed_signals
from upheld.publication.release.waiting import Steady
from upheld.vocabulary.problems import Refused

if TYPE_CHECKING:
    from upheld.desk.models import Job

WORK = (
    "upheld.console.letters_work",
    "upheld.console.round_mail",
    "upheld.console.release_work",
    "upheld.console.remedy_mail",
    "upheld.console.training_mail",
    "upheld.console.watching",
)
"""Modules that declare work."""
Function = Callable[["Job", Path], str]
"""Does a job in the folder of reviews, and says what came of it. Raises `Refused` where it cannot be done."""
KINDS: dict[str, tuple[Function, str]] = {}
MAIN = "main"
CLOCK = Steady(tell=lambda line: _aloud("clock", line))
"""What this process takes for the time: nothing is published early because somebody set the clock."""
LOOK_EVERY = 0.5
"""Seconds between looks for work, where nothing is due sooner."""
NOTICE_EVERY = 30.0
"""Seconds between looks at whether the register has changed."""


def _aloud(name: str, line: str) -> None:
    tell(name, line, logging.ERROR)


def does(kind: str, lane: str = MAIN) -> Callable[[Function], Function]:
    """Declare the function that does a kind of work."""

    def declared(function: Function) -> Function:
        KINDS[kind] = (function, lane)
        return function

    return declared


def run(out: Path, register: str, scheme: str, once: bool) -> None:
    """Work until Ctrl-C; with ``once`` until nothing is due."""
    from upheld.console.desk import prepare

    prepare(out, register, scheme)
    declare()
    this_is("worker")
    _each_morning()
    if once:
        work_off(out)
        return
    heed_signals()
    alive.begin()
    tell("worker started", "Working for the desk; stop with Ctrl-C")
    others = sorted({lane for _, lane in KINDS.values()} - {MAIN})
    lanes = [threading.Thread(target=_or_end, args=(out, lane), daemon=True) for lane in others]
    for one in lanes:
        one.start()
    try:
        _for_ever(out, MAIN)
        for one in lanes:
            one.join()
    except KeyboardInterrupt:
        pass
    say("Stopped.")


def _each_morning() -> None:
    """Ask for what is done each morning: it goes on from there by itself."""
    from upheld.console.remedy_mail import ask_for_next

    ask_for_next(CLOCK.now())


def _after_changes() -> None:
    """Ask for what is done after each change of the register."""
    from upheld.console.watching import ask_if_changed

    ask_if_changed()


def declare() -> None:
    """Load every module that declares work."""
    for module in WORK:
        import_module(module)


def work_off(out: Path) -> None:
    """Do what is due, in every lane."""
    from upheld.desk.jobs import let_go_of_dead

    let_go_of_dead()
    _after_changes()
    lanes = sorted({lane for _, lane in KINDS.values()})
    while [lane for lane in lanes if _next(out, lane)]:
        pass


def _or_end(out: Path, lane: str) -> None:
    """Work a lane off in a thread of its own. Where it cannot go on the process ends, and what started it is told."""
    try:
        _for_ever(out, lane)
    except Exception as error:  # a lane that is gone while the others go on would be noticed by nobody
        _aloud("lane ended", f"the work of {lane} stopped: {_kind_of(error)}")
        os._exit(1)


def _for_ever(out: Path, lane: str) -> None:
    """Work a lane off, until told to stop. A register that does not answer is asked again: it comes back."""
    from django.db import Error, connections

    from upheld.desk.jobs import give_back, let_go_of_dead

    lost, noticed = False, -NOTICE_EVERY
    while not asked():
        try:
            if lost:
                give_back(_kinds_of(lane))
                lost = False
            let_go_of_dead()
            if lane == MAIN and time.monotonic() >= noticed + NOTICE_EVERY:
                _after_changes()
                noticed = time.monotonic()
            found = _next(out, lane)
        except Error as error:
            _aloud("register lost", f"the register does not answer ({_kind_of(error)}); it is asked again")
            found, lost = False, True
        except Stopped:
            give_back(_kinds_of(lane))
            return
        if not found:
            connections.close_all()
            time.sleep(LOOK_EVERY)


def _kind_of(error: Exception) -> str:
    """What went wrong by its class and the database's own name for it; its text may hold what a row held."""
    cause = error.__cause__
    return " ".join(
        [type(error).__name__, getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""]
    ).strip()


def _kinds_of(lane: str) -> list[str]:
    return [kind for kind, (_, its) in KINDS.items() if its == lane]


def _next(out: Path, lane: str) -> bool:
    """Do the next job of a lane; whether there was one."""
    from upheld.desk.jobs import take_next

    job = take_next(_kinds_of(lane), CLOCK.now())
    if job is None:
        return False
    do(job, out)
    return True


def do(job: Job, out: Path) -> None:
    """Do a job and say what came of it; what goes wrong is told without what was being worked on."""
    from upheld.desk.jobs import end
    from upheld.editions.states import MoveRefused

    began, failed = time.monotonic(), True
    try:
        told = KINDS[job.kind][0](job, out)
    except Refused as refused:
        end(job, "; ".join(map(str, refused.problems)), failed=True)
    except MoveRefused as refusal:
        end(job, str(refusal), failed=True)
    except Exception as error:  # a job that fails must not end the worker; the next one may be for somebody else
        where = traceback.extract_tb(error.__traceback__)[-1]
        _aloud("job failed", f"{job.kind} went wrong: {type(error).__name__} in {where.name}, line {where.lineno}")
        end(job, f"it went wrong ({type(error).__name__}); the worker's log says where", failed=True)
    else:
        end(job, told)
        failed = False
    event("job ended", job=job.pk, kind=job.kind, failed=failed, milliseconds=int((time.monotonic() - began) * 1000))
