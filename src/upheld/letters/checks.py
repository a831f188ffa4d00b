"""What is checked of every letter before it is made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from unicodedata import name as name_of

from upheld.letters.content import LetterContent
from upheld.letters.press import typefaces
from upheld.vocabulary.problems import Problem, Refused

NOT_TEXT = re.compile(r"\b(None|NaN|nan|null)\b|\{[a-z_]+\}")
UPRIGHT = ("Regular", "Semibold", "Bold")


class LettersRefused(Refused):
    """Letters that cannot be made as they are."""

    closing = "no letter was made"


def check(contents: Iterable[LetterContent]) -> None:
    """Raise `LettersRefused` with every problem of every letter."""
    problems = [problem for content in contents for problem in problems_of(content)]
    if problems:
        raise LettersRefused(problems)


def problems_of(content: LetterContent) -> Iterator[Problem]:
    """Characters that the typeface lacks, words that stand for nothing, a percentage without its base."""
    told = set(texts(json.loads(content.as_json())))
    missing = sorted(set("".join(told)) - covered() - set("\n"))
    for character in missing:
        shown = f"{character} (U+{ord(character):04X} {name_of(character, 'unnamed')})"
        yield Problem(_letter(content), value=shown, expected="only characters that the letter's typeface has")
    for text in sorted(told):
        if found := NOT_TEXT.search(text):
            yield Problem(_letter(content), value=found.group(), expected="a text with every blank filled")
    for panel in content.figures.panels:
        if panel.base is None and (panel.chart or "%" in panel.shown):
            yield Problem(_letter(content), column=panel.measure, value=panel.shown, expected="no rate without a base")


def _letter(content: LetterContent) -> str:
    return f"letter {content.code}"


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts(one))


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Characters that every weight used in letters has."""
    from fontTools.ttLib import TTFont

    fonts = [path for path in typefaces() if path.stem.rpartition("-")[2] in UPRIGHT]
    held = [set(TTFont(path, lazy=True).getBestCmap()) for path in fonts]
    return frozenset(map(chr, set.intersection(*held)))
