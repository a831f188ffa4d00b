"""What our people do: assess evidence, agree to more time, record steps of escalation, confirm what a case comes to.

What comes of it goes into the register by the way of an extract, so that its rules hold and what was before is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.changing import case_now, case_row, write
from upheld.casework.refusal import Refusal
from upheld.casework.remedies.asking import check_done_on, check_later, held_open, key, say, text_of
from upheld.casework.remedies.models import Answer, Evidence, MoreTime, Step
from upheld.casework.remedies.queries import Followed
from upheld.casework.remedies.rules import Remedy, next_step, outcome_of, result_of
from upheld.register import writing
from upheld.register.models import Compliance, Recommendation
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Result

Waiting = TypeVar("Waiting", Evidence, MoreTime)
FAILED = "not carried out"
"""The last step: that it was recorded, with the reason. No id of a scheme's steps looks like it."""
CELLS = ("category", "text", "public", "due_on", "extended_to", "completed_on", "result")


@transaction.atomic
def accept(scheme: Scheme, remedy: Followed, sent: Evidence, done_on: date | None, *, now: datetime, by: str) -> Result:
    """Accept that a remedy was done on a day; whatever else waits about it is answered by that. Raises `Refusal`."""
    writing.lock()
    held = held_open(remedy)
    check_done_on(held, done_on, now)
    _answered(sent, Answer.ACCEPTED, "", now, by)
    for model in (Evidence, MoreTime):
        for other in model.objects.select_for_update().filter(**key(remedy), state=Answer.WAITING):
            _answered(other, Answer.NOT_ACCEPTED, "The remedy was accepted as done.", now, by)
    result = result_of(as_held(held), done_on)
    _write(scheme, held, by=by, completed_on=done_on.isoformat(), result=result.value)
    say("remedy done", remedy, by=by, on=done_on.isoformat(), result=result.value)
    return result


@transaction.atomic
def not_enough(remedy: Followed, sent: Evidence, reason: str, *, now: datetime, by: str) -> None:
    """Say that evidence does not show that a remedy was done, and why. Raises `Refusal`."""
    written = text_of(reason, "Say what is missing: the authority reads it.")
    held_open(remedy)
    _answered(sent, Answer.NOT_ACCEPTED, written, now, by)
    say("evidence not enough", remedy, by=by)


@transaction.atomic
def answer_time(
    scheme: Scheme, remedy: Followed, asked: MoreTime, agreed: bool, reason: str, *, now: datetime, by: str
) -> None:
    """Agree to a later day, or not; with a reason either way. Raises `Refusal`."""
    written = text_of(reason, "Give the reason: the authority reads it.")
    writing.lock()
    held = held_open(remedy)
    _answered(asked, Answer.ACCEPTED if agreed else Answer.NOT_ACCEPTED, written, now, by)
    if agreed:
        check_later(held, asked.until)
        _write(scheme, held, by=by, extended_to=asked.until.isoformat())
    say("more time agreed" if agreed else "more time not agreed", remedy, by=by, until=asked.until.isoformat())


@transaction.atomic
def take_step(
    scheme: Scheme, remedy: Followed, step: str, on: date | None, note: str, *, now: datetime, by: str
) -> None:
    """Record a step of escalation about a remedy that is overdue, in the scheme's order. Raises `Refusal`."""
    written = text_of(note, "Say what was done.")
    held = held_open(remedy)
    due = check_overdue(held, now)
    taken = steps_since(remedy, due)
    if step != next_step(scheme.remedies.escalation, {one.step for one in taken}):
        raise Refusal("Steps are recorded in their order, each once.")
    first = max((one.on for one in taken), default=due + timedelta(days=1))
    if on is None or not first <= on <= now.date():
        raise Refusal(
            f"Say on which day: from {first.isoformat()} until today. It was due on {due.isoformat()}, and a step is "
            "taken once a remedy is overdue, and not before the step that comes before it."
        )
    Step.objects.create(**key(remedy), due=due, step=step, on=on, note=written, by=by, at=now)
    say("escalation", remedy, by=by, step=step, on=on.isoformat())


def check_overdue(held: Recommendation, now: datetime) -> date:
    """The day that a remedy was due. Raises `Refusal` where it is not overdue."""
    due = as_held(held).due
    if due >= now.date():
        raise Refusal("It is not overdue.")
    return due


