"""Releases: the calendar, what is prepared, what was released, and who had figures before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk import jobs
from upheld.desk.models import Job
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import scheme
from upheld.editions.queries import every as every_edition
from upheld.publication.release import calendar, confirming, readers
from upheld.publication.release.models import EarlyAccess, Prepared, Release
from upheld.publication.release.moments import NoMoment, TwoMoments, moment
from upheld.publication.release.preparing import blocks_of, edition_of, prepared_of
from upheld.publication.release.states import MoveRefused
from upheld.publication.release.states import Release as State

SHOWN = 200
"""How many differences a page lists; the command lists them all."""


@dataclass(frozen=True)
class Shown:
    """A release as the page shows it: by the scheme's clocks, with what is prepared for it."""

    release: Release
    label: str
    at: str
    done_at: str
    prepared: Prepared | None
    report: dict[str, Any]
    blocks: list[str]
    work: list[Job]
    is_overdue: bool


def by_the_clocks(at: datetime | None) -> str:
    """27 July 2022, 09:30:00 BST."""
    if at is None:
        return ""
    local = at.astimezone(zone())
    return f"{local.day} {local:%B %Y, %H:%M:%S %Z}"


def zone() -> ZoneInfo:
    """The scheme's time zone."""
    return ZoneInfo(scheme().time_zone)


def shown(release: Release) -> Shown:
    """A release with everything about it."""
    prepared = prepared_of(release)
    report = release.report or (prepared.report if prepared else {})
    label = scheme().year(release.year).label
    return Shown(
        release,
        label,
        by_the_clocks(release.at),
        by_the_clocks(release.done_at),
        prepared,
        report,
        _blocks(release),
        jobs.for_release(release.pk)[:6],
        release.state == State.ANNOUNCED and release.at <= timezone.now(),
    )


def _blocks(release: Release) -> list[str]:
    """What would keep a release that is to come from being published."""
    if release.state != State.ANNOUNCED:
        return []
    try:
        return blocks_of(release, edition_of(release))
    except MoveRefused as refusal:
        return list(map(str, refusal.args))


@require_GET
@allowed(Action.SEE_EDITIONS)
def releases(request: HttpRequest) -> HttpResponse:
    """The calendar, with what can be done to each release."""
    every = [shown(one) for one in calendar.every(scheme().id)]
    return desk_page(
        request,
        "releases.html",
        "Releases",
        to_come=[one for one in reversed(every) if one.release.state == "announced"],
        past=[one for one in every if one.release.state != "announced"],
        years=_years(),
        job_words=jobs.IN_WORDS,
        early=_early(),
        zone=scheme().time_zone,
        listed=SHOWN,
        is_held=confirming.is_held(),
    )


def _years() -> list[tuple[int, str]]:
    found = sorted({one.year for one in every_edition(scheme().id)}, reverse=True)
    return [(year, scheme().year(year).label) for year in found]


def _early() -> list[tuple[EarlyAccess, str, str]]:
    found = EarlyAccess.objects.filter(scheme=scheme().id).order_by("-year", "since")
    return [(one, scheme().year(one.year).label, by_the_clocks(one.since)) for one in found]


def _done(request: HttpRequest, what: Callable[[], object], told: str) -> HttpResponse:
    """Do something; the page then says that it is done, or everything that was in the way."""
    try:
        what()
    except MoveRefused as refusal:
        refuse(request, *map(str, refusal.args))
    except NoMoment as problem:
        refuse(request, f"The moment: {problem}.")
    except TwoMoments as problem:
        first, second = (by_the_clocks(one) for one in (problem.first, problem.second))
        refuse(
            request,
            f"Clocks go back then, so this time comes twice: say whether the first ({first}) or the second ({second}).",
        )
    else:
        say(request, told)
    return redirect("releases")


def _moment(request: HttpRequest) -> datetime:
    written = f"{request.POST.get('day', '').strip()} {request.POST.get('time', '').strip()}"
    return moment(written, zone(), request.POST.get("which", ""))


def _said(request: HttpRequest, name: str = "reason") -> str:
    return request.POST.get(name, "").strip()[:500]


