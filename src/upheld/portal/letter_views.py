"""An authority's own letter: the very file that was sent, once it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import State as Sending
from upheld.editions.states import State
from upheld.portal.shown import Own, own_or_404

AS_A_PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
WENT = (Sending.ACCEPTED, Sending.DELIVERED, Sending.BOUNCED)
"""Messages that were handed over: one that was dropped carried a letter that nobody was sent."""
SENT = (State.SENT, State.PUBLISHED, State.CORRECTED)


def letter_of(own: Own) -> Path | None:
    """The PDF that was sent, where it still lies as it was; None before it was sent."""
    if own.edition.state not in SENT:
        return None
    went = Message.objects.filter(occasion=letters_of(own.edition), authority=own.authority, state__in=WENT)
    message = went.order_by("-pk").first()
    for file in message.attached if message else ():
        path = Path(file["path"])
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]:
            return path
    return None


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def letter(request: HttpRequest, authority: str, pk: int, kind: str) -> HttpResponse:  # noqa: ARG001
    """The letter as PDF, or its twin as a page."""
    found = letter_of(own_or_404(authority, pk))
    path = found.with_suffix(f".{kind}") if found else None
    if path is None or not path.is_file():
        raise Http404
    types = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
    answer = HttpResponse(path.read_bytes(), content_type=types[kind])
    answer["Content-Disposition"] = f'inline; filename="{path.name}"'
    if kind == "html":
        answer["Content-Security-Policy"] = AS_A_PAGE
    return answer


urlpatterns = [
    path("<str:authority>/editions/<int:pk>/letter.pdf", letter, {"kind": "pdf"}, name="portal_letter"),
    path("<str:authority>/editions/<int:pk>/letter.html", letter, {"kind": "html"}, name="portal_letter_page"),
]
