"""Finding somebody in what was written: by an address, or by a name as it may be broken over lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

GONE = "(no longer kept)"
"""What stands where words stood."""


def telling_of(person: Collection[str]) -> Callable[[str], bool]:
    """Says of a text whether it has somebody in it, by any of the words that they are known by."""
    named = [one for words in person if (one := _flat(words))]
    if not named:
        return lambda _: False
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in named))
    return lambda text: pattern.search(_flat(text)) is not None


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
