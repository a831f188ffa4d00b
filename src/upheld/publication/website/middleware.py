"""What holds for every answer: one bundle for each request, strict headers, no cookies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from upheld import __version__
from upheld.publication.website.in_use import NONE, Bundle, follow
from upheld.publication.website.serving import CACHE_SECONDS
from upheld.publication.website.whole_pages import BUNDLE

Answer = Callable[[HttpRequest], HttpResponseBase]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
WHILE_DOWN_SECONDS = 3600
POLICIES = ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin")
KEPT_BY_OTHERS = (200, 301, 302, 304, 404, 410)
"""What a cache may keep: the answer to an address, not to how somebody happened to ask for it."""
LONGEST_QUERY = 16 * 1024
READS = ("GET", "HEAD")
NO_PORT = "There is no such port.\n"
HIGHEST_PORT = 65535
TOO_LONG = "This address is too long.\n"


def unavailable(reason: str) -> HttpResponse:
    """503 in plain text: without a bundle there is no wording to say it in."""
    return HttpResponse(f"Service unavailable: {reason}.\n", status=503, content_type="text/plain")


def kept_for(seconds: int) -> str:
    """What caches are told: a shared one keeps a page for so long, then shows it once more while it asks again.

    So a release, a correction and a withdrawal are seen behind a CDN after twice these seconds at most.
    """
    fresh = f"public, max-age={2 * seconds}, s-maxage={seconds}, stale-while-revalidate={seconds}"
    return f"{fresh}, stale-if-error={WHILE_DOWN_SECONDS}"


def headers(answer: Answer) -> Answer:
    """Put the headers on every answer; one that a page has set stays. Refuse whatever does not read."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = _answered(request, answer)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", kept_for(getattr(settings, "UPHELD_CACHE_SECONDS", CACHE_SECONDS)))
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.status_code not in KEPT_BY_OTHERS:
            response["Cache-Control"] = "no-store"
        return response

    return respond


def _answered(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    if request.method not in READS:
        return HttpResponseNotAllowed(READS)
    port = request.META.get("HTTP_HOST", "").rpartition("]")[2].partition(":")[2]
    if port and not (port.isdecimal() and len(port) <= 5 and int(port) <= HIGHEST_PORT):
        return HttpResponseBadRequest(NO_PORT, content_type="text/plain")
    return answer(request)


def on_one_bundle(answer: Answer) -> Answer:
    """Give a request the bundle that the pointer names now, and its answer an ETag made from it."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        request.bundle = bundle = _bundle_of(request)  # type: ignore[attr-defined]
        if bundle is None:
            return unavailable(NONE)
        if bundle.manifest["preview"] and not settings.UPHELD_PREVIEW:
            from upheld.publication.website.errors import not_yet

            return not_yet(request)
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            return HttpResponse(TOO_LONG, status=414, content_type="text/plain")
        response = answer(request)
        if response.status_code != 200:
            return response
        response["ETag"] = _etag(bundle.name, request.get_full_path())
        kept = get_conditional_response(request, etag=response["ETag"], response=response)  # type: ignore[arg-type]
        return _with_policies(kept, response) if kept is not None else response

    return respond


def _with_policies(kept: HttpResponseBase, response: HttpResponseBase) -> HttpResponseBase:
    """A 304 with the policies of the page itself: a cache puts its headers in the place of those that it has."""
    for name in (one for one in POLICIES if one in response.headers):
        kept.headers[name] = response.headers[name]
    return kept


def _bundle_of(request: HttpRequest) -> Bundle | None:
    """The bundle that the pages kept in front of Django were looked up in; alone, Django reads the pointer itself."""
    if BUNDLE in request.META:
        bundle: Bundle | None = request.META[BUNDLE]
        return bundle
    return follow(str(settings.UPHELD_BUNDLE), previews=settings.UPHELD_PREVIEW).current()


def _etag(bundle: str, path: str) -> str:
    known = hashlib.sha256(f"{__version__} {bundle} {path}".encode()).hexdigest()
    return f'"{known[:32]}"'
