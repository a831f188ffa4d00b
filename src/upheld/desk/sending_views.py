"""Sending an edition's letters: who would get what, to oneself, for real; how far it is, and what waits for someone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.models import Account
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.delivery import actions as messages
from upheld.delivery.actions import File
from upheld.delivery.covering import Year
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.delivery.queries import for_a_person, progress, written_to
from upheld.delivery.runs import settle_dead
from upheld.delivery.states import BY_A_PERSON, MoveRefused, State
from upheld.desk import jobs, place
from upheld.desk.letter_list import facts_now, stamp
from upheld.desk.models import Job
from upheld.desk.pages import account, desk_page, edition_or_404, edition_title, refuse, say
from upheld.editions.models import Edition
from upheld.editions.states import State as EditionState
from upheld.letters.gather import facts
from upheld.letters.queries import Approved, LetterStanding, standings
from upheld.register.queries import contacts

KINDS = ("send", "rehearse")
REFRESH_SECONDS = 5
FASTEST = 6000
SAID = {"arrived": State.ACCEPTED, "again": State.PLANNED, "drop": State.DROPPED}
"""What a person can say of a message."""


@dataclass(frozen=True)
class Dry:
    """Who would get what: messages by role, letters that cannot go and why, copies that nobody gets."""

    letters: int
    by_role: list[tuple[str, int]]
    held_back: list[str]
    not_approved: list[tuple[str, str]]
    without: list[str]

    @property
    def is_complete(self) -> bool:
        """Whether every letter can go."""
        return not self.held_back and not self.not_approved


@dataclass(frozen=True)
class Going:
    """Whose letters have somebody to go to, as (authority, role) of each message. Nobody's name or address."""

    messages: tuple[tuple[str, str], ...]
    held_back: tuple[str, ...]
    without: tuple[str, ...]


def dry_run(edition: Edition) -> Dry:
    """What sending would do now, by the letters on record; no file is opened."""
    known = facts_now(edition)
    only = written_to(edition)
    letters = {
        one: letter
        for one, letter in standings(edition, known).items()
        if one in known and (only is None or one in only)
    }
    days = (edition.year, edition.sent_on, edition.released_on)
    going = _going(stamp(), days, edition.sample, tuple(letters))
    directory, end = place.directory(), place.scheme().year(edition.year).end
    whose = {authority for authority, _ in going.messages}
    waiting = {one: why for one in whose if (why := _why_waiting(letters[one]))}
    kinds = Counter(kind for authority, kind in going.messages if authority not in waiting)
    roles = place.scheme().words.mail.roles
    return Dry(
        letters=len(whose - waiting.keys()),
        by_role=[(roles[kind].called, count) for kind, count in kinds.items()],
        held_back=sorted(going.held_back),
        not_approved=sorted((directory[one].name(end), why) for one, why in waiting.items()),
        without=list(going.without),
    )


@lru_cache(maxsize=4)
def _going(
    at: tuple[object, ...],  # noqa: ARG001
    days: tuple[int, date, date],
    sample: bool,
    authorities: tuple[str, ...],
) -> Going:
    scheme, directory, (year, sent_on, _) = place.scheme(), place.directory(), days
    letters = {one: (File("", place.out(), ""),) for one in authorities}
    covered = Year(scheme, directory, *days, sample=sample).covered(
        letters, facts(scheme, directory, year, sent_on), contacts()
    )
    return Going(
        tuple((one.authority, one.kind) for one in covered.drafts),
        tuple(line for gaps in covered.held_back.values() for line in gaps),
        tuple(covered.without),
    )


def _why_waiting(letter: LetterStanding) -> str:
    if letter.approved is not Approved.YES:
        return str(letter.approved)
    return "the register has changed since it was drawn" if letter.out_of_date else ""


