"""``upheld release``: the calendar, what is prepared, and publishing at the moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from upheld.console.by import by
from upheld.console.editions import existing
from upheld.console.schemes import chosen
from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from upheld.publication.release.models import Release
    from upheld.publication.release.place import Place

BY = "release"


@contextmanager
def _opened(out: Path, register: str, scheme_name: str) -> Iterator[Place]:
    """A place to release in. What may not be done ends the command as every refusal does."""
    scheme = chosen(scheme_name)
    with existing(register or str(out / "register.sqlite3")):
        from upheld.publication.release.place import Place
        from upheld.publication.release.states import MoveRefused
        from upheld.register.queries import directory

        try:
            yield Place(scheme, directory(scheme), out)
        except MoveRefused as refusal:
            raise Refused([Problem(str(out), expected=str(one)) for one in refusal.args]) from refusal


def _moment(place: Place, written: str, which: str) -> datetime:
    from upheld.publication.release.moments import NoMoment, TwoMoments, moment

    try:
        return moment(written, place.zone, which)
    except NoMoment as problem:
        raise Refused([Problem("AT", value=written, expected=f"a day and time: {problem}")]) from problem
    except TwoMoments as problem:
        both = " or ".join(f"{one.astimezone(place.zone):%H:%M:%S %Z}" for one in problem.args)
        wanted = f"which of the two, as clocks go back then: --which first or second ({both})"
        raise Refused([Problem("AT", value=written, expected=wanted)]) from problem


def _at(place: Place, release: Release) -> str:
    return f"{release.at.astimezone(place.zone):%Y-%m-%d %H:%M:%S %Z}"


def _to_come(place: Place, year: int) -> Release:
    from upheld.publication.release.calendar import to_come

    found = [one for one in to_come(place.scheme.id) if one.year == year]
    if not found:
        raise Refused([Problem(str(year), expected="a year with a release to come; see upheld release list")])
    return found[0]


def _show(place: Place) -> None:
    from upheld.publication.release.actions import show_calendar

    shown = show_calendar(place)
    say("The calendar on the site says so." if shown else "Nothing is published yet, so no site tells of it.")


def announced(out: Path, register: str, scheme: str, year: int, written: str, which: str, without_letters: str) -> None:
    """Announce a release."""
    with _opened(out, register, scheme) as place:
        from upheld.publication.release.calendar import announce

        at = _moment(place, written, which)
        made = announce(place.scheme.id, year, at, by=by(BY), without_letters=without_letters)
        say(f"{place.scheme.year(year).label} is announced for {_at(place, made)}.")
        _show(place)


def moved(out: Path, register: str, scheme: str, year: int, written: str, which: str, reason: str) -> None:
    """Announce another moment."""
    with _opened(out, register, scheme) as place:
        from upheld.publication.release.calendar import move

        made = move(_to_come(place, year), _moment(place, written, which), reason=reason, by=by(BY))
        say(f"{place.scheme.year(year).label} is announced for {_at(place, made)} now.")
        _show(place)


def cancelled(out: Path, register: str, scheme: str, year: int, reason: str) -> None:
    """Cancel a release."""
    with _opened(out, register, scheme) as place:
        from upheld.publication.release.calendar import cancel

        cancel(_to_come(place, year), reason=reason, by=by(BY))
        say(f"The release of {place.scheme.year(year).label} is cancelled.")
        _show(place)


def listed(out: Path, register: str, scheme: str) -> None:
    """The calendar."""
    with _opened(out, register, scheme) as place:
        from upheld.publication.release.calendar import every

        for one in every(place.scheme.id):
            label = place.scheme.year(one.year).label
            say(f"{label}  {_at(place, one)}  {one.state}{': ' + one.reason if one.reason else ''}")
        _tell_held()


def _tell_held() -> None:
    from upheld.publication.release.confirming import WAITS, is_held

    if is_held():
        say(f"NOTHING IS PUBLISHED: {WAITS} (upheld release confirm).")


def confirmed(out: Path, register: str, scheme: str) -> None:
    """Confirm the calendar of a register that came back from a backup."""
    with _opened(out, register, scheme):
        from upheld.publication.release.confirming import confirm

        done = confirm(by=by(BY))
        say("The calendar is confirmed: releases are published at their moments." if done else "Nothing waited for it.")


def prepared(out: Path, register: str, scheme: str) -> None:
    """Make what is to come, and say what is in the way of it."""
    from upheld.console.words import say as told

    with _opened(out, register, scheme) as place:
        from upheld.publication.release.calendar import to_come
        from upheld.publication.release.place import one_publisher
        from upheld.publication.release.preparing import blocks_of, prepare

        in_the_way = 0
        for release in to_come(place.scheme.id):
            with one_publisher(out):
                made = prepare(place, release, by=by(BY), tell=told)
            blocks = [*made.problems, *blocks_of(release, made.edition)]
            in_the_way += len(blocks)
            say(f"{place.scheme.year(release.year).label}, {_at(place, release)}: {made.name} is made")
            for line in blocks:
                say(f"  In the way: {line}")
            for line in made.warnings:
                say(f"  Look at this: {line}")
            _tell_report(made.report)
    if in_the_way:
        raise typer.Exit(1)


def ran(out: Path, register: str, scheme: str, once: bool) -> None:
    """Wait for releases, or publish what is due."""
    with _opened(out, register, scheme) as place:
        from datetime import UTC, datetime

        from upheld.publication.release.actions import due
        from upheld.publication.release.running import Running

        _tell_held()
        if not once:
            say("Waiting for releases; stop it with Ctrl-C.")
            Running(place, by(BY), say).forever()
        outcomes = due(place, datetime.now(UTC), by=by(BY), tell=say)
        for one in outcomes:
            label = place.scheme.year(one.release.year).label
            for block in one.blocks:
                say(f"{label} cannot be published: {block}")
            if not one.blocks:
                say(f"{label} is published, {one.late.total_seconds():.1f} s after its moment.")
                _tell_report(one.release.report or {})
    if any(one.blocks for one in outcomes):
        raise typer.Exit(1)


def differed(out: Path, register: str, scheme: str, year: int) -> None:
    """What the last release of a year changed without a reason."""
    with _opened(out, register, scheme) as place:
        from upheld.publication.release.models import Release
        from upheld.publication.release.states import Release as State

        done = Release.objects.filter(scheme=place.scheme.id, year=year, state=State.DONE).order_by("-done_at").first()
        if done is None:
            raise Refused([Problem(str(year), expected="a year with a release that is done")])
        report = done.report or {}
        _tell_report(report)
    if report.get("unexplained"):
        raise typer.Exit(1)


def _tell_report(report: dict[str, object]) -> None:
    """What differs from the bundle before: loud where no reason is on record."""
    if not report:
        say("There is no earlier bundle to compare with.")
        return
    unexplained = int(str(report["unexplained"]))
    say(f"{number(int(str(report['differences'])), 'published value')} differ from {report['old']}.")
    if unexplained:
        say(f"WITHOUT A REASON ON RECORD: {unexplained:,}")
    for one in report["listed"]:  # type: ignore[attr-defined]
        where = " ".join(filter(None, (one["table"], str(one["year"]), one["authority"], one["key"], one["column"])))
        say(f"  {where}: {one['was']} → {one['now']}")