def _year(request: HttpRequest) -> int:
    written = request.POST.get("year", "")
    if written not in {str(year) for year, _ in _years()}:
        raise MoveRefused("choose one of the years")
    return int(written)


def _release(pk: int) -> Release:
    found = Release.objects.filter(pk=pk, scheme=scheme().id).first()
    if found is None:
        raise Http404
    return found


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def announce(request: HttpRequest) -> HttpResponse:
    """Announce the moment of a year's figures; of a correction, where the year is public already."""

    def what() -> None:
        year = _year(request)
        more = {"edition": _correcting(year), "without_letters": _said(request, "without_letters")}
        made = calendar.announce(scheme().id, year, _moment(request), by=account(request), **more)  # type: ignore[arg-type]
        _work_on(request, made)

    return _done(request, what, "The release is announced. The public calendar shows it in a minute.")


def _work_on(request: HttpRequest, release: Release) -> None:
    """Ask the worker for what follows: the calendar on the site, the bundle, and publishing when the moment comes."""
    jobs.ask("show the calendar", None, by=account(request), release=release.pk)
    if release.state == State.ANNOUNCED:
        jobs.ask("prepare a release", None, by=account(request), release=release.pk)
        jobs.ask("publish", None, by=account(request), not_before=release.at, release=release.pk)


def _correcting(year: int) -> object:
    """The newest edition of a year where it corrects a published one."""
    newest = next(one for one in every_edition(scheme().id) if one.year == year)
    return newest if newest.correction_of_id else None


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce another moment."""
    release, reason = _release(pk), _said(request)
    return _done(
        request,
        lambda: _work_on(request, calendar.move(release, _moment(request), reason=reason, by=account(request))),
        "The release is moved. The calendar keeps its old moment.",
    )


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that nothing will be published then."""
    release, reason = _release(pk), _said(request)
    return _done(
        request,
        lambda: _work_on(request, calendar.cancel(release, reason=reason, by=account(request))),
        "The release is cancelled.",
    )


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def confirm(request: HttpRequest) -> HttpResponse:
    """Say that the calendar of a register that came back from a backup is right."""
    return _done(request, lambda: confirming.confirm(by=account(request)), "The calendar is confirmed.")


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the bundle to be made, or looked at again."""
    release = _release(pk)

    def what() -> None:
        jobs.ask("prepare a release", None, by=account(request), release=release.pk)

    return _done(request, what, "The bundle is being made and checked. Load this page again in a minute.")


@require_POST
@allowed(Action.PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Try what is overdue again, once what was in the way is mended. Before its moment this does nothing."""
    release = _release(pk)

    def what() -> None:
        jobs.ask("publish", None, by=account(request), release=release.pk)

    return _done(request, what, "It is published now, unless something is in the way. Load this page in a minute.")


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def enter(request: HttpRequest) -> HttpResponse:
    """Put an office on the list of who had figures early."""

    def what() -> None:
        year, since = _year(request), _moment(request)
        office, reason = _said(request, "office"), _said(request)
        readers.enter(scheme().id, year, office=office, reason=reason, since=since, by=account(request))

    return _done(request, what, "The office is on the list, which is published with the release.")


@require_POST
@allowed(Action.SCHEDULE_RELEASE)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong entry off the list."""
    if not EarlyAccess.objects.filter(pk=pk, scheme=scheme().id).exists():
        raise Http404
    return _done(request, lambda: readers.strike(pk, why=_said(request), by=account(request)), "The entry is struck.")


urlpatterns = [
    path("releases/", releases, name="releases"),
    path("releases/announce", announce, name="release_announce"),
    path("releases/confirm", confirm, name="release_confirm"),
    path("releases/<int:pk>/move", move, name="release_move"),
    path("releases/<int:pk>/cancel", cancel, name="release_cancel"),
    path("releases/<int:pk>/prepare", prepare, name="release_prepare"),
    path("releases/<int:pk>/publish", publish, name="release_publish"),
    path("releases/early", enter, name="early_enter"),
    path("releases/early/<int:pk>/strike", strike, name="early_strike"),
]
