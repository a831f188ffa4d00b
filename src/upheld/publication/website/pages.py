"""Rendering a page: a template, its own facts, and what every page needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from upheld.publication.website.in_use import Bundle


def bundle_of(request: HttpRequest) -> Bundle:
    """The bundle that this request is on."""
    bundle: Bundle = request.bundle  # type: ignore[attr-defined]
    return bundle


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    trail: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    **facts: object,
) -> HttpResponse:
    """A page in the site's frame. ``trail`` are the (name, address) of the pages above it but the front page."""
    bundle = bundle_of(request)
    said = bundle.said
    everywhere = {
        "title": title,
        "trail": trail,
        "bundle": bundle,
        "about": bundle.about,
        "said": said,
        "terms": said.terms,
        "site": said.site,
    }
    return render(request, template, {**everywhere, **facts}, status=status)
