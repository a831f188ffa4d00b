"""Days, numbers and lists as a language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

NO_BREAK = "\u00a0"


@lru_cache(maxsize=4096)
def day_in_words(day: date, language: str) -> str:
    """31 March 2022."""
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale=language)


@lru_cache(maxsize=4096)
def number_in_words(number: int, language: str) -> str:
    """12,345 with the language's own marks."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=language)


def listed(names: Sequence[str], language: str) -> str:
    """Allerdale, Carlisle and Copeland."""
    return _listed(tuple(names), language)


@lru_cache(maxsize=1024)
def _listed(names: tuple[str, ...], language: str) -> str:
    from babel.lists import format_list

    return format_list(names, locale=language)


@lru_cache(maxsize=1024)
def size_in_words(size: int, language: str) -> str:
    """The size of a file, rounded as people read it: 44 kB."""
    from babel.units import format_unit

    if size < 1_000_000:
        said = format_unit(max(1, round(size / 1000)), "digital-kilobyte", length="short", locale=language)
    else:
        said = format_unit(round(size / 1_000_000, 1), "digital-megabyte", length="short", locale=language)
    return said.replace(" ", NO_BREAK)
