"""The check round at the desk: opened with a deadline, its progress, invitations and reminders, its end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.delivery import inviting
from upheld.delivery.states import BY_A_PERSON
from upheld.desk import round_mails
from upheld.desk.pages import account, desk_page, edition_or_404, refuse, say
from upheld.desk.place import directory, scheme
from upheld.desk.round_mails import here
from upheld.desk.sending_views import WORDS
from upheld.editions.check_round import rounds
from upheld.editions.check_round.reading import standings, year_figures
from upheld.editions.models import Edition
from upheld.editions.states import MoveRefused, State
from upheld.register import queries as register
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Refused

ANSWERS = ("signed off", "queried", "signed off earlier figures", "no answer yet", "no reply")
REMIND = (7, 2)
"""Days before the deadline on which those without an answer are reminded, unless somebody says otherwise."""
LONGEST_BEFORE = 90


@require_GET
@allowed(Action.SEE_EDITIONS)
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the round is: every authority with its answer."""
    edition = edition_or_404(pk)
    one, now = rounds.current(edition), timezone.now()
    rows = standings(one, year_figures(edition).authorities) if one else []
    wanted = request.GET.get("answer", "")
    known, end = directory(), scheme().year(edition.year).end
    return desk_page(
        request,
        "check_round.html",
        "Check round",
        edition=edition,
        round=one,
        closes=here(one.closes_at) if one else None,
        is_open=rounds.is_open(one, now),
        may_open=edition.state in (State.DRAFT, State.CHECK_CLOSED),
        waits_to_close=edition.state == State.CHECK_OPEN,
        counts=Counter(row.answer for row in rows),
        answers=ANSWERS,
        wanted=wanted,
        rows=[(row, known[row.authority].name(end)) for row in rows if wanted in ("", row.answer)],
        waiting=sum(row.waiting for row in rows),
        mail=inviting.progress_of(edition, one) if one else None,
        without=_without(edition, known) if rounds.is_open(one, now) else [],
        zone=scheme().time_zone,
        remind=REMIND,
        looked=sum(row.looked_at is not None for row in rows),
        invited=inviting.invited(edition, one) if one else {},
        **_unsettled(request, edition, known),
    )


def _unsettled(request: HttpRequest, edition: Edition, known: AuthorityDirectory) -> dict[str, object]:
    """Mails that wait for a person, and what the page needs to tell of them."""
    end = scheme().year(edition.year).end
    return {
        "unsettled": inviting.for_a_person(edition),
        "may_settle": may(person(request), Action.SETTLE_MESSAGE),
        "can_say": BY_A_PERSON,
        "words": WORDS,
        "name_of": lambda one: known[one].name(end),
    }


def _without(edition: Edition, known: AuthorityDirectory) -> list[str]:
    authorities = year_figures(edition).authorities
    return inviting.without_officer(scheme(), known, edition, register.contacts(), authorities)


def moment_of(day: str, hour: str) -> datetime:
    """A deadline as somebody wrote it, in the scheme's time zone. Raises `MoveRefused` where clocks never show it."""
    zone = ZoneInfo(scheme().time_zone)
    try:
        wanted = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)
    except ValueError:
        raise MoveRefused("give the deadline as a day and an hour") from None
    if wanted.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wanted.replace(tzinfo=None):
        raise MoveRefused("clocks are put forward over that hour: choose another")
    return wanted


def days_of(written: str) -> list[int]:
    """Days before a deadline as somebody wrote them: ``7, 2``. Raises `MoveRefused`."""
    days = written.replace(",", " ").split()
    if not all(one.isascii() and one.isdecimal() and 1 <= int(one) <= LONGEST_BEFORE for one in days):
        raise MoveRefused(f"give the days of reminders as whole numbers from 1 to {LONGEST_BEFORE}, such as 7, 2")
    return [int(one) for one in days]


@require_POST
@allowed(Action.RUN_CHECK_ROUND)
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it."""
    edition = edition_or_404(pk)
    try:
        closes_at = moment_of(request.POST.get("day", ""), request.POST.get("hour", ""))
        days, now, by = days_of(request.POST.get("remind", "")), timezone.now(), account(request)
        with transaction.atomic():
            one = rounds.open_round(edition, closes_at=closes_at, now=now, by=by, remind_days=days)
            round_mails.ask_for_reminders(edition, one, now=now, by=by)
    except MoveRefused as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, "The check round is open. Invite the link officers next.")
    return redirect("check_round", pk)


@require_POST
@allowed(Action.RUN_CHECK_ROUND)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give more time."""
    try:
        closes_at = moment_of(request.POST.get("day", ""), request.POST.get("hour", ""))
        edition, now, by = edition_or_404(pk), timezone.now(), account(request)
        with transaction.atomic():
            one = rounds.extend(edition, closes_at=closes_at, now=now, by=by)
            round_mails.ask_for_reminders(edition, one, now=now, by=by)
    except MoveRefused as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, "The deadline is moved.")
    return redirect("check_round", pk)


@require_POST
@allowed(Action.RUN_CHECK_ROUND)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it."""
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        rounds.close_round(edition_or_404(pk), now=timezone.now(), by=account(request), reason=reason)
    except MoveRefused as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, "The check round is closed.")
    return redirect("check_round", pk)


@require_POST
@allowed(Action.RUN_CHECK_ROUND)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Put invitations, or today's reminders, on record to be sent. Nobody gets the same one twice."""
    edition, now = edition_or_404(pk), timezone.now()
    one, reminding = rounds.current(edition), request.POST.get("what") == "remind"
    try:
        if one is None or not rounds.is_open(one, now):
            raise MoveRefused("the check round is not open")
        by = account(request)
        new = (
            round_mails.remind(edition, one, here(now).date(), now=now, by=by)
            if reminding
            else (round_mails.invite(edition, one, now=now, by=by))
        )
    except (MoveRefused, Refused) as refusal:
        refuse(request, *(map(str, refusal.args)))
    else:
        say(request, f"{new:,} {'reminders' if reminding else 'invitations'} wait to be sent.")
    return redirect("check_round", pk)


BASE = "editions/<int:pk>/check-round"
urlpatterns = [
    path(f"{BASE}/", overview, name="check_round"),
    path(f"{BASE}/open", open_round, name="check_round_open"),
    path(f"{BASE}/extend", extend, name="check_round_extend"),
    path(f"{BASE}/close", close, name="check_round_close"),
    path(f"{BASE}/invite", invite, name="check_round_invite"),
]
