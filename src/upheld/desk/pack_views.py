"""Scrutiny packs at the desk: which authorities' committees considered the letter, and each pack."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk import place
from upheld.desk.pages import desk_page, edition_or_404, refuse
from upheld.editions.check_round.reading import year_figures
from upheld.letters.checks import LettersRefused
from upheld.letters.pack.making import SENT, Face, answer, made, why_not_printed
from upheld.register.models import Considered
from upheld.statistics.counting import SnapshotFiles


@require_GET
@allowed(Action.SEE_EDITIONS)
def packs(request: HttpRequest, pk: int) -> HttpResponse:
    """Every authority with its pack, and what is on record of its committee."""
    edition = edition_or_404(pk)
    drawn = set(edition.letters.values_list("authority", flat=True))
    known = {one.authority: one for one in Considered.objects.filter(year=edition.year)}
    end, directory = place.scheme().year(edition.year).end, place.directory()
    rows = [(one, directory[one].name(end), one in drawn, known.get(one)) for one in year_figures(edition).authorities]
    rows.sort(key=lambda row: row[1])
    return desk_page(
        request,
        "packs.html",
        "Scrutiny packs",
        edition=edition,
        rows=rows,
        considered=sum(1 for row in rows if row[3]),
        sent=edition.state in SENT,
    )


@require_GET
@allowed(Action.SEE_EDITIONS)
def pack(request: HttpRequest, pk: int, authority: str, kind: str) -> HttpResponse:
    """One pack as things stand today; before the letter has gone it says that it is a draft."""
    edition, scheme = edition_or_404(pk), place.scheme()
    snapshot = SnapshotFiles(place.out() / "snapshots" / edition.snapshot_hash)
    day = datetime.now(ZoneInfo(scheme.time_zone)).date()
    language = request.GET.get("language", "")
    found = made(scheme, place.directory(), edition, snapshot, authority, day=day, language=language)
    if found is None:
        raise Http404
    try:
        return answer(scheme, found, Face(kind))
    except LettersRefused as refused:
        refuse(request, why_not_printed(refused))
        return redirect("packs", pk)


BASE = "editions/<int:pk>/packs"
urlpatterns = [
    path(f"{BASE}/", packs, name="packs"),
    *(path(f"{BASE}/<str:authority>/pack.{one}", pack, {"kind": one.value}, name=f"pack_{one}") for one in Face),
]
