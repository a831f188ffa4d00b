"""The release calendar in words: what, when, and what became of it."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from upheld.publication.website.in_use import Bundle

CALENDAR = "SELECT * FROM releases ORDER BY at DESC, number DESC"


def title_of(bundle: Bundle, row: sqlite3.Row) -> str:
    """Annual review figures 2021-22."""
    words = bundle.said.releases.calendar
    sentence = words.correction if row["kind"] == "correction" else words.figures
    return str(sentence(year=row["label"]))


def moment_in_words(bundle: Bundle, written: str) -> str:
    """27 July 2022, 09:30 (UTC+01:00); with seconds where there are any."""
    at = datetime.fromisoformat(written)
    time = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return str(bundle.said.releases.calendar.at(day=bundle.said.day(at.date()), time=f"{time} ({at.tzname()})"))


def outcome_of(bundle: Bundle, row: sqlite3.Row) -> str:
    """Moved to another day, and why; cancelled, and why; published on time or late; or still to come."""
    words = bundle.said.releases.calendar
    if row["state"] == "moved":
        return str(words.moved(moment=moment_in_words(bundle, row["moved_to"]), reason=row["reason"]))
    if row["state"] == "cancelled":
        return str(words.cancelled(reason=row["reason"]))
    if row["state"] == "done":
        on_time = row["done_at"] == row["at"]
        return words.done if on_time else str(words.done_late(moment=moment_in_words(bundle, row["done_at"])))
    return words.announced
