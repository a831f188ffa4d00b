"""An authority's own beginning: what is asked of it now, and its years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.portal.pages import portal_page


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def own(request: HttpRequest, authority: str) -> HttpResponse:
    """The beginning."""
    return portal_page(request, "own.html", "", authority=authority)


urlpatterns = [
    path("<str:authority>/", own, name="portal"),
]
