"""The templates' environment: everything escaped, an unknown name is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import reverse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from upheld.publication.website.assets import address, typeface

TEMPLATES = Path(__file__).parent / "templates"


def environment(**options: Any) -> Environment:
    """Django's options, but for where templates are and what an unknown name does."""
    kept = {name: value for name, value in options.items() if name not in ("loader", "undefined")}
    made = Environment(  # noqa: S701  # autoescape is on
        **{**kept, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
    )
    made.globals["url"] = lambda name, *parts: reverse(name, args=parts)
    made.globals["asset"] = address
    made.globals["typeface"] = typeface
    return made
