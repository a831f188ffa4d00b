"""Rendering a page: a template, its own facts, and what every page needs."""

from __future__ import annotations

import sqlite3

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from upheld.publication.website import year_in_address  # noqa: F401  # whoever shows pages may name years in paths
from upheld.publication.website.citing import citation, moment
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
    cited: sqlite3.Row | None = None,
    cited_at: str = "",
    cited_as: str = "",
    **facts: object,
) -> HttpResponse:
    """A page in the site's frame. ``trail`` are the (name, address) of the pages above it but the front page.

    ``cited`` is the edition that it shows: then it says how to cite it, by the path ``cited_at`` and the title
    ``cited_as`` or its own.
    """
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
        "moment": lambda edition: moment(said, edition),
    }
    if cited is not None:
        address = request.build_absolute_uri(cited_at or request.path)
        everywhere["cited"] = citation(bundle, cited_as or title, cited, address)
    return render(request, template, {**everywhere, **facts}, status=status)
