"""The templates' environment: the site's own, with templates of ours before its, and links that lead to the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, reverse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from upheld.publication.subscriptions.addresses import OWN, on_site
from upheld.publication.website import jinja

TEMPLATES = Path(__file__).parent / "templates"


def environment(**options: Any) -> Environment:
    """The site's environment, but for where templates and links lead."""
    made = jinja.environment(**options)
    made.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(jinja.TEMPLATES)])
    made.globals["url"] = address_of
    return made


def address_of(name: str, *parts: object) -> str:
    """The address of a page of ours; any other name is the site's."""
    try:
        return reverse(name, urlconf=OWN, args=parts)
    except NoReverseMatch:
        return on_site(name, *parts)
