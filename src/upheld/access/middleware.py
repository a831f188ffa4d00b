"""What holds for every answer behind the sign-in: strict headers, and nothing kept by anybody in between."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'{provider}; base-uri 'none'; frame-ancestors 'none'"
)
"""``provider`` is where single sign-on leads to: browsers hold the redirect after a form to this rule too."""
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def headers(answer: Answer) -> Answer:
    """Put the headers on every answer; one that a page has set stays."""

    policy = POLICY.format(provider=_provider())

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        for name, value in {**HEADERS, "Content-Security-Policy": policy}.items():
            response.headers.setdefault(name, value)
        return response

    return respond


def _provider() -> str:
    """The origin of the provider of single sign-on, with a space before it; "" where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return "".join(f" {one.scheme}://{one.netloc}" for one in parts)
