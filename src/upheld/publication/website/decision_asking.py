"""What was asked of the search of decisions, and the one address that asks it. Pure.

A search has one address: parameters that say nothing, or nothing known, are left out, and the others stand in
one order. Views lead any other spelling there, so that addresses can be shared and answers kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

LONGEST_WORDS = 200
CUT = "…"  # no part of any word, so that it can stand for what was left out
LONGEST_NUMBER = 6
NEWEST = "newest"
FACETS = ("subject", "outcome", "year", "remedy")
HELD = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True)
class Asked:
    """A search. ``words`` are text and nothing else; ``authority`` is a code; ``newest`` sorts by day, else by words.

    What is "" is not asked for.
    """

    words: str = ""
    authority: str = ""
    subject: str = ""
    outcome: str = ""
    year: str = ""
    remedy: str = ""
    newest: bool = False
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any(getattr(self, name) for name in ("authority", *FACETS))

    @property
    def quoted(self) -> str:
        """The words as they stand between quotation marks: without the pair of their own that holds them all."""
        held = HELD.fullmatch(self.words)
        return held.group(1) if held else self.words

    @property
    def is_cut(self) -> bool:
        """Whether more was written than is looked for."""
        return len(self.words) >= LONGEST_WORDS - 1 and self.words.endswith(CUT)

    def but(self, **changes: object) -> Asked:
        """The same search but for some of it, from its first page on."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    def query(self) -> str:
        """As the query of an address, without the authority, which is part of the path: ``?words=bins&page=2``."""
        cells = {name: getattr(self, name) for name in ("words", *FACETS)}
        cells["sort"] = NEWEST if self.newest else ""
        cells["page"] = str(self.page) if self.page > 1 else ""
        told = urlencode({name: cell for name, cell in cells.items() if cell})
        return f"?{told}" if told else ""


def asked(written: Mapping[str, str], known: Mapping[str, frozenset[str]], authority: str = "") -> Asked:
    """Read a search from an address. ``known`` are the values that each facet has; others are nothing."""
    facets = {name: written.get(name, "") for name in FACETS}
    words = plain_words(written.get("words", ""))
    return Asked(
        words=words,
        authority=authority,
        **{name: value if value in known[name] else "" for name, value in facets.items()},
        newest=bool(words) and written.get("sort") == NEWEST,
        page=_page(written.get("page", "")),
    )


def plain_words(written: str) -> str:
    """Written words as one line of text, without what nobody can see; of a long text, the beginning and a mark."""
    line = SPACE.sub(" ", written).strip()
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + CUT


def _page(written: str) -> int:
    is_number = written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER
    return max(int(written), 1) if is_number else 1
