"""A session as a calendar file (RFC 5545, published as RFC 5546 has it). Nobody who comes is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75
"""Octets in a line without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class Event:
    """What a calendar is told. Moments are aware; ``organizer`` is the ombudsman's own address."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str
    organizer: str
    is_cancelled: bool = False


def calendar_file(event: Event) -> bytes:
    """The file, the same each time for the same event; lines end as the standard wants and none is too long."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Upheld//Training//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.about)}",
        f"ORGANIZER:mailto:{_bare(event.organizer)}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _moment(moment: datetime) -> str:
    """In UTC: no clock's rules are needed to read it (3.3.5, form 2)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(written: str) -> str:
    """A text (3.3.11): what would end or part it is escaped, other control characters are left out."""
    lines = written.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    escaped = lines.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _bare(escaped)


def _bare(written: str) -> str:
    return "".join(one for one in written if one >= " " and one != "\x7f")


def _folded(line: str) -> bytes:
    """A line cut into lines of at most 75 octets, the later ones begun with a space; no character is cut (3.1)."""
    parts, now = [], b""
    for one in line:
        octets = one.encode()
        if len(now) + len(octets) > LONGEST_LINE - bool(parts):
            parts.append(now)
            now = b""
        now += octets
    return b"\r\n ".join([*parts, now]) + b"\r\n"
