"""The sentences of a scrutiny pack (``wording/<language>/pack.toml``), each with the blanks it may use.

``body`` is what an authority of the kind is called in a sentence, as in letters; so are panels, averages and verdicts.
"""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.letter_wording import LetterTexts, Plain
from upheld.vocabulary.sentence import Blanks, Sentence


class Part(LetterTexts):
    """A part of the pack: its heading and what is said first."""

    heading: str
    lead: Plain


class PackLetter(Part):
    """The letter. ``lead_of_draft`` is said first while it has not been sent."""

    lead_of_draft: Plain


class PackFigures(Part):
    """The figures. ``means`` is said before what a measure is; the rest heads the table of all of them."""

    means: str
    table: str
    measure: str
    figure: str
    counted: str
    similar: str
    verdict: str


class Asked(LetterTexts):
    """A question, and the figures that it was chosen for."""

    text: Annotated[Sentence, Blanks("body", "count", "base", "subject", "group")]
    reason: Annotated[
        Sentence, Blanks("body", "count", "base", "subject", "group", "shown", "average", "verdict", "before", "year")
    ]


class Questions(Part):
    """The questions, each chosen by the rule of its name."""

    why: Annotated[Sentence, Blanks("reason")]
    not_carried_out: Asked
    overdue: Asked
    upheld_more: Asked
    upheld_less: Asked
    more_than_before: Asked
    one_subject: Asked
    late_remedies: Asked
    few_early_remedies: Asked
    late_replies: Asked
    public_reports: Asked
    code_not_met: Asked
    too_few: Asked
    no_investigations: Asked
    every_year: Asked


class Faults(Part):
    """The cases in which fault was found. ``personal`` stands for the text of a remedy for one person.

    ``corrected`` is all that is told of one that the figures count as upheld and that is upheld no longer.
    """

    none: Plain
    withheld: Plain
    case: Annotated[Sentence, Blanks("reference", "subject")]
    corrected: Plain
    decided: Annotated[Sentence, Blanks("day")]
    decided_unpublished: Annotated[Sentence, Blanks("day")]
    report: Annotated[Sentence, Blanks("title", "day")]
    agreed: str
    nothing_agreed: str
    remedy: Annotated[Sentence, Blanks("what", "state")]
    personal: Annotated[Sentence, Blanks("category")]


class Officer(LetterTexts):
    """The report that an officer must make of each fault found. ``blanks`` are for the officer's own words."""

    heading: str
    duty: list[Plain]
    none: Plain
    withheld: Plain
    finding: Annotated[Sentence, Blanks("ombudsman", "authority", "reference", "subject", "day")]
    agreed: str
    nothing_agreed: str
    blanks: list[str]
    blank: str
    closing: list[str]


class PackWording(LetterTexts):
    """A scheme whose authorities have no such officer leaves ``officer`` out."""

    title: Annotated[Sentence, Blanks("authority", "year")]
    lead: Annotated[Sentence, Blanks("authority", "body", "ombudsman", "start", "end")]
    as_at: Annotated[Sentence, Blanks("day")]
    draft: str
    contents: str
    letter: PackLetter
    figures: PackFigures
    questions: Questions
    faults: Faults
    officer: Officer | None = None
