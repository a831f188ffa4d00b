"""Rendering a page behind the sign-in: a template, its own facts, and what every page needs."""

from __future__ import annotations

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
    someone = person(request)
    everywhere = {
        "title": title,
        "trail": trail,
        "someone": someone,
        "is_staff": is_staff(someone),
        "own_authorities": authorities_of(someone),
        "may": lambda action, authority="": may(someone, Action(action), authority),
    }
    return render(request, template, {**everywhere, **facts}, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """What was sent is not taken: a form that is too old, or was not ours."""
    return page(request, "problem.html", "This cannot be done", status=403, told=AGAIN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Nothing here, or nothing for whoever asks: the same answer for both."""
    told = "There is no such page, or it is not for this account."
    return page(request, "problem.html", "Page not found", status=404, told=told)


def gone_wrong(_request: HttpRequest) -> HttpResponse:
    """A fault of ours, told without anything that could fail again."""
    told = "Something went wrong on our side. What you had sent may not have been kept. Please try again."
    return HttpResponse(told, status=500, content_type="text/plain; charset=utf-8")
