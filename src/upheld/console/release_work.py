"""What the worker does for releases: bundles made beforehand, publishing at the moment, the calendar on the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console import working
from upheld.console.schemes import chosen
from upheld.console.words import number
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.desk.models import Job
    from upheld.publication.release.place import Place

LANE = "releases"
"""A lane of its own: a release waits for no letters."""
TRIES = 20
"""How often what changes at the very moment is prepared again before a person is told."""


def _place(out: Path) -> Place:
    import os

    from upheld.publication.release.place import Place
    from upheld.register.queries import directory

    scheme = chosen(os.environ.get("UPHELD_SCHEME", ""))
    return Place(scheme, directory(scheme), out)


@does("show the calendar", lane=LANE)
def show_calendar(job: Job, out: Path) -> str:  # noqa: ARG001
    """The calendar on the site as it was announced."""
    from upheld.publication.release.actions import show_calendar

    if show_calendar(_place(out)):
        return "the calendar on the site is up to date"
    return "nothing is published yet: the first bundle will bring the calendar"


@does("prepare a release", lane=LANE)
def prepare(job: Job, out: Path) -> str:
    """What a release will show, made and checked."""
    from upheld.publication.release.models import Release
    from upheld.publication.release.preparing import prepare
    from upheld.publication.release.states import MoveRefused

    try:
        made = prepare(_place(out), Release.objects.get(pk=job.detail["release"]), by=job.by)
    except MoveRefused as refusal:
        raise _refused(*refusal.args) from None
    if made.problems:
        raise _refused(*made.problems)
    return f"{made.name} waits"


@does("publish", lane=LANE)
def publish(job: Job, out: Path) -> str:
    """Whatever is due."""
    from upheld.publication.release.actions import due

    done = 0
    for _ in range(TRIES):
        outcomes = due(_place(out), working.CLOCK.now(), by=job.by)
        done += sum(not one.blocks for one in outcomes)
        blocked = [one for one in outcomes if one.blocks]
        if not any(one.again for one in blocked):
            break
    if blocked:
        raise _refused(*(block for one in blocked for block in one.blocks))
    return f"{number(done, 'release')} published" if done else "nothing was due"


def _refused(*lines: str) -> Refused:
    return Refused([Problem("release", expected=line) for line in lines])
