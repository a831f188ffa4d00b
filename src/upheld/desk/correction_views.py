"""Corrections: somebody says that a published figure is wrong, somebody else decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk.pages import account, desk_page, edition_or_404, edition_title, refuse, say
from upheld.desk.place import directory, name_of, scheme
from upheld.editions.blocking import is_told
from upheld.editions.models import Edition
from upheld.editions.queries import every
from upheld.editions.states import State
from upheld.publication.release import corrections
from upheld.publication.release.models import Correction
from upheld.publication.release.states import MoveRefused


@dataclass(frozen=True)
class Shown:
    """A correction in words."""

    correction: Correction
    edition: str
    authority: str
    measure: str
    reported_by: str


@require_GET
@allowed(Action.SEE_EDITIONS)
def all_corrections(request: HttpRequest) -> HttpResponse:
    """Every report of something wrong; those that wait first."""
    return desk_page(
        request,
        "corrections.html",
        "Corrections",
        corrections=[_shown(one) for one in corrections.of_year(scheme().id)],
        editions=[(one.pk, edition_title(one)) for one in _out()],
        measures=[(one.id, scheme().words.terms.measures[one.id].title) for one in scheme().measures],
        roles=corrections.REPORTED_BY,
        changed=[(edition_title(one), _changed(one)) for one in every(scheme().id) if _is_correcting(one)],
    )


def _out() -> list[Edition]:
    return [one for one in every(scheme().id) if is_told(one)]


def _is_correcting(one: Edition) -> bool:
    return bool(one.correction_of_id) and one.state not in (State.PUBLISHED, State.CORRECTED)


def _changed(edition: Edition) -> list[str]:
    """The authorities whose letters are written anew."""
    return [name_of(one, edition) for one in corrections.authorities_changed(edition)]


def _shown(one: Correction) -> Shown:
    measures = scheme().words.terms.measures
    return Shown(
        one,
        edition_title(one.edition),
        name_of(one.authority, one.edition) if one.authority else "",
        measures[one.measure].title if one.measure in measures else "",
        corrections.REPORTED_BY[one.reported_by],
    )


@require_POST
@allowed(Action.RAISE_CORRECTION)
def raise_one(request: HttpRequest) -> HttpResponse:
    """Put on record that something is wrong."""
    given = {name: request.POST.get(name, "").strip() for name in ("wrong", "reported_by", "case", "measure")}
    written = request.POST.get("edition", "")
    edition = edition_or_404(int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0)
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
    found = Correction.objects.filter(pk=pk, edition__scheme=scheme().id).first()
    if found is None:
        raise Http404
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
