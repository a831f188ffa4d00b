"""What is checked of every letter before it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import name as name_of

from upheld.letters.content import LetterContent
from upheld.letters.press import typefaces
from upheld.vocabulary.problems import Problem, Refused

# As they stand in JSON: a text that is nothing but a word for nothing, and a character written by its number.
NOTHING = re.compile(r'"(None|NaN|nan)"')
BY_NUMBER = re.compile(r"\\u([0-9a-f]{4})")
UPRIGHT = ("Regular", "Semibold")


class LettersRefused(Refused):
    """Letters that cannot be made as they are."""

    closing = "no letter was made"


def problems_of(content: LetterContent, written: str) -> Iterator[Problem]:
    """What keeps a letter from being made, given it and its JSON.

    Characters that the typeface lacks, a word that stands for nothing, a percentage without its base. (A blank of a
    sentence that is left open, or filled with nothing, is refused before: by the wording's types, and by `say`.)
    """
    yield from uncovered(content.code, written)
    for found in NOTHING.finditer(written):
        yield Problem(letter_of(content.code), value=found.group(1), expected="a text")
    for panel in content.figures.panels:
        if panel.base is None and (panel.chart or "%" in panel.shown):
            yield Problem(
                letter_of(content.code), column=panel.measure, value=panel.shown, expected="no rate without a base"
            )


def uncovered(code: str, written: str) -> Iterator[Problem]:
    """The characters of a content's JSON that the typeface lacks."""
    for character in sorted(set(written) - covered() | {chr(int(found, 16)) for found in BY_NUMBER.findall(written)}):
        shown = f"{character} (U+{ord(character):04X} {name_of(character, 'unnamed')})"
        yield Problem(letter_of(code), value=shown, expected="only characters that the letter's typeface has")


def letter_of(code: str) -> str:
    """How a problem names a letter."""
    return f"letter {code}"


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Characters that every weight used in letters has."""
    from fontTools.ttLib import TTFont

    fonts = [path for path in typefaces() if path.stem.rpartition("-")[2] in UPRIGHT]
    held = []
    for path in fonts:
        with TTFont(path, lazy=True) as font:
            held.append(set(font.getBestCmap()))
    return frozenset(map(chr, set.intersection(*held)))
