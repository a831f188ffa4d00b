"""What other sites may show: an authority's card as a picture and as a frame, and the page with the code to copy."""

from __future__ import annotations

import sqlite3

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse

from upheld.publication.website import cards, drawings
from upheld.publication.website.authority_views import MEMBER, found_or_404
from upheld.publication.website.group_funnel import first_share
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.panels import panels

# A card may stand in a frame of any site, and do nothing there but lead here.
FRAME_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
FRAME_HEADERS = {"Content-Security-Policy": FRAME_POLICY, "Cross-Origin-Resource-Policy": "cross-origin"}


def _member(request: HttpRequest, code: str) -> sqlite3.Row:
    """The authority of the newest year with this code; one that had no figures in it has no card."""
    bundle = bundle_of(request)
    member = bundle.row(MEMBER, bundle.newest, found_or_404(request, code)["id"])
    if member is None:
        raise Http404
    return member


def frame(request: HttpRequest, code: str) -> HttpResponse:
    """The card as a page for a frame."""
    bundle, member = bundle_of(request), _member(request, code)
    if member["code"] != code:
        return redirect("embed", member["code"], permanent=True)
    facts = {
        "bundle": bundle,
        "said": bundle.said,
        "name": member["name"],
        "edition": bundle.editions[bundle.newest],
        "found": cards.figures(bundle, bundle.newest, member),
        "marks": cards.marks(bundle),
        "source": cards.source(bundle, bundle.editions[bundle.newest]),
        "address": reverse("authority", args=[code]),
    }
    return HttpResponse(render_to_string("embed.html", facts, request), headers=FRAME_HEADERS)


def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The card as a picture."""
    bundle, member = bundle_of(request), _member(request, code)
    if member["code"] != code:
        return redirect("embed_picture", member["code"], permanent=True)
    edition = bundle.editions[bundle.newest]
    found = cards.figures(bundle, bundle.newest, member)
    laid = cards.picture(bundle, edition, member["name"], found)
    title = bundle.said.embedding.card.title(name=member["name"], year=edition["label"])
    told = [" ".join(filter(None, (one.title, one.shown, one.told, one.verdict))) for one in found]
    said = [*cards.marks(bundle), *told, *cards.source(bundle, edition)]
    return drawings.answer(request, "drawings/card.svg", title, said, laid=laid, wide=cards.WIDE)


def showing(request: HttpRequest, code: str) -> HttpResponse:
    """How to show an authority's card, with the code to copy."""
    bundle, member = bundle_of(request), _member(request, code)
    if member["code"] != code:
        return redirect("embed_code", member["code"], permanent=True)
    words, year = bundle.said.embedding, bundle.newest
    authority = reverse("authority", args=[code])
    return page(
        request,
        "embed_code.html",
        words.showing.title(name=member["short_name"]),
        trail=((bundle.said.site.everywhere.authorities, reverse("authorities")), (member["name"], authority)),
        words=words.showing,
        authority=member,
        alternative=words.card.alternative(name=member["name"], service=bundle.said.terms.service),
        page_address=request.build_absolute_uri(authority),
        picture_address=request.build_absolute_uri(reverse("embed_picture", args=[code])),
        frame_address=request.build_absolute_uri(reverse("embed", args=[code])),
        laid=cards.picture(bundle, bundle.editions[year], member["name"], cards.figures(bundle, year, member)),
        panels=[one for one in panels(bundle, year, member) if one.bar or len(one.strip) > 1],
        measure=first_share(bundle),
        year=year,
    )


urlpatterns = [
    path("embed/<str:code>.svg", picture, name="embed_picture"),
    path("embed/<str:code>/", frame, name="embed"),
    path("authorities/<str:code>/embed/", showing, name="embed_code"),
]
