"""An authority's self-assessment of a year: saved as often as it likes, submitted when whole, withdrawn, changed.

What is submitted is written into the register by the way that every extract takes, and taken out of it when it is
withdrawn. Once the year has an edition nothing of it changes any more: the letter is made of it. Who may, the caller
knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction

from upheld.access.actions import record
from upheld.casework.changing import write_about, write_rows
from upheld.casework.code.comparing import Said
from upheld.casework.code.models import SelfAssessmentDraft, SelfAssessmentFile
from upheld.casework.handed_in.uploads import Kept
from upheld.casework.refusal import Refusal
from upheld.intake.actions import take
from upheld.intake.taking_back import take_back_rows
from upheld.register import queries as register
from upheld.register.models import SelfAssessment, SelfAssessmentStatement
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that no text of an extract may hold, and that some databases cannot keep."""
LONGEST_EXPLANATION = 4000
LONGEST_RESPONSE = 8000
MOST_FILES = 5
CROSSED = "Somebody else has changed this self-assessment since you opened it. Look at it as it is now."
FROZEN = "The figures of this year are drawn: its self-assessment can no longer be changed."


@dataclass(frozen=True)
class Answer:
    """What is answered on one clause so far: complies, does not, or None for nothing yet."""

    complies: bool | None = None
    explanation: str = ""


@dataclass(frozen=True)
class Written:
    """All that a form says. ``saved`` is how often it had been saved when the form was opened."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    response: str = ""
    considered_on: date | None = None
    saved: int = 0


@dataclass(frozen=True)
class Whose:
    """An authority and a year; ``is_frozen`` tells whether the year's figures are drawn by now."""

    authority: str
    year: int
    is_frozen: Callable[[], bool] = lambda: False

    @property
    def key(self) -> dict[str, object]:
        """What tells it apart, by column."""
        return {"authority": self.authority, "year": self.year}

    @property
    def name(self) -> str:
        """How the trail names it."""
        return f"{self.authority} {self.year}"


def statement_of(whose: Whose) -> SelfAssessmentStatement | None:
    """What was submitted; None where nothing stands."""
    return SelfAssessmentStatement.objects.filter(**whose.key).first()


def said_by(whose: Whose) -> dict[str, Said]:
    """What an authority has submitted of each clause."""
    rows = SelfAssessment.objects.filter(**whose.key).order_by("clause")
    return {row.clause: Said(row.complies, row.explanation) for row in rows}


def written_of(whose: Whose) -> Written:
    """What stands in the register, whether it was submitted here or an extract brought it; else the draft, if any."""
    draft, stands = SelfAssessmentDraft.objects.filter(**whose.key).first(), statement_of(whose)
    saved = draft.saved if draft else 0
    if stands or not draft:
        answers = {clause: Answer(one.complies, one.explanation) for clause, one in said_by(whose).items()}
        return Written(answers, stands.response if stands else "", stands.considered_on if stands else None, saved)
    return _drafted(draft)


def _drafted(draft: SelfAssessmentDraft) -> Written:
    answers = {clause: Answer(**one) for clause, one in draft.answers.items()}
    return Written(answers, draft.response, draft.considered_on, draft.saved)


@transaction.atomic
def save(
    scheme: Scheme, whose: Whose, written: Written, files: Sequence[Kept] = (), *, now: datetime, by: str
) -> SelfAssessmentDraft:
    """Save what is written, whole or not. Raises `Refusal` where it was submitted, changed by another, or too long."""
    code = _code(scheme)
    draft = _held(whose, code, written.saved, now, by)
    if statement_of(whose):
        raise Refusal("This self-assessment is submitted. Withdraw it to change it.")
    if wrong := [*_too_much(code, written)]:
        raise Refusal(*wrong)
    if draft.files.count() + len(files) > MOST_FILES:
        raise Refusal(f"At most {MOST_FILES} documents can be added.")
    draft.answers = _kept(written.answers)
    draft.version, draft.response, draft.considered_on = code.version, written.response, written.considered_on
    draft.saved, draft.saved_at, draft.saved_by = draft.saved + 1, now, by
    draft.save()
    SelfAssessmentFile.objects.bulk_create([_file(draft, one, now, by) for one in files])
    record("save a self-assessment", whose.name, by=by, files=len(files))
    return draft


@transaction.atomic
def submit(scheme: Scheme, whose: Whose, saved: int, *, now: datetime, by: str) -> None:
    """Submit what was saved last. Raises `Refusal` with everything that is missing."""
    code = _code(scheme)
    draft = _held(whose, code, saved, now, by)
    if statement_of(whose):
        raise Refusal("This self-assessment is submitted already.")
    written = _drafted(draft)
    if wrong := [*_missing(scheme, whose, written, now.date())]:
        raise Refusal(*wrong)
    with TemporaryDirectory() as folder:
        _write(scheme, Path(folder), whose, written, now.date())
        try:
            take(Path(folder), scheme, by=by)
        except Refused as refused:
            raise Refusal(*(f"{one.column}: expected {one.expected}" for one in refused.problems)) from None
    draft.submitted_at, draft.submitted_by, draft.saved = now, by, draft.saved + 1
    draft.save()
    record("submit a self-assessment", whose.name, by=by, version=code.version)