@require_GET
@allowed(Action.SEE_EDITIONS)
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of sending."""
    edition = edition_or_404(pk)
    settle_dead(by="the desk")
    running, asked, directory = _running(edition), jobs.of(edition), place.directory()
    goes = edition.state in (EditionState.APPROVED, EditionState.SENT)
    return desk_page(
        request,
        "sending.html",
        "Sending",
        edition=edition,
        dry=dry_run(edition) if edition.state != EditionState.PUBLISHED else None,
        goes=goes,
        confirmation=edition_title(edition),
        own_address=_own_address(request),
        far=progress(letters_of(edition)),
        running=running,
        done=[one for one in asked if one.kind in KINDS and one.ended_at][:5],
        refreshing=bool(running) and "still" not in request.GET,
        every=REFRESH_SECONDS,
        waiting=for_a_person(letters_of(edition)),
        can_say=BY_A_PERSON,
        words=WORDS,
        name_of=lambda one: directory[one].name(place.scheme().year(edition.year).end),
        may_settle=may(person(request), Action.SETTLE_MESSAGE),
    )


WORDS = {
    State.PLANNED: "to be sent",
    State.INTENDED: "being handed over",
    State.DOUBTFUL: "doubtful: handed over, and no answer came",
    State.ACCEPTED: "handed over",
    State.REFUSED: "refused",
    State.DELIVERED: "delivered",
    State.BOUNCED: "came back",
    State.DROPPED: "not to be sent",
}


def _running(edition: Edition) -> list[Job]:
    """Work on sending that is asked for and not ended; what is put off to later is not running."""
    return [
        one for one in jobs.of(edition) if one.kind in KINDS and not one.ended_at and (one.worker or not one.not_before)
    ]


def _own_address(request: HttpRequest) -> str:
    return Account.objects.get(username=account(request)).email


@require_GET
@allowed(Action.SEE_EDITIONS)
def how_far(request: HttpRequest, pk: int) -> JsonResponse:  # noqa: ARG001
    """The numbers of the page of sending, for the script that keeps them fresh."""
    edition = edition_or_404(pk)
    far = progress(letters_of(edition))
    states = [{"name": WORDS[state], "state": state, "count": count} for state, count in far.states.items()]
    running = [{"done": one.done, "total": one.total} for one in _running(edition)]
    return JsonResponse({"states": states, "total": far.total, "running": running})


@require_POST
@allowed(Action.SEND)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the letters to be sent: to oneself, or for real where that is typed."""
    edition = edition_or_404(pk)
    for_real = request.POST.get("how") == "for-real"
    if problems := _problems(request, edition, for_real=for_real):
        refuse(request, *problems)
        return redirect("sending", pk)
    pace = {"a_minute": _pace(request) or 0}
    if for_real:
        jobs.ask("send", edition, by=account(request), leave_out=request.POST.get("leave_out") == "yes", **pace)
        say(request, "The letters are being sent. This page shows how far it is.")
    else:
        jobs.ask("rehearse", edition, by=account(request), **pace)
        say(request, "All messages are on their way to you, and to nobody else.")
    return redirect("sending", pk)


def _problems(request: HttpRequest, edition: Edition, *, for_real: bool) -> list[str]:
    """What keeps a sending from being asked for, a sentence each."""
    found = []
    if _pace(request) is None:
        found.append(f"Write how many messages a minute as a whole number up to {FASTEST:,}, or leave it empty.")
    if _running(edition):
        found.append("Letters are being sent already; wait until that has ended.")
    if not for_real:
        return found + ([] if _own_address(request) else ["Your account has no e-mail address."])
    if edition.state not in (EditionState.APPROVED, EditionState.SENT):
        found.append("The edition is not approved, so its letters cannot go.")
    if request.POST.get("confirmation", "").strip() != edition_title(edition):
        found.append(f"To send for real, type just this: {edition_title(edition)}")
    if request.POST.get("leave_out") != "yes" and not dry_run(edition).is_complete:
        found.append("Some letters cannot go. Mend that, or say that the others go without them.")
    return found


def _pace(request: HttpRequest) -> int | None:
    """Messages a minute; 0 for no limit, None for what is no such number."""
    written = request.POST.get("a_minute", "").strip() or "0"
    return int(written) if written.isdecimal() and len(written) < 6 and int(written) <= FASTEST else None


@require_POST
@allowed(Action.SETTLE_MESSAGE)
def settle(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """What this person knows of a message, with how they know it."""
    edition, reason = edition_or_404(pk), request.POST.get("reason", "").strip()[:300]
    row = Message.objects.filter(pk=message, occasion=letters_of(edition)).first()
    to = SAID.get(request.POST.get("what", ""))
    if row is None or to is None or not reason:
        refuse(request, "Choose what became of the message, and say how you know.")
        return redirect("sending", pk)
    try:
        messages.say(row, to, reason=reason, by=account(request))
    except MoveRefused as refusal:
        refuse(request, str(refusal))
    else:
        say(request, f"On record: {WORDS[to]}.")
    return redirect("sending", pk)


urlpatterns = [
    path("editions/<int:pk>/sending/", sending, name="sending"),
    path("editions/<int:pk>/sending/how-far", how_far, name="sending_how_far"),
    path("editions/<int:pk>/sending/ask", ask, name="sending_ask"),
    path("editions/<int:pk>/sending/<int:message>/settle", settle, name="sending_settle"),
]
