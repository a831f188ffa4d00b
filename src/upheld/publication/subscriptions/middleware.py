"""What holds for every answer: one bundle for each request, strict headers, nothing kept by anybody."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from upheld.publication.subscriptions.words import can_follow
from upheld.publication.website import in_use
from upheld.publication.website.in_use import Bundle, follow
from upheld.publication.website.middleware import HEADERS as OF_THE_SITE
from upheld.publication.website.middleware import LONGEST_QUERY, TOO_LONG, unavailable

Answer = Callable[[HttpRequest], HttpResponseBase]
METHODS = ("GET", "HEAD", "POST")
HEADERS = {**OF_THE_SITE, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
A_BUNDLE_OF_BEFORE = "this bundle has no words for following: write it again"


def headers(answer: Answer) -> Answer:
    """Put the headers on every answer; one that an answer has stays, as with files whose address never changes."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            response: HttpResponseBase = HttpResponseNotAllowed(METHODS)
        elif len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            response = HttpResponse(TOO_LONG, status=414, content_type="text/plain")
        else:
            response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return respond


def on_one_bundle(answer: Answer) -> Answer:
    """Give a request the bundle that the pointer names now."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        request.bundle = bundle = bundle_now()  # type: ignore[attr-defined]
        if missing := why_not(bundle):
            return unavailable(missing)
        return answer(request)

    return respond


def bundle_now() -> Bundle | None:
    """The bundle that the pointer names now, or the last that was whole."""
    return follow(str(settings.UPHELD_BUNDLE), previews=settings.UPHELD_PREVIEW).current()


def why_not(bundle: Bundle | None) -> str:
    """Why nothing of a bundle can be followed, "" where it can."""
    reason = in_use.why_not(bundle, settings.UPHELD_PREVIEW)
    if bundle is None or reason:
        return reason
    return "" if can_follow(bundle) else A_BUNDLE_OF_BEFORE
