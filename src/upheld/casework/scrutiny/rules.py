"""What can be on record of a committee that considered a letter. Pure.

Where minutes are is a link on a public page, so it is a plain address of the web with ``https`` and nothing in it that
a page could take for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

LONGEST_NAME, LONGEST_ADDRESS = 200, 500
ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]+)?(/[^\s<>]*)?")


@dataclass(frozen=True)
class Consideration:
    """That a committee considered the letter of a year, on a day; ``minutes`` is the address of its minutes or ""."""

    authority: str
    year: int
    committee: str
    considered_on: date
    minutes: str = ""


def day_of(written: str) -> date | None:
    """A day as a form gives it, year-month-day; None where it is none."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def problems(committee: str, written_day: str, minutes: str, *, letter_on: date, today: date) -> Iterator[str]:
    """What is wrong with what somebody gave, in sentences. The day is from the letter's to today, both included."""
    if not committee.strip():
        yield "Say which committee it was."
    elif len(one_line(committee)) > LONGEST_NAME:
        yield f"The committee’s name has at most {LONGEST_NAME} characters."
    day = day_of(written_day)
    if day is None:
        yield "Give the day of the meeting, as day, month and year."
    elif day < letter_on:
        yield f"The letter is of {in_words(letter_on)}: no committee can have considered it before that day."
    elif day > today:
        yield "The meeting is still to come. Record it once it has been held."
    yield from _wrong_with_address(minutes.strip())


def _wrong_with_address(minutes: str) -> Iterator[str]:
    if not minutes:
        return
    if len(minutes) > LONGEST_ADDRESS:
        yield f"The address of the minutes has at most {LONGEST_ADDRESS} characters."
    elif not ADDRESS.fullmatch(minutes):
        yield "The address of the minutes begins with https:// and has no spaces. Leave it empty if there is none."


def one_line(text: str) -> str:
    """A name with single spaces between its words."""
    return " ".join(text.split())


def in_words(day: date) -> str:
    """``20 July 2022``"""
    return f"{day.day} {day:%B %Y}"
