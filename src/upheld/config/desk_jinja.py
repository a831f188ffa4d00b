"""The templates' environment of the desk and the portal: the frame of `access`, and each room's own pages in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import allauth
from django.middleware.csrf import get_token
from django.urls import reverse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from upheld.publication.website import assets

ROOMS = Path(__file__).parents[1]
SCRIPTS = [Path(allauth.__file__).parent / part / "static" / part / "js" for part in ("account", "mfa")]
assets.MORE[:] = [*(ROOMS / room / "assets" for room in ("access", "desk", "portal")), *SCRIPTS]
assets.look_again()
TEMPLATES = [ROOMS / room / "templates" for room in ("access", "desk", "portal")]
SITE = ROOMS / "publication" / "website" / "templates"
"""Its components serve here too, by names that begin with ``site/``."""


def csrf_field(request: Any) -> Markup:
    """The hidden field that every form with an effect carries."""
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def environment(**options: Any) -> Environment:
    """Django's options, but for where templates are and what an unknown name does."""
    kept = {name: value for name, value in options.items() if name not in ("loader", "undefined")}
    made = Environment(  # noqa: S701  # autoescape is on
        **{**kept, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), PrefixLoader({"site": FileSystemLoader(SITE)})]),
        undefined=StrictUndefined,
    )
    made.globals["url"] = lambda name, *parts, **named: reverse(name, args=parts, kwargs=named)
    made.globals["asset"] = assets.address
    made.globals["typeface"] = assets.typeface
    made.globals["csrf_field"] = csrf_field
    made.filters["day"] = lambda one: f"{one.day} {one:%B %Y}"
    made.filters["written_day"] = lambda iso: made.filters["day"](date.fromisoformat(iso)) if iso else ""
    made.filters["number"] = lambda one: f"{one:,}"
    return made