def steps_since(remedy: Followed, due: date) -> Sequence[Step]:
    """The steps of escalation since the day that holds was missed, as they were taken."""
    return Step.objects.filter(**key(remedy), due=due).order_by("pk")


@transaction.atomic
def fail(scheme: Scheme, remedy: Followed, reason: str, *, now: datetime, by: str) -> None:
    """Record that a remedy was not carried out: overdue, with every step of escalation on record. Raises `Refusal`."""
    written = text_of(reason, "Give the reason.")
    writing.lock()
    held = held_open(remedy)
    taken = {one.step for one in steps_since(remedy, check_overdue(held, now))}
    if missing := [one for one in scheme.remedies.escalation if one not in taken]:
        words = scheme.words.remedies.escalation
        raise Refusal(*(f"Not on record yet: {words[one]}." for one in missing))
    for model in (Evidence, MoreTime):
        for other in model.objects.select_for_update().filter(**key(remedy), state=Answer.WAITING):
            _answered(other, Answer.NOT_ACCEPTED, written, now, by)
    due = as_held(held).due
    Step.objects.create(**key(remedy), due=due, step=FAILED, on=now.date(), note=written, by=by, at=now)
    _write(scheme, held, by=by, result=Result.NOT_COMPLIED.value)
    say("remedy not carried out", remedy, by=by)


@transaction.atomic
def confirm(scheme: Scheme, reference: str, seen: str, *, director: bool, now: datetime, by: str) -> Result:
    """Confirm what a case's remedies come to: the compliance outcome, recorded today. Raises `Refusal`.

    ``seen`` is what whoever confirms saw; it must be what the rule gives now. A case has one compliance outcome: what
    is in the register already is a matter for a correction. "Not complied" is confirmed by a director only.
    """
    writing.lock()
    result = outcome_of(remedies_of(reference))
    if result is None or result.value != seen:
        raise Refusal("The remedies have changed since you looked. Look at them as they are now.")
    if Compliance.objects.filter(case_id=reference).exists():
        raise Refusal("This case has a compliance outcome already: what is wrong with it is put right by a correction.")
    if result is Result.NOT_COMPLIED and not director:
        raise Refusal("That a case was not complied with is confirmed by a director.")
    now_is = case_now(reference)
    if now_is is None:
        raise Refusal("The register has no such case.")
    row = {"case_reference": reference, "recorded_on": now.date().isoformat(), "result": result.value}
    write(scheme, {"cases": [case_row(scheme, now_is)], "compliance": [row]}, by=by, only_case=reference)
    record("compliance outcome", f"case {reference}", by=by, result=result.value)
    return result


def as_held(held: Recommendation) -> Remedy:
    """A remedy as the register has it now, whatever it was when somebody's page was made."""
    return Remedy(held.number, held.due_on, held.extended_to)


def remedies_of(reference: str) -> Sequence[Remedy]:
    """A case's remedies as the register has them, by number."""
    names = ("number", "due_on", "extended_to", "completed_on", "result")
    rows = Recommendation.objects.filter(case_id=reference).order_by("number")
    return [Remedy(**dict(zip(names, row, strict=True))) for row in rows.values_list(*names)]


def _answered(asked: Waiting, state: Answer, answer: str, now: datetime, by: str) -> None:
    """Answer what was asked, once. Raises `Refusal` where somebody else has, or it was never asked."""
    fields = {"state": state, "answer": answer, "answered_by": by, "answered_at": now}
    if not type(asked).objects.filter(pk=asked.pk, state=Answer.WAITING).update(**fields):
        raise Refusal("This has been answered in the meantime.")


def _write(scheme: Scheme, held: Recommendation, *, by: str, **changed: str) -> None:
    """Write a remedy's cells into the register, by the way of an extract of its case."""
    from upheld.casework.changing import written

    now_is = case_now(held.case_id)
    if now_is is None:
        raise Refusal("The register has no such case.")
    cells = {name: written(getattr(held, name)) for name in CELLS}
    row = {"case_reference": held.case_id, "number": str(held.number), **cells, **changed}
    tables = {"cases": [case_row(scheme, now_is)], "recommendations": [row]}
    write(scheme, tables, by=by, only_case=held.case_id)
