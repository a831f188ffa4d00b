"""Rendering a page behind the sign-in: a template, its own facts, and what every page needs."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from upheld.access.people import authorities_of, is_staff, person
from upheld.access.permissions import Action, may

AGAIN = "Go back, load the page again, and try once more."


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    trail: tuple[tuple[str, str], ...] = (),
    status: int = 200,
    **facts: object,
) -> HttpResponse:
    """A page in the frame. ``trail`` are the (name, address) of the pages above it."""
    return render(request, template, {"title": title, "trail": trail, **facts}, status=status)


def on_every_page(request: HttpRequest) -> dict[str, object]:
    """What every page can tell of who asks, those of the library too."""
    someone = person(request)
    return {
        "someone": someone,
        "is_staff": is_staff(someone),
        "own_authorities": authorities_of(someone),
        "may": lambda action, authority="": may(someone, Action(action), authority),
        "sso_name": single_sign_on_name(),
    }


def single_sign_on_name() -> str:
    """What the service of single sign-on is called; "" where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0]["name"] if apps else ""


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """What was sent is not taken: a form that is too old, or was not ours."""
    return page(request, "problem.html", "This cannot be done", status=403, told=AGAIN)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form without its token, or with that of another session: not taken."""
    return forbidden(request)


def not_understood(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """What was asked for makes no sense: told without looking at it any further."""
    return HttpResponse("This request cannot be understood.", status=400, content_type="text/plain; charset=utf-8")


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Too many attempts: the same whether there is such an account or not."""
    told = "There were too many attempts. Please wait a few minutes, then try again."
    return page(request, "problem.html", "Too many attempts", status=429, told=told)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing here, or nothing for whoever asks: the same answer for both."""
    told = "There is no such page, or it is not for this account."
    return page(request, "problem.html", "Page not found", status=404, told=told)


def gone_wrong(_request: HttpRequest) -> HttpResponse:
    """A fault of ours, told without anything that could fail again."""
    told = "Something went wrong on our side. What you had sent may not have been kept. Please try again."
    return HttpResponse(told, status=500, content_type="text/plain; charset=utf-8")
