"""Bundles of the small year, written as a review writes them."""

# ruff: noqa: E501  # tables read better in whole lines

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.support import small_year
from upheld.casework.code.comparing import OwnCode, Said, compared
from upheld.casework.code.year_of_code import YearOfCode
from upheld.casework.statements.answers import Answer
from upheld.publication import open_data
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import (
    PublicCasework,
    PublicConsideration,
    PublicDecision,
    PublicImprovement,
    PublicReport,
    WithdrawnDecision,
)
from upheld.publication.bundle.contents import EditionFacts, Notice
from upheld.publication.bundle.release_contents import EarlyReader, PastEdition, PublicRelease
from upheld.publication.bundle.standing import PublicAssessment, PublicTraining, PublicWorkshop, StillDue
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.values import Rate

RELEASED_ON = date(2022, 7, 27)
CLAUSES = compared(
    ("6.1", "6.2", "6.3"),
    [("6.1", "yes"), ("6.2", "yes"), ("6.2", "partly")],
    {"6.1": Said(True), "6.2": Said(True), "6.3": Said(False, "From <autumn> on")},
)
ANSWER = Answer(date(2022, 4, 5), date(2022, 4, 1), date(2022, 2, 1), "We <i>agree</i>.", date(2022, 5, 1))
CASEWORK = PublicCasework(
    reports=(PublicReport("E07000107", "A report <b>in bold</b>", date(2022, 1, 5), ANSWER),),
    improvements=(
        PublicImprovement("E07000107", "21 000 001", "procedure_or_policy", "Change the policy", date(2022, 3, 1), None, "overdue", ("apology",), "k1"),
    ),
    decisions=(
        PublicDecision(
            "21 000 001", "E07000107", "Noise <script>", "First.\n\nSecond.", "Housing", "upheld", date(2021, 8, 1), date(2021, 9, 15)
        ),
    ),
    assessments=(PublicAssessment("E07000107", "Stages", "partly", date(2022, 2, 1), "One <b>stage</b> too many."),),
    trainings=(PublicTraining("E07000107", "Good answers", date(2021, 10, 5), "online", 4),),
    workshops=(PublicWorkshop(date(2021, 10, 5), 6),),
    still_due=(StillDue("E07000107", 3, 1),),
    withdrawn=(WithdrawnDecision("21 000 002", "E07000107", date(2022, 5, 6), "It said who complained."),),
    considered=(
        PublicConsideration("E07000107", 2022, "Scrutiny <b>Committee", date(2022, 7, 25)),
        PublicConsideration("E07000107", 2023, "A year that is not shown", date(2023, 7, 25)),
    ),
)  # fmt: skip
CODE = HandlingCode.model_validate(
    {
        "title": {"en": "Code"},
        "version": "1",
        "in_force_from": date(2021, 4, 1),
        "sections": [{"id": "6", "title": {"en": "Times"}, "clauses": [{"id": f"6.{n}", "text": {"en": f"Time {n}"}} for n in (1, 2, 3)]}],
    }
)  # fmt: skip
YEAR_OF_CODE = YearOfCode(
    CODE, {"E07000107": OwnCode("E07000107", CLAUSES, "Members <b>noted</b> it.", date(2022, 4, 1), date(2022, 4, 2))}
)
SENT, RELEASED = datetime(2022, 7, 20, 8, 0, tzinfo=UTC), datetime(2022, 7, 27, 8, 30, tzinfo=UTC)
CALENDAR = (PublicRelease(2022, "figures", RELEASED, "done", SENT, done_at=RELEASED),)
READERS = (EarlyReader("E07000107", "Dartford Borough Council", "chief officer", SENT),)
LETTER = (
    "<!doctype html><html lang=en><head><title>Letter</title><style>p{color:#111}</style></head>"
    "<body><p>Dear chief executive</p></body></html>"
)


def ingredients(folder: Path, *, sample: bool = True) -> Path:
    """A folder with the letters and files of figures of the small year."""
    letters = folder / "letters"
    letters.mkdir(parents=True)
    for code in small_year.figures().authorities:
        (letters / f"{code}.pdf").write_bytes(b"%PDF-1.7 " + code.encode())
        (letters / f"{code}.html").write_text(LETTER)
    (letters / "E09999999.pdf").write_bytes(b"of another year")
    small = {
        "scheme": small_year.scheme(),
        "directory": small_year.directory(),
        "figures": small_year.figures(),
    }
    open_data.write(**small, out=folder, sample=sample, released_on=RELEASED_ON, workbook=False)
    return folder


def write(made: Path, out: Path, **changes) -> Path:
    """Write a bundle from ingredients; ``changes`` are arguments of `write_bundle`."""
    number = changes.pop("number", 1)
    corrects = number == 2
    notices = (Notice(2, date(2022, 9, 1), "One count was wrong.", "A case was entered twice."),) if corrects else ()
    arguments = {
        "edition": EditionFacts(number, "a" * 64, "b" * 64, RELEASED_ON, notices, readers=READERS if corrects else ()),
        "calendar": CALENDAR if corrects else (),
        "sample": True,
        "preview": False,
        "casework": CASEWORK,
        **changes,
    }
    figures = arguments.pop("figures", small_year.figures())
    before = small_year.changed(small_year.figures(), "E07000107", "uphold_rate", Rate(2, 2))
    past = (PastEdition(1, before, made / "letters"),) if corrects else ()
    code = arguments.pop("code", YEAR_OF_CODE)
    part = YearPart(figures, arguments.pop("edition"), made / "letters", made, past, code=code)
    years = [part, *arguments.pop("others", ())]
    scheme = arguments.pop("scheme", small_year.scheme())
    return write_bundle(scheme, small_year.directory(), years, out, **arguments)


if (
    __name__ == "__main__"
):  # a writer that is killed at its n-th step: `python -m tests.support.small_bundle MADE OUT N`
    import os
    import signal
    import sys

    steps = iter(range(10_000))
    stop_at = int(sys.argv[3])

    def counted(real):
        def step(*args, **kwargs):
            if next(steps) == stop_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return step

    for name in ("fsync", "rename", "replace", "symlink", "mkdir", "unlink", "rmdir", "chmod", "utime"):
        setattr(os, name, counted(getattr(os, name)))
    write(Path(sys.argv[1]), Path(sys.argv[2]), number=2)
    print(next(steps))
