"""The door of every page behind the sign-in: each view says what one must be allowed to do, or it is not shown.

A view without that word is a mistake that `tests/unit` and `unguarded` find: nothing is open by omission.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, reverse
from django.views.decorators.cache import never_cache

from upheld.access.people import NOBODY, is_staff, person
from upheld.access.permissions import Action, may

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SIGN_IN, SECOND_FACTOR_PAGE = "account_login", "mfa_index"
SIGNED_IN = "signed in"
OWN = "authority"
"""The part of an address that names whose pages these are."""


def allowed(action: Action, *, own: bool = False) -> Callable[[View], View]:
    """Show a view only to who may do something; with ``own`` for the authority (its id) that its address names.

    Whoever has not signed in is asked to. Anybody else who may not gets the answer of an address that is not there:
    they learn nothing, not even that there is something.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        @never_cache
        def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
            someone = person(request)
            if someone is NOBODY:
                return redirect_to_login(request.get_full_path(), reverse(SIGN_IN))
            if not may(someone, action, parts[OWN] if own else ""):
                return _turned_away(request)
            return shown(view, request, *args, **parts)

        answer.needs = (action, own)  # type: ignore[attr-defined]
        return answer  # type: ignore[return-value]

    return guarded


def shown(view: View, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
    """The view's own answer: the door is behind whoever gets here."""
    return view(request, *args, **parts)


def anybody(view: View) -> View:
    """Show a view to everybody, and say that this is meant."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        return view(request, *args, **parts)

    answer.needs = (None, False)  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def signed_in(view: View) -> View:
    """Show a view to whoever has signed in, with any post or none: what is about one's own account."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        if person(request) is NOBODY:
            return redirect_to_login(request.get_full_path(), reverse(SIGN_IN))
        return shown(view, request, *args, **parts)

    answer.needs = (SIGNED_IN, False)  # type: ignore[attr-defined]
    return answer  # type: ignore[return-value]


def _turned_away(request: HttpRequest) -> HttpResponseBase:
    """Staff without a second factor are sent to set one up; for anybody else there is nothing here."""
    someone = person(request)
    if is_staff(someone) and not someone.second_factor:
        return redirect_to_login(request.get_full_path(), reverse(SECOND_FACTOR_PAGE))
    raise Http404


def views(patterns: list[URLPattern | URLResolver], before: str = "") -> list[tuple[str, URLPattern]]:
    """Every address with its pattern, those of included lists too."""
    found: list[tuple[str, URLPattern]] = []
    for one in patterns:
        path = before + str(one.pattern)
        found += views(one.url_patterns, path) if isinstance(one, URLResolver) else [(path, one)]
    return found
