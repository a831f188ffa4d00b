"""Corrections: somebody says that a published figure is wrong, somebody else decides, and an edition puts it right."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk import jobs
from upheld.desk.correction_shown import correction_or_404, in_words, is_newest
from upheld.desk.pages import account, desk_page, edition_of_form, edition_title, refuse, say
from upheld.desk.place import directory, name_of, scheme
from upheld.editions.blocking import is_told
from upheld.editions.models import Edition
from upheld.editions.queries import every
from upheld.editions.states import WORKED_ON
from upheld.publication.release import corrections
from upheld.publication.release.states import MoveRefused


@require_GET
@allowed(Action.SEE_EDITIONS)
def all_corrections(request: HttpRequest) -> HttpResponse:
    """Every report of something wrong; those that wait first."""
    editions = every(scheme().id)
    out = [one for one in editions if is_told(one)]
    return desk_page(
        request,
        "corrections.html",
        "Corrections",
        corrections=[in_words(one) for one in corrections.of_year(scheme().id)],
        editions=[(one.pk, edition_title(one)) for one in out],
        measures=[(one.id, scheme().words.terms.measures[one.id].title) for one in scheme().measures],
        roles=corrections.REPORTED_BY,
        to_begin=[_begun(one) for one in out if is_newest(one) and corrections.waits_for(one)],
        correcting=[_correcting(one) for one in editions if one.correction_of_id and one.state in WORKED_ON],
    )


@dataclass(frozen=True)
class Begun:
    """An edition that is out, to be corrected: how many corrections wait for it, and the work asked for last."""

    edition: Edition
    title: str
    waiting: int
    work: list[jobs.Job]


@dataclass(frozen=True)
class Correcting:
    """A correcting edition that is being made: whose letters are written anew."""

    edition: Edition
    title: str
    names: list[str]


def _begun(one: Edition) -> Begun:
    return Begun(one, edition_title(one), len(corrections.waits_for(one)), jobs.of(one, "correct")[:1])


def _correcting(one: Edition) -> Correcting:
    names = [name_of(authority, one) for authority in corrections.authorities_changed(one)]
    return Correcting(one, edition_title(one), names)


@require_POST
@allowed(Action.RAISE_CORRECTION)
def raise_one(request: HttpRequest) -> HttpResponse:
    """Put on record that something is wrong."""
    given = {name: request.POST.get(name, "").strip() for name in ("wrong", "reported_by", "case", "measure")}
    edition = edition_of_form(request)
    try:
        if given["measure"] and given["measure"] not in scheme().words.terms.measures:
            raise MoveRefused("choose one of the figures")
        authority = _authority(request.POST.get("authority", ""), edition)
        corrections.raise_correction(edition, authority=authority, by=account(request), **given)
    except MoveRefused as refusal:
        refuse(request, *map(str, refusal.args))
    else:
        say(request, "The correction is raised. Somebody else decides it.")
    return redirect("corrections")


def _authority(written: str, edition: Edition) -> str:
    """The id of the authority that somebody names by its code; "" where none is named."""
    if not written.strip():
        return ""
    day, code = scheme().year(edition.year).end, written.strip().upper()
    for one in directory().living(day):
        if one.code(day) == code:
            return str(one.id)
    raise MoveRefused("no authority had this code in that year")


@require_POST
@allowed(Action.DECIDE_CORRECTION)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether it is corrected."""
    found = correction_or_404(pk)
    try:
        decision = request.POST.get("decision", "")
        if decision not in ("correct", "not needed"):
            raise MoveRefused("say whether it is corrected")
        reason = request.POST.get("reason", "")
        corrections.decide(found, correct=decision == "correct", reason=reason, by=account(request))
    except MoveRefused as refusal:
        refuse(request, *map(str, refusal.args))
    else:
        say(request, "The decision is on record.")
    return redirect("corrections")


urlpatterns = [
    path("corrections/", all_corrections, name="corrections"),
    path("corrections/raise", raise_one, name="correction_raise"),
    path("corrections/<int:pk>/decide", decide, name="correction_decide"),
]
