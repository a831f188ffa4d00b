"""``upheld watch``, and the worker: what drifts is worked out after each extract, kept, and listed for staff."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.editions import existing
from upheld.console.schemes import chosen
from upheld.console.words import number, say
from upheld.console.working import does
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.desk.models import Job

KIND = "look for drifts"
LANE = "looks"
"""Beside everything else: no publication waits for it."""


def run(register: str, scheme_name: str, month: str) -> None:
    """Look, keep what was found, and list it: a line a drift, those of the latest month first."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.casework.refusal import Refusal
        from upheld.casework.watching.looking import drifts, look
        from upheld.casework.watching.noting import is_past, last_notes
        from upheld.casework.watching.told import by_chance, month_name, strength, title
        from upheld.register.queries import directory, is_sample

        try:
            kept = look(scheme, datetime.now(UTC), month)
        except Refusal as refusal:
            raise Refused([Problem("--month", expected=str(refusal))]) from None
        every, names, sample = drifts(kept), directory(scheme), is_sample()
        notes = last_notes(one.stream for one in every)
        found = [one for one in every if not is_past(one.rising[-1].month, notes.get(one.stream), kept.since)]
        categories = scheme.words.terms.remedy_categories
    say(f"What drifts in the year up to {month_name(kept.month)}. For staff only.{' Sample data.' if sample else ''}")
    for one in found:
        say(f"{title(one.stream, names, categories, kept.month)}: {strength(one)}")
    if not found:
        say("Nothing is drifting.")
    say(by_chance(kept.watched, kept.too_few, kept.alarms_a_month))


@does(KIND, lane=LANE)
def look_in(_job: Job, _out: Path) -> str:
    """The worker's way in."""
    from upheld.casework.refusal import Refusal
    from upheld.casework.watching.looking import look
    from upheld.desk.place import scheme

    try:
        kept = look(scheme(), datetime.now(UTC))
    except Refusal as refusal:
        return str(refusal)
    new = kept.drifts.filter(signalled=kept.month).count()
    return f"{number(new, 'signal')} in {kept.month}"


def ask_if_changed() -> None:
    """Ask for a look once after each change of the register; those that come while one waits are looked at together."""
    from upheld.casework.watching.looking import last_change
    from upheld.desk.jobs import ask
    from upheld.desk.models import Job

    after = last_change()
    of = Job.objects.filter(kind=KIND)
    if after and not of.filter(begun_at=None, ended_at=None).exists() and not of.filter(detail__after=after).exists():
        ask(KIND, None, by="worker", after=after)
