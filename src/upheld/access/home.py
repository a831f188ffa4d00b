"""Where somebody who has signed in belongs."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from upheld.access.guard import SECOND_FACTOR_PAGE, SIGN_IN, anybody
from upheld.access.pages import page
from upheld.access.people import NOBODY, authorities_of, is_staff, person

DESK, PORTAL = "desk", "portal"


@anybody
@never_cache
def home(request: HttpRequest) -> HttpResponseBase:
    """To the desk, to the portal of one's authority, or to the sign-in."""
    someone = person(request)
    if someone is NOBODY:
        return redirect(SIGN_IN)
    if is_staff(someone):
        return redirect(DESK if someone.second_factor else SECOND_FACTOR_PAGE)
    own = authorities_of(someone)
    if len(own) == 1:
        return redirect(PORTAL, own[0])
    return page(request, "home.html", "Your authorities", own=own)
