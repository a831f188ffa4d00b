"""A page of the portal: in the frame, for one authority."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from upheld.access import pages
from upheld.register import queries as register
from upheld.vocabulary.authorities import Authority
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import known, load


def scheme() -> Scheme:
    """The scheme that settings name, or the only one there is."""
    return load(settings.UPHELD_SCHEME or known()[0])


def authority_or_404(one: str) -> Authority:
    """The authority that an address names by its id."""
    directory = register.directory(scheme())
    if one not in directory:
        raise Http404
    return directory[one]


def portal_page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    authority: str,
    trail: tuple[tuple[str, str], ...] = (),
    **facts: object,
) -> HttpResponse:
    """A page of an authority's portal. Without a title it is the authority's first page."""
    name = authority_or_404(authority).name(date.today())  # noqa: DTZ011  # the day where the office is
    above = ((name, reverse("portal", args=[authority])), *trail) if title else ()
    return pages.page(
        request,
        f"portal/{template}",
        title or name,
        trail=above,
        authority=authority,
        authority_name=name,
        terms=scheme().words.terms,
        sample=scheme().words.terms.sample_long if register.is_sample() else "",
        **facts,
    )
