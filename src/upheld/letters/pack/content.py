"""What a scrutiny pack holds, typed: the one content of its PDF, its page and its editable document.

All text is final, as in a letter's content: faces place it and add no words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from upheld.letters.content import Overview, Panel, Section, Years


@dataclass(frozen=True)
class LetterPart:
    """The letter as it was sent; in a draft of the pack as it would be."""

    heading: str
    lead: str
    sent_on: str
    delivery: str
    address: tuple[tuple[str, ...], ...]
    salutation: str
    subject: str
    sections: tuple[Section, ...]
    closing: str
    signed: str
    office: str


@dataclass(frozen=True)
class ExplainedPanel:
    """A panel as the letter has it, and what its measure means."""

    panel: Panel
    means: str


@dataclass(frozen=True)
class Table:
    """Rows with their heading first, under the names of columns."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FiguresPart:
    """The figures: all in one table, then one by one as in the letter."""

    heading: str
    lead: str
    period: str
    table: Table
    panels: tuple[ExplainedPanel, ...]
    overview: Overview
    years: Years | None


@dataclass(frozen=True)
class Question:
    """A question. ``rule`` is the id of the rule that chose it, ``reason`` the figures that it chose it for."""

    rule: str
    text: str
    reason: str


@dataclass(frozen=True)
class QuestionsPart:
    """What a committee might ask."""

    heading: str
    lead: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Fault:
    """A case in which fault was found: what may be told of it, and each thing agreed with how it stands.

    ``agreed`` is "" where nothing is told of what was agreed.
    """

    heading: str
    texts: tuple[str, ...]
    agreed: str
    remedies: tuple[str, ...]


@dataclass(frozen=True)
class FaultsPart:
    """The faults found in the year. Without any, ``lead`` says why."""

    heading: str
    lead: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Finding:
    """One finding in the officer's report, with places for the officer's own words."""

    heading: str
    texts: tuple[str, ...]
    agreed: str
    remedies: tuple[str, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True)
class OfficerPart:
    """A draft of the report that an officer must make. ``blank`` stands where something is to be written."""

    heading: str
    texts: tuple[str, ...]
    findings: tuple[Finding, ...]
    blank: str
    closing: tuple[str, ...]


@dataclass(frozen=True)
class PackContent:
    """A whole pack. ``page`` is the foot of a page in pieces; ``day`` is the day it tells of, in ISO form."""

    language: str
    year: int
    authority: str
    code: str
    title: str
    author: str
    sample: str
    sample_long: str
    ombudsman: str
    page: tuple[str, ...]
    day: str
    as_at: str
    draft: str
    lead: str
    contents: str
    letter: LetterPart
    figures: FiguresPart
    questions: QuestionsPart
    faults: FaultsPart
    officer: OfficerPart | None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of its parts, in order."""
        parts = (self.letter, self.figures, self.questions, self.faults, self.officer)
        return tuple(one.heading for one in parts if one)

    def as_json(self) -> str:
        """The content as a JSON object: what a layout is given."""
        return json.dumps({**vars(self), "headings": self.headings}, default=vars, ensure_ascii=False)
