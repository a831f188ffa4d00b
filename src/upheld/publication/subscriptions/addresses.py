"""Addresses as mails and pages write them: whole ones, of our own pages and of the public site's."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

SITE, OWN = "upheld.publication.website.urls", "upheld.publication.subscriptions.urls"


def on_site(name: str, *parts: object) -> str:
    """The address of a page of the public site."""
    return f"{settings.UPHELD_SITE}{reverse(name, urlconf=SITE, args=parts)}"


def our_own(name: str, *parts: object) -> str:
    """The address of a page here, as it stands in mails."""
    return f"{settings.UPHELD_FOLLOW}{reverse(name, urlconf=OWN, args=parts)}"
