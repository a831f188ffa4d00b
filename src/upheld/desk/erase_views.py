"""Erasing a person at the desk: by an address that is typed twice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk import erasing
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import out, scheme


@require_GET
@allowed(Action.ERASE)
def erase_form(request: HttpRequest) -> HttpResponse:
    """What erasing reaches, and the form."""
    trail = (("People", reverse("people")),)
    return desk_page(request, "erase.html", "Erase a person", trail=trail, retention=dict(scheme().retention))


@require_POST
@allowed(Action.ERASE)
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the person of an address."""
    email = request.POST.get("email", "").strip()
    if not email or email.lower() != request.POST.get("again", "").strip().lower():
        refuse(request, "The two addresses are different, or there is none. Nothing was erased.")
        return redirect("erase_form")
    try:
        reached = erasing.erase(email, out(), by=account(request))
    except erasing.ErasureRefused as why:
        refuse(request, str(why))
    else:
        say(request, "Erased: " + ", ".join(f"{kind} {count}" for kind, count in reached.items()) + ".")
    return redirect("erase_form")


urlpatterns = [
    path("people/erase/", erase_form, name="erase_form"),
    path("people/erase/now", erase, name="erase"),
]
