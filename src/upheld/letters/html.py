"""The HTML twins of letters and packs: the same sentences as the PDF, as a page that stands alone.

It carries its style in one ``<style>`` element and no script, no ``style`` attribute: a site can allow just that style
by its hash.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.letters.content import LetterContent
from upheld.letters.pack.content import PackContent

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


def page(content: LetterContent) -> str:
    """The letter as an HTML page. Every text is escaped: nothing from a register becomes markup."""
    return _template("letter.html").render(letter=content)


def pack_page(content: PackContent) -> str:
    """A scrutiny pack as an HTML page, escaped in the same way."""
    return _template("pack.html").render(pack=content)


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["style"] = (TEMPLATES / "letter.css").read_text(encoding="utf-8")
    return templates.get_template(name)
