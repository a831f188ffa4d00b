"""Notes on drifts: an analyst settles a warning, or says that it is followed.

A settled warning comes back only if the drift goes on: if its stream signals in a month after those that were known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from upheld.access.actions import record
from upheld.casework.refusal import Refusal
from upheld.casework.watching.models import Note
from upheld.casework.watching.streams import Stream

LONGEST = 4000


class Standing(StrEnum):
    """How a warning stands."""

    NEW = "nobody has written of it"
    AGAIN = "it goes on after it was settled"
    FOLLOWED = "followed"
    SETTLED = "settled"


def standing(signalled: str, last: Note | None) -> Standing:
    """How a warning stands: the month in which its stream signalled last, and the last note on the stream."""
    if last is None:
        return Standing.NEW
    if not last.settled:
        return Standing.FOLLOWED
    return Standing.SETTLED if signalled <= last.month else Standing.AGAIN


def is_past(signalled: str, last: Note | None, since: str) -> bool:
    """Whether a warning was settled before the year that begins with month ``since``, and has not signalled in it."""
    settled = last is not None and standing(signalled, last) == Standing.SETTLED and last.month < since
    return settled and signalled < since


def notes(stream: Stream) -> list[Note]:
    """All notes on a stream, the last first."""
    return list(Note.objects.filter(**stream._asdict()).order_by("-number"))


def last_notes(streams: Iterable[Stream]) -> dict[Stream, Note]:
    """Stream → the last note on it."""
    wanted = set(streams)
    rows = Note.objects.filter(authority__in={one.authority for one in wanted}).order_by("number")
    of = {Stream(one.kind, one.authority, one.about): one for one in rows}  # type: ignore[arg-type]
    return {stream: note for stream, note in of.items() if stream in wanted}


def write(
    stream: Stream, month: str, text: str, *, settled: bool, seen: int, title: str, now: datetime, by: str
) -> Note:
    """Put a note on a stream's drift, with what is known up to a month; ``settled`` closes the warning.

    ``seen`` is how many notes there were when the person looked. Raises `Refusal` where one was written meanwhile, or
    without a reason.
    """
    given = text.replace("\0", "").strip()  # PostgreSQL has no such character
    if not given:
        raise Refusal("Say what you found." if settled else "Say what is being followed.")
    if len(given) > LONGEST:
        raise Refusal(f"This note is too long: {len(given):,} characters, where {LONGEST:,} are the most.")
    if seen != Note.objects.filter(**stream._asdict()).count():
        raise _meanwhile()
    try:
        with transaction.atomic():
            note = Note.objects.create(
                **stream._asdict(), number=seen + 1, month=month, settled=settled, text=given, by=by, at=now
            )
            record("settle a warning" if settled else "follow a warning", title[:200], by=by, month=month, note=note.pk)
    except IntegrityError:
        raise _meanwhile() from None
    return note


def _meanwhile() -> Refusal:
    return Refusal("Somebody else wrote of this warning meanwhile. Read what they wrote; yours is not kept.")
