"""Editions: all of them, and one with its state, what may follow, what is in the way, and its approvals."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.desk import jobs
from upheld.desk.pages import account, desk_page, edition_or_404, edition_title, refuse, say
from upheld.desk.place import scheme
from upheld.editions import actions
from upheld.editions.approvals import NEEDED, approvals_of
from upheld.editions.blocking import in_the_way
from upheld.editions.models import Edition
from upheld.editions.queries import every
from upheld.editions.states import MOVES, NEEDS_A_REASON, MoveRefused, State

BY_THEIR_OWN_PAGES = {
    State.SENT: "sending",
    State.PUBLISHED: "releases",
    State.CORRECTED: "corrections",
    State.CHECK_OPEN: "check_round",
    State.CHECK_CLOSED: "check_round",
}
"""States that are reached from the page of what is done there: sending, release, the check round."""


@dataclass(frozen=True)
class Possible:
    """A move that the table has: what is in its way, whether this person may make it, whether a reason is asked for.

    ``here`` is whether it is made on the edition's page; otherwise ``elsewhere`` is the page where.
    """

    to: State
    why: str
    blocks: list[str]
    allowed: bool
    needs_reason: bool
    here: bool
    elsewhere: str


def possible(request: HttpRequest, edition: Edition) -> list[Possible]:
    """Every move that an edition could make."""
    state = State(edition.state)
    return [
        Possible(
            to,
            move.why,
            in_the_way(edition, to),
            may(person(request), move.action),
            (state, to) in NEEDS_A_REASON,
            to not in BY_THEIR_OWN_PAGES,
            _elsewhere(edition, to),
        )
        for to, move in MOVES[state].items()
    ]


def _elsewhere(edition: Edition, to: State) -> str:
    name = BY_THEIR_OWN_PAGES.get(to, "")
    of_all = name in ("", "releases", "corrections")
    return reverse(name, args=[] if of_all else [edition.pk]) if name else ""


@require_GET
@allowed(Action.SEE_EDITIONS)
def all_editions(request: HttpRequest) -> HttpResponse:
    """All editions, newest year first."""
    editions = [(one, edition_title(one)) for one in every(scheme().id)]
    return desk_page(request, "editions.html", "Editions", editions=editions)


@require_GET
@allowed(Action.SEE_EDITIONS)
def one_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition."""
    edition = edition_or_404(pk)
    return desk_page(
        request,
        "edition.html",
        edition_title(edition),
        edition=edition,
        possible=possible(request, edition),
        states=list(State),
        approvals=approvals_of(edition),
        needed=NEEDED,
        jobs=jobs.of(edition)[:10],
        job_words=jobs.IN_WORDS,
    )


@require_POST
@allowed(Action.APPROVE_FIGURES)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """This person's approval of the figures that the page showed."""
    edition = edition_or_404(pk)
    try:
        now = actions.approve(
            edition,
            by=account(request),
            figures_hash=request.POST.get("figures", ""),
            reason=request.POST.get("reason", "").strip()[:500],
        )
    except MoveRefused as refusal:
        refuse(request, *refusal.args)
    else:
        done = "The figures are approved." if now.state == State.APPROVED else "Your approval is on record."
        say(request, done)
    return redirect("edition", pk)


@require_POST
@allowed(Action.APPROVE_FIGURES)
def back_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approval of figures back: something must change."""
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        if not reason:
            raise MoveRefused("say what must change")
        actions.move(edition_or_404(pk), State.DRAFT, by=account(request), reason=reason)
    except MoveRefused as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, "The edition is a draft again.")
    return redirect("edition", pk)


urlpatterns = [
    path("", all_editions, name="desk"),
    path("editions/<int:pk>/", one_edition, name="edition"),
    path("editions/<int:pk>/approve", approve, name="edition_approve"),
    path("editions/<int:pk>/back-to-draft", back_to_draft, name="edition_back_to_draft"),
]
