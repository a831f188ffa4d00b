"""Calendar files, by the letter of RFC 5545."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from upheld.casework.training.calendar_file import Event, calendar_file

LONDON = ZoneInfo("Europe/London")
EVENT = Event(
    uid="0b1c",
    sequence=2,
    changed_at=datetime(2022, 3, 1, 9, tzinfo=UTC),
    starts_at=datetime(2022, 7, 5, 10, tzinfo=LONDON),
    ends_at=datetime(2022, 7, 5, 13, tzinfo=LONDON),
    title="Complaints; well, handled",
    place="Room 1\nEND:VEVENT",
    about="The Ombudsman",
    organizer="office@ombudsman.example",
)
BY_HAND = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Upheld//Training//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n"
    b"UID:0b1c\r\nSEQUENCE:2\r\nDTSTAMP:20220301T090000Z\r\nDTSTART:20220705T090000Z\r\nDTEND:20220705T120000Z\r\n"
    b"SUMMARY:Complaints\\; well\\, handled\r\nLOCATION:Room 1\\nEND:VEVENT\r\nDESCRIPTION:The Ombudsman\r\n"
    b"ORGANIZER:mailto:office@ombudsman.example\r\nSTATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_as_written_by_hand():
    """In July London is an hour ahead of UTC. What people write ends no line and begins no other part."""
    assert calendar_file(EVENT) == BY_HAND


def test_cancelled():
    assert b"\r\nSTATUS:CANCELLED\r\n" in calendar_file(replace(EVENT, is_cancelled=True))


@pytest.mark.parametrize("title", ["a" * 200, "é" * 150, "a" + "€" * 99, "x" * 67, "x" * 68, "🙂" * 60])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(title: str):
    made = calendar_file(replace(EVENT, title=title))
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert f"SUMMARY:{title}\r\n".encode() in made.replace(b"\r\n ", b"")


def test_a_return_alone_begins_no_line():
    made = calendar_file(replace(EVENT, place="a\rATTENDEE:x", uid="u\r\nX:1"))
    assert b"\r\nATTENDEE" not in made
    assert b"\r\nX:1" not in made
