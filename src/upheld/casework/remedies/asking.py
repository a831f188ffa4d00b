"""What an authority's people do: send what shows that a remedy was done, ask for more time, write to us.

Who may is for the caller; whose remedy it is, is looked at here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.handed_in.uploads import Kept
from upheld.casework.refusal import Refusal
from upheld.casework.remedies.models import Answer, Evidence, EvidenceFile, MoreTime, Remark
from upheld.casework.remedies.queries import Followed
from upheld.register.models import Recommendation

LONGEST = 4000
FAR = 366
"""Days after the day that holds, beyond which nobody asks for more time by mistake of a year."""


def text_of(written: str, what: str) -> str:
    """A text as it is kept. Raises `Refusal` where there is none, or too much: nothing is cut off."""
    text = written.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal(what)
    if len(text) > LONGEST:
        raise Refusal(f"A text has at most {LONGEST:,} characters; this one has {len(text):,}.")
    return text


@transaction.atomic
def send_evidence(
    remedy: Followed, text: str, done_on: date | None, files: Sequence[Kept], *, now: datetime, by: str
) -> Evidence:
    """Put on record what shows that a remedy was done. Raises `Refusal`; ``done_on`` is the day they say it was."""
    held = held_open(remedy)
    written = text_of(text, "Say what was done.")
    check_done_on(held, done_on, now)
    made = Evidence.objects.create(**_of(remedy, written, now, by), done_on=done_on)
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=made, key=one.key, name=one.name, kind=one.kind, size=one.size, sha256=one.sha256)
        for one in files
    )
    say("evidence", remedy, by=by, files=len(files))
    return made


@transaction.atomic
def ask_for_time(remedy: Followed, until: date | None, reason: str, *, now: datetime, by: str) -> MoreTime:
    """Ask for a later day, once at a time. Raises `Refusal`."""
    held = held_open(remedy)
    written = text_of(reason, "Say why you need more time.")
    check_later(held, until)
    if until < now.date():  # type: ignore[operator]  # it is a day, as `check_later` found
        raise Refusal("That day has passed: choose today or a later day.")
    if MoreTime.objects.filter(**key(remedy), state=Answer.WAITING).exists():
        raise Refusal("You have asked for more time already; we will answer that first.")
    made = MoreTime.objects.create(**_of(remedy, written, now, by), until=until)
    say("ask for more time", remedy, by=by, until=str(until))
    return made


@transaction.atomic
def write(reference: str, authority: str, text: str, *, ours: bool, now: datetime, by: str) -> Remark:
    """A message about a case's remedies, from an authority or from us. Raises `Refusal`."""
    made = Remark.objects.create(
        reference=reference, authority=authority, ours=ours, text=text_of(text, "Write something."), by=by, at=now
    )
    record("message about remedies", f"case {reference}", by=by, authority=authority)
    return made


def held_open(remedy: Followed) -> Recommendation:
    """The remedy in the register, held until the transaction ends. Raises `Refusal` where it is settled."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("case")
    held = rows.get(case_id=remedy.reference, number=remedy.number)
    if held.result:
        raise Refusal("This remedy has been settled in the meantime.")
    return held


def check_done_on(held: Recommendation, done_on: date | None, now: datetime) -> None:
    """Raise `Refusal` for a day on which what was agreed cannot have been done: before it was, or still to come."""
    agreed = held.case.decided_on or held.case.received_on
    if done_on is None or done_on > now.date():
        raise Refusal("Say on which day it was done: today or a day before.")
    if done_on < agreed:
        raise Refusal(
            f"It was agreed on {agreed.isoformat()}. What was done before that day counts as done on it: say that day."
        )


def check_later(held: Recommendation, until: date | None) -> None:
    """Raise `Refusal` for a day that is no later one, or that nobody can mean."""
    due = held.extended_to or held.due_on
    if until is None or until <= due:
        raise Refusal(f"Choose a day after {due.isoformat()}, when it is due.")
    if (until - due).days > FAR:
        raise Refusal("Choose a day within a year of the day it is due.")


def key(remedy: Followed) -> dict[str, object]:
    """What names a remedy in this room's tables."""
    return {"reference": remedy.reference, "number": remedy.number}


def say(what: str, remedy: Followed, *, by: str, **detail: object) -> None:
    """Into the audit trail, without a word of what was written."""
    record(what, f"case {remedy.reference}, remedy {remedy.number}", by=by, authority=remedy.authority, **detail)


def _of(remedy: Followed, text: str, now: datetime, by: str) -> dict[str, object]:
    return {**key(remedy), "authority": remedy.authority, "text": text, "by": by, "at": now}
