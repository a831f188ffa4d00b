"""Pages that say in words what went wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from upheld.publication.website.in_use import GONE
from upheld.publication.website.middleware import unavailable
from upheld.publication.website.pages import bundle_of, page
from upheld.vocabulary.site_wording import ErrorPage


def _say(request: HttpRequest, words: ErrorPage, status: int) -> HttpResponse:
    return page(request, "error.html", words.title, words=words, status=status)


def not_found(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """404."""
    return _say(request, bundle_of(request).said.site.errors.not_found, 404)


def gone_wrong(request: HttpRequest, *_: Any) -> HttpResponse:
    """500; 503 where the bundle was taken away from under the site."""
    if bundle_of(request).is_gone:
        return unavailable(GONE)
    return _say(request, bundle_of(request).said.site.errors.gone_wrong, 500)


def not_yet(request: HttpRequest) -> HttpResponse:
    """503: the bundle is a preview, and this site serves none."""
    return _say(request, bundle_of(request).said.site.errors.not_yet, 503)
