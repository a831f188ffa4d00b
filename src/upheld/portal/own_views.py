"""An authority's own beginning, and its figures of one edition: what is asked of it, until when, and its sign-off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.casework.refusal import Refusal
from upheld.editions.check_round.answering import look, sign_off, take_back_sign_off
from upheld.editions.check_round.models import NoReply, SignOff
from upheld.editions.check_round.reading import own_hash, queries_of
from upheld.portal.letter_views import letter_of
from upheld.portal.lines import LISTS, figure_lines
from upheld.portal.pages import portal_page, scheme
from upheld.portal.shown import Own, all_own, here, own_or_404


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def own(request: HttpRequest, authority: str) -> HttpResponse:
    """The beginning: what is asked now, and every year that there is."""
    now = timezone.now()
    found = all_own(authority)
    asked = [(one, here(one.round.closes_at), _signed(one)) for one in found if one.is_open(now) and one.round]
    has_code = scheme().code is not None
    return portal_page(request, "own.html", "", authority=authority, editions=found, asked=asked, has_code=has_code)


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def figures(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """The figures of one edition."""
    one = own_or_404(authority, pk)
    if may(person(request), Action.SIGN_OFF, authority):
        look(one.edition, authority, now=timezone.now())
    return portal_page(
        request,
        "figures.html",
        f"Figures of {one.label}",
        authority=authority,
        own=one,
        lines=figure_lines(one),
        lists={
            "decided": (LISTS["decided"], one.figures.decided),
            "received": (LISTS["received"], one.figures.received),
        },
        is_open=one.is_open(timezone.now()),
        closes=here(one.round.closes_at) if one.round else None,
        signed=_signed(one),
        no_reply=bool(one.round) and NoReply.objects.filter(round=one.round, authority=authority).exists(),
        figures_hash=own_hash(one.figures),
        queries=queries_of(one.edition, authority).count(),
        letter=letter_of(one),
    )


def _signed(one: Own) -> SignOff | None:
    return SignOff.objects.filter(round=one.round, authority=one.authority).first() if one.round else None


@require_POST
@allowed(Action.SIGN_OFF, own=True)
def sign(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """Sign off the figures that the page showed."""
    one = own_or_404(authority, pk)
    try:
        who = person(request).account
        sign_off(one.edition, authority, request.POST.get("figures", ""), now=timezone.now(), by=who)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your figures are signed off. Thank you.")
    return redirect("portal_figures", authority, pk)


@require_POST
@allowed(Action.SIGN_OFF, own=True)
def take_back(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """Withdraw the sign-off."""
    one = own_or_404(authority, pk)
    try:
        take_back_sign_off(one.edition, authority, now=timezone.now(), by=person(request).account)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your sign-off is withdrawn.")
    return redirect("portal_figures", authority, pk)


urlpatterns = [
    path("<str:authority>/", own, name="portal"),
    path("<str:authority>/editions/<int:pk>/", figures, name="portal_figures"),
    path("<str:authority>/editions/<int:pk>/sign-off", sign, name="portal_sign_off"),
    path("<str:authority>/editions/<int:pk>/withdraw-sign-off", take_back, name="portal_take_back"),
]
