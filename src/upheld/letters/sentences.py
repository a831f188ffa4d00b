"""Filling the scheme's sentences: numbers and dates as a language writes them, and never a blank left empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from upheld.vocabulary.sentence import Sentence


class EmptyBlank(ValueError):
    """A blank of a sentence that would have been filled with nothing."""


def say(sentence: Sentence, **values: object) -> str:
    """A sentence with its blanks filled from texts and whole numbers.

    Values that the sentence has no blank for are passed over, so that a scheme may leave a blank out. Raises
    `EmptyBlank` where a blank that it has would be filled with an empty text or with anything else.
    """
    for blank in sentence.blanks:
        value = values.get(blank)
        if not (isinstance(value, str) and value) and type(value) is not int:
            raise EmptyBlank(f"{{{blank}}} of {sentence.forms['other']!r} would be {value!r}")
    return sentence(**values)


@lru_cache(maxsize=4096)
def number(count: int, language: str) -> str:
    """A whole number as it is written: 1600 → 1,600."""
    if abs(count) < 1000:
        return str(count)
    from babel.numbers import format_decimal

    return format_decimal(count, locale=language)


@lru_cache(maxsize=4096)
def day(when: date, language: str) -> str:
    """A day in words: 31 March 2022."""
    from babel.dates import format_date

    return format_date(when, "d MMMM y", locale=language)


def listed(texts: Sequence[str], last_two: Sentence) -> str:
    """Texts as an enumeration: "A", "A and B", "A, B and C"."""
    if len(texts) < 2:
        return "".join(texts)
    return say(last_two, first=", ".join(texts[:-1]), last=texts[-1])


def one_line(text: str) -> str:
    """A text from a register as one line: its words with single spaces between them, accents composed."""
    from unicodedata import normalize

    return normalize("NFC", " ".join(text.split()))
