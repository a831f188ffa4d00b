"""The templates' environment: everything escaped, an unknown name is an error."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.publication.website.assets import address, typeface

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=4096)
def address_of(name: str, *parts: object) -> str:
    """The address of a page; a page names the same few dozens again and again."""
    return reverse(name, args=parts)


def environment(**options: Any) -> Environment:
    """Django's options, but for where templates are and what an unknown name does."""
    kept = {name: value for name, value in options.items() if name not in ("loader", "undefined")}
    made = Environment(  # noqa: S701  # autoescape is on
        **{**kept, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
    )
    made.globals["url"] = address_of
    made.globals["asset"] = address
    made.globals["typeface"] = typeface
    return made
