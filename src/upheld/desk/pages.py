"""A page of the desk: in the frame, with what every page here needs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from upheld.access import pages
from upheld.access.people import person
from upheld.desk import place
from upheld.editions.models import Edition


def desk_page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    edition: Edition | None = None,
    trail: tuple[tuple[str, str], ...] = (),
    **facts: object,
) -> HttpResponse:
    """A page of the desk; of an edition, where one is given."""
    above = (("Desk", reverse("desk")),)
    if edition and request.path != reverse("edition", args=[edition.pk]):
        above += ((edition_title(edition), reverse("edition", args=[edition.pk])),)
    return pages.page(
        request,
        f"desk/{template}",
        title,
        trail=above + trail,
        edition=edition,
        scheme=place.scheme(),
        terms=place.scheme().words.terms,
        sample=place.sample_line(edition),
        **facts,
    )


def edition_title(edition: Edition) -> str:
    """``2021-22, edition 1``"""
    return f"{place.scheme().year(edition.year).label}, edition {edition.number}"


def edition_or_404(pk: int) -> Edition:
    """The edition that an address names."""
    found = Edition.objects.filter(pk=pk, scheme=place.scheme().id).first()
    if found is None:
        raise Http404
    return found


def edition_of_form(request: HttpRequest) -> Edition:
    """The edition that a form names."""
    written = request.POST.get("edition", "")
    return edition_or_404(int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0)


def account(request: HttpRequest) -> str:
    """Who does it, for the trail."""
    return person(request).account


def say(request: HttpRequest, line: str) -> None:
    """A line at the top of the next page."""
    messages.success(request, line)


def refuse(request: HttpRequest, *lines: str) -> None:
    """Lines at the top of the next page: what could not be done, and why."""
    for line in lines:
        messages.error(request, line)


def counted(count: int, one: str) -> str:
    """``1 letter``, ``1,200 letters``"""
    return f"{count:,} {one if count == 1 else one + 's'}"
