"""Once it is decided that a figure is wrong: the register is put right, an edition drawn, its notice given."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.changing import Wanted, case_now, digest
from upheld.desk import jobs
from upheld.desk.case_form import authorities_then, wanted_of
from upheld.desk.correction_shown import correction_or_404, in_words, is_newest
from upheld.desk.pages import account, desk_page, edition_of_form, edition_or_404, edition_title, refuse, say
from upheld.desk.place import scheme
from upheld.editions import actions
from upheld.editions.blocking import is_told
from upheld.editions.states import MoveRefused as EditionMoveRefused
from upheld.publication.release import corrections, states
from upheld.publication.release.putting_right import put_right
from upheld.publication.release.states import MoveRefused

LONGEST_NOTICE = 500


@require_http_methods(["GET", "POST"])
@allowed(Action.PUT_RIGHT)
def put_case_right(request: HttpRequest, pk: int) -> HttpResponse:
    """The case that a correction names, as the register has it, and what is to be put right in it."""
    found = correction_or_404(pk)
    now = case_now(found.case)
    if request.method == "POST":
        try:
            wanted = wanted_of(request.POST, now) if now else Wanted()
            put_right(scheme(), found, wanted, seen=request.POST.get("seen", ""), by=account(request))
        except MoveRefused as refusal:
            refuse(request, *map(str, refusal.args))
        else:
            say(request, "The case is put right in the register. Put it right in the casework system too.")
        return redirect("correction_case", pk)
    return desk_page(
        request,
        "correction_case.html",
        f"Put case {found.case} right" if found.case else "Put the register right",
        trail=(("Corrections", reverse("corrections")),),
        one=in_words(found),
        now=now,
        seen=digest(now) if now else "",
        wanted=wanted_of({}, now) if now else None,
        authorities=authorities_then(now),
        is_to_be_put_right=found.state == states.Correction.ACCEPTED,
    )


@require_POST
@allowed(Action.FREEZE)
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for a correcting edition of one that is out, drawn from the register as it is."""
    edition = edition_of_form(request)
    try:
        days = _days(request)
        if not is_told(edition) or not is_newest(edition):
            raise MoveRefused(
                f"{edition_title(edition)} is {edition.state}: a correction follows an edition that is out"
            )
        if not corrections.waits_for(edition):
            raise MoveRefused("nobody has decided that something in it is to be corrected")
    except MoveRefused as refusal:
        refuse(request, *map(str, refusal.args))
    else:
        jobs.ask("correct", edition, by=account(request), **days)
        say(request, "The correcting edition will be drawn.")
    return redirect("corrections")


def _days(request: HttpRequest) -> dict[str, str]:
    """The two days of the letters of a correcting edition, as they are written down."""
    try:
        sent, released = (date.fromisoformat(request.POST.get(name, "")) for name in ("sent_on", "released_on"))
    except ValueError:
        raise MoveRefused("give both days") from None
    if sent > released:
        raise MoveRefused("letters are dated no later than the day of publication")
    return {"sent_on": sent.isoformat(), "released_on": released.isoformat()}


@require_POST
@allowed(Action.FREEZE)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a correcting edition its notice, and have its letters drawn again with it."""
    edition = edition_or_404(pk)
    what, why = (request.POST.get(name, "").strip()[:LONGEST_NOTICE] for name in ("what", "why"))
    try:
        if not (what and why):
            raise EditionMoveRefused("say what changed and why: everybody will read it")
        with transaction.atomic():
            actions.state_correction(edition, what=what, why=why, by=account(request))
            jobs.ask("reprint", edition, by=account(request))
    except EditionMoveRefused as refusal:
        refuse(request, *map(str, refusal.args))
    else:
        say(request, "The notice is on record. The letters will be drawn again with it.")
    return redirect("corrections")


urlpatterns = [
    path("corrections/begin", begin, name="correction_begin"),
    path("corrections/<int:pk>/case", put_case_right, name="correction_case"),
    path("editions/<int:pk>/notice", notice, name="edition_notice"),
]
