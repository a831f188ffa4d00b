"""An authority's scrutiny pack, and its word that a committee considered the letter."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.scrutiny import recording
from upheld.editions.queries import up_to
from upheld.letters.checks import LettersRefused
from upheld.letters.pack.making import SENT, Face, answer, made, why_not_printed
from upheld.portal.files import trail
from upheld.portal.pages import portal_page, scheme
from upheld.portal.shown import Own, own_or_404
from upheld.register import queries as register

ASKED = ("committee", "considered_on", "minutes")


def today() -> date:
    """The day where the ombudsman is."""
    return datetime.now(ZoneInfo(scheme().time_zone)).date()


def sent_or_404(authority: str, pk: int) -> Own:
    """An edition whose letters have been sent; any other is like none."""
    own = own_or_404(authority, pk)
    if own.edition.state not in SENT:
        raise Http404
    return own


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def pack(request: HttpRequest, authority: str, pk: int, kind: str) -> HttpResponse:
    """The pack, as things stand today."""
    own = sent_or_404(authority, pk)
    language = request.GET.get("language", "")
    found = made(
        scheme(), register.directory(scheme()), own.edition, own.snapshot, authority, day=today(), language=language
    )
    if found is None:
        raise Http404
    try:
        return answer(scheme(), found, Face(kind))
    except LettersRefused as refused:
        messages.error(request, why_not_printed(refused))
        return redirect("portal_figures", authority, pk)


@require_http_methods(["GET", "POST"])
@allowed(Action.RECORD_SCRUTINY, own=True)
def scrutiny(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """What is on record, and the form to record or correct it."""
    own = sent_or_404(authority, pk)
    if request.method == "GET":
        return _page(request, own, _given_of(own))
    given = {name: request.POST.get(name, "")[:1000] for name in ASKED}
    try:
        changed = _put(request, own, given)
    except Refusal as refusal:
        return _page(request, own, given, list(refusal.args))
    messages.success(request, "It is on record. Thank you." if changed else "Nothing has changed.")
    return redirect("portal_scrutiny", authority, pk)


def _put(request: HttpRequest, own: Own, given: dict[str, str]) -> bool:
    one = recording.checked(own.authority, own.edition.year, given, letter_on=letter_on(own), today=today())
    seen, by = request.POST.get("seen", ""), person(request).account
    return recording.put_on_record(scheme(), one, now=timezone.now(), by=by, seen=seen)


@require_POST
@allowed(Action.RECORD_SCRUTINY, own=True)
def take_back(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """Say that it was put on record by mistake."""
    own = sent_or_404(authority, pk)
    seen, by = request.POST.get("seen", ""), person(request).account
    try:
        recording.take_back(authority, own.edition.year, now=timezone.now(), by=by, seen=seen)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It is taken back: no committee is on record.")
    return redirect("portal_scrutiny", authority, pk)


def letter_on(own: Own) -> date:
    """The day of the year's first letter that was sent."""
    return min(one.sent_on for one in up_to(own.edition) if one.state in SENT)


def _given_of(own: Own) -> dict[str, str]:
    found = recording.considered(own.authority, own.edition.year)
    return {name: str(getattr(found, name)) if found else "" for name in ASKED}


def _page(request: HttpRequest, own: Own, given: dict[str, str], wrong: list[str] | None = None) -> HttpResponse:
    found = recording.considered(own.authority, own.edition.year)
    return portal_page(
        request,
        "scrutiny.html",
        "Scrutiny by a committee",
        authority=own.authority,
        trail=trail(own),
        own=own,
        found=found,
        seen=recording.mark(found),
        said=recording.said_of(own.authority, own.edition.year),
        given=given,
        wrong=wrong or [],
        first=letter_on(own),
        last=today(),
        languages=scheme().languages,
    )


BASE = "<str:authority>/editions/<int:pk>"
urlpatterns = [
    *(path(f"{BASE}/pack.{one}", pack, {"kind": one.value}, name=f"portal_pack_{one}") for one in Face),
    path(f"{BASE}/scrutiny", scrutiny, name="portal_scrutiny"),
    path(f"{BASE}/scrutiny/take-back", take_back, name="portal_scrutiny_take_back"),
]