@transaction.atomic
def withdraw(scheme: Scheme, whose: Whose, saved: int, *, now: datetime, by: str) -> None:
    """Take a submitted self-assessment back; what it said is the draft from then on.

    ``saved`` is how often it had been saved when the person looked at it. Raises `Refusal` where none stands, where it
    is another by now, or where it is too late.
    """
    draft = _held(whose, _code(scheme), saved, now, by)
    before = written_of(whose)
    if not take_back_rows("self_assessment_statements", by=by, **whose.key):
        raise Refusal("There is no submitted self-assessment to withdraw.")
    take_back_rows("self_assessments", by=by, **whose.key)
    draft.answers = _kept(before.answers)
    draft.response, draft.considered_on = before.response, before.considered_on
    draft.submitted_at, draft.submitted_by, draft.saved = None, "", draft.saved + 1
    draft.save()
    record("withdraw a self-assessment", whose.name, by=by)


@transaction.atomic
def drop_file(whose: Whose, key: str, *, by: str) -> SelfAssessmentFile:
    """Take a document out of a draft; returns what it was. Raises `Refusal` where the draft may not be changed."""
    held = SelfAssessmentFile.objects.select_for_update().filter(key=key, **_of_draft(whose)).first()
    if held is None:
        raise Refusal("There is no such document.")
    if whose.is_frozen():
        raise Refusal(FROZEN)
    if statement_of(whose):
        raise Refusal("This self-assessment is submitted. Withdraw it to change it.")
    SelfAssessmentFile.objects.filter(pk=held.pk).delete()
    record("remove a document of a self-assessment", whose.name, by=by)
    return held


def files_of(whose: Whose) -> list[SelfAssessmentFile]:
    """The documents handed in with it."""
    return list(SelfAssessmentFile.objects.filter(**_of_draft(whose)).order_by("pk"))


def file_at(authority: str, year: int, key: str) -> SelfAssessmentFile | None:
    """A document by its key, where it is of this authority and year. What is in an address may be anything."""
    if not (authority.isprintable() and key.isalnum()):
        return None
    return SelfAssessmentFile.objects.filter(draft__authority=authority, draft__year=year, key=key).first()


def _kept(answers: Mapping[str, Answer]) -> dict[str, dict[str, object]]:
    return {clause: {"complies": one.complies, "explanation": one.explanation} for clause, one in answers.items()}


def _of_draft(whose: Whose) -> dict[str, object]:
    return {f"draft__{name}": value for name, value in whose.key.items()}


def _code(scheme: Scheme) -> HandlingCode:
    if scheme.code is None:
        raise Refusal("There is no complaint handling code.")
    return scheme.code


def _held(whose: Whose, code: HandlingCode, saved: int, now: datetime, by: str) -> SelfAssessmentDraft:
    """The draft's row, held until the end; made where there is none. Raises `Refusal` where it moved on."""
    if whose.is_frozen():
        raise Refusal(FROZEN)
    start = {"version": code.version, "saved_at": now, "saved_by": by}
    try:
        with transaction.atomic():
            SelfAssessmentDraft.objects.get_or_create(**whose.key, defaults=start)
    except IntegrityError:
        raise Refusal(CROSSED) from None
    draft = SelfAssessmentDraft.objects.select_for_update().get(**whose.key)
    if draft.saved != saved:
        raise Refusal(CROSSED)
    return draft


def _too_much(code: HandlingCode, written: Written) -> Iterator[str]:
    for clause, one in written.answers.items():
        if clause not in code.clauses:
            yield f"{clause} is no clause of the code."
        if len(one.explanation) > LONGEST_EXPLANATION:
            yield f"{clause}: an explanation has at most {LONGEST_EXPLANATION:,} characters."
        if CONTROL.search(one.explanation):
            yield f"{clause}: the explanation holds characters that are no text. Write it anew."
    if len(written.response) > LONGEST_RESPONSE:
        yield f"The response has at most {LONGEST_RESPONSE:,} characters."
    if CONTROL.search(written.response):
        yield "The response holds characters that are no text. Write it anew."


def _missing(scheme: Scheme, whose: Whose, written: Written, today: date) -> Iterator[str]:
    for clause in _code(scheme).clauses:
        one = written.answers.get(clause, Answer())
        if one.complies is None:
            yield f"{clause}: say whether you comply."
        elif not one.complies and not one.explanation:
            yield f"{clause}: explain why you do not comply, and what you will do."
    if not written.response:
        yield "Give your governing body’s response."
    if written.considered_on is None:
        yield "Give the day on which your governing body considered it."
    elif written.considered_on > today:
        yield "The day on which your governing body considered it is still to come."
    elif written.considered_on < scheme.year(whose.year).start:
        yield "The day on which your governing body considered it is before the year that it is about."


def _write(scheme: Scheme, folder: Path, whose: Whose, written: Written, today: date) -> None:
    """The self-assessment as an extract, which has no case in it."""
    code = _code(scheme)
    own = register.directory(scheme)[whose.authority].code(scheme.year(whose.year).end)
    about = {"authority": own, "year": str(whose.year)}
    write_about(folder, "self-assessment")
    (folder / "cases.csv").write_text("reference,authority,subject,received_on\n", encoding="utf-8")
    answers = {clause: written.answers[clause] for clause in code.clauses}
    rows = [
        {**about, "clause": clause, "complies": str(one.complies).lower(), "explanation": one.explanation}
        for clause, one in answers.items()
    ]
    write_rows(folder / "self_assessments.csv", rows)
    assert written.considered_on
    statement = {
        **about,
        "version": code.version,
        "response": written.response,
        "considered_on": written.considered_on.isoformat(),
        "submitted_on": today.isoformat(),
    }
    write_rows(folder / "self_assessment_statements.csv", [statement])


def _file(draft: SelfAssessmentDraft, kept: Kept, now: datetime, by: str) -> SelfAssessmentFile:
    return SelfAssessmentFile(
        draft=draft, key=kept.key, name=kept.name, kind=kept.kind, size=kept.size, sha256=kept.sha256, by=by, at=now
    )
