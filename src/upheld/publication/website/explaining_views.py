"""Pages that explain: what the words mean, and who answers questions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from upheld.publication.website.pages import bundle_of, page


def glossary(request: HttpRequest) -> HttpResponse:
    """Each word with its meaning, at a place of its own to lead to."""
    words = bundle_of(request).said.explaining.glossary
    return page(request, "glossary.html", words.title, words=words)


def contact(request: HttpRequest) -> HttpResponse:
    """Who answers questions; where the figures are made up, not the ombudsman that they name."""
    words = bundle_of(request).said.explaining.contact
    return page(request, "contact.html", words.title, words=words)


urlpatterns = [
    path("glossary/", glossary, name="glossary"),
    path("contact/", contact, name="contact"),
]
