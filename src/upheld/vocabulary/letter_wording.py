"""The sentences of a letter (``wording/<language>/letter.toml``), each with the blanks it may use.

``body`` is what an authority of the addressee's kind is called in a sentence ("council"). Where a sentence has a
``count``, its forms agree with it.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, model_validator

from upheld.vocabulary.sentence import Blanks, Sentence

BLANK = re.compile(r"\{[A-Za-z_]+\}")
Plain = Annotated[Sentence, Blanks("body")]
Counted = Annotated[Sentence, Blanks("body", "count")]
CountOf = Annotated[Sentence, Blanks("body", "count", "base")]


class LetterTexts(BaseModel):
    """A table of texts: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="after")
    def _plain_texts_have_no_blanks(self) -> Self:
        for key, value in self:
            for text in (value, *(value.values() if isinstance(value, dict) else ())):
                if isinstance(text, str) and (blank := BLANK.search(text)):
                    raise ValueError(f"{key}: {blank.group()} would be printed as it stands; this text has no blanks")
        return self


class Address(LetterTexts):
    """To whom, and how. ``office`` is written to where no chief officer is known; ``offices`` by kind."""

    by_email: str
    by_post: str
    office: str
    offices: dict[str, str] = {}
    salutation: Annotated[Sentence, Blanks("name")]
    salutation_two: Annotated[Sentence, Blanks("first", "last")]
    body: str
    bodies: dict[str, str] = {}
    nobody: Annotated[Sentence, Blanks("authority", "office")]
    several: Annotated[Sentence, Blanks("authority", "count")]
    left: Annotated[Sentence, Blanks("authority", "successor")]


class Opening(LetterTexts):
    """Why the letter comes and with whom it is shared: ``shared_kinds`` by kind, ``shared_ended`` where it ended."""

    title: Annotated[Sentence, Blanks("authority", "year")]
    subject: Annotated[Sentence, Blanks("year")]
    purpose: Annotated[Sentence, Blanks("authority", "body", "start", "end", "ombudsman")]
    shared: Plain
    shared_kinds: dict[str, Plain] = {}
    shared_ended: Annotated[Sentence, Blanks("body", "successors", "count")] | None = None


class Explained(LetterTexts):
    """One statistic explained: a lead-in and what it means."""

    lead: str
    text: Plain


class Statistics(LetterTexts):
    """What the statistics mean. ``measures`` by measure id."""

    heading: str
    intro: Annotated[Sentence, Blanks("body", "count")]
    measures: dict[str, Explained]
    compared: Annotated[Sentence, Blanks("body", "group")]
    not_compared: Plain
    published: Annotated[Sentence, Blanks("body", "day", "service")]


class Chosen(LetterTexts):
    """Paragraphs that rules choose. Each key is a rule's id."""

    reissued: Annotated[Sentence, Blanks("body", "day")]
    took_over: Annotated[Sentence, Blanks("body", "authority", "day", "predecessors", "count")]
    began: Annotated[Sentence, Blanks("body", "authority", "day")]
    ended: Annotated[Sentence, Blanks("body", "authority", "day", "successors", "count")]
    no_investigations: Plain
    few_investigations: Counted
    early_remedies: CountOf
    all_on_time: Counted
    late_remedies: CountOf
    not_carried_out: CountOf
    late_replies: CountOf
    public_reports: Counted
    code_assessments: Annotated[Sentence, Blanks("body", "count", "base", "day")]
    corrections: Annotated[Sentence, Blanks("body", "year")]


class Why(LetterTexts):
    """Why a rule chose its paragraph, for the person who edits it. The same keys as `Chosen`."""

    reissued: Counted
    took_over: Counted
    began: Plain
    ended: Plain
    no_investigations: Plain
    few_investigations: Counted
    early_remedies: Counted
    all_on_time: Counted
    late_remedies: Counted
    not_carried_out: Counted
    late_replies: Counted
    public_reports: Counted
    code_assessments: Counted
    corrections: Counted
    everybody: Plain


class AnswerWords(LetterTexts):
    """What became of the answer to a public report, in sentences that stand after it in its list."""

    together: Annotated[Sentence, Blanks("report", "answer")]
    awaited: Annotated[Sentence, Blanks("due")]
    overdue: Annotated[Sentence, Blanks("due")]
    considered: Annotated[Sentence, Blanks("day")]
    received: Annotated[Sentence, Blanks("day", "due")]
    received_late: Annotated[Sentence, Blanks("day", "due")]
    received_some_day: Annotated[Sentence, Blanks()]
    satisfied: Annotated[Sentence, Blanks("day")]
    not_yet_satisfied: Annotated[Sentence, Blanks()]


class Details(LetterTexts):
    """Sentences and list items that stand inside chosen paragraphs."""

    reissued_figure: Annotated[Sentence, Blanks("title", "before", "now")]
    median_days_late: Counted
    not_carried_out_public: Annotated[Sentence, Blanks("case", "text", "due")]
    not_carried_out_personal: Annotated[Sentence, Blanks("case", "due")]
    not_carried_out_which: Plain
    not_carried_out_advice: Plain
    public_report: Annotated[Sentence, Blanks("title", "day", "case")]
    report_answers: AnswerWords | None = None
    code_section: Annotated[Sentence, Blanks("section", "met")]
    code_section_said: Annotated[Sentence, Blanks("section", "met", "commentary")]
    code_shown: CountOf | None = None
    code_said: CountOf | None = None
    code_not_said: Plain | None = None
    code_shown_otherwise: Counted | None = None
    code_clause_otherwise: Annotated[Sentence, Blanks("clause", "met")] | None = None
    met: dict[str, str]
    and_: Annotated[Sentence, Blanks("first", "last")]


class YearMessage(LetterTexts):
    """What the ombudsman says to everybody in a year."""

    heading: str
    paragraphs: list[Plain]
    code: list[Plain]


class Training(LetterTexts):
    """The training held in the year, and who came. ``attended`` counts the workshops with people from here."""

    held: Counted
    reached: Counted
    came: Counted
    nobody_came: Plain
    none_held: Plain
    attended: Counted | None = None


class Signature(LetterTexts):
    """The end of the letter. ``names`` by year; a year without one, and all made-up data, is signed by the office."""

    closing: str
    names: dict[str, str] = {}
    office: str
    unsigned: str


class PanelWords(LetterTexts):
    """How one measure's panel speaks. ``shown`` is a rate as printed; ``failures`` gives what is missing as a count."""

    title: str
    statement: Annotated[Sentence, Blanks("body", "shown")]
    no_base: Plain
    withheld: Plain
    basis: Annotated[Sentence, Blanks("counted", "base", "start", "end")]
    failures: CountOf | None = None


class FiguresPage(LetterTexts):
    """The page of figures, which stands alone. ``verdicts`` by the lower-case name of a `Verdict`."""

    heading: Annotated[Sentence, Blanks("authority", "year")]
    period: Annotated[Sentence, Blanks("start", "end")]
    note: Annotated[Sentence, Blanks("body", "count")]
    panels: dict[str, PanelWords]
    average: Annotated[Sentence, Blanks("group", "shown")]
    average_own: Annotated[Sentence, Blanks("group", "shown")]
    average_none: Annotated[Sentence, Blanks("group")]
    average_withheld: Annotated[Sentence, Blanks("group")]
    no_group: Plain
    interval: Annotated[Sentence, Blanks("lower", "upper")]
    pooled: Annotated[Sentence, Blanks("first", "last", "shown", "count", "base")]
    verdict: Annotated[Sentence, Blanks("verdict")]
    verdicts: dict[str, str]
    key_own: Plain
    key_group: str
    key_interval: str
    alt: Annotated[Sentence, Blanks("title", "shown", "lower", "upper", "group")]
    alt_alone: Annotated[Sentence, Blanks("title", "shown", "lower", "upper")]


class OverviewWords(LetterTexts):
    """The year's overview. ``explained`` by part of the overview."""

    heading: str
    caption: Annotated[Sentence, Blanks("start", "end")]
    part: str
    holds: str
    cases: str
    total: str
    explained: dict[str, str]
    movement: Annotated[Sentence, Blanks("brought_forward", "received", "decided", "carried_forward", "count")]
    withheld: str


class YearsWords(LetterTexts):
    """The years side by side. A cell holds a rate and, where known, its count and base."""

    heading: str
    caption: str
    year: str
    similar: str
    cell: Annotated[Sentence, Blanks("shown", "count", "base")]
    unknown: str
    noted: Annotated[Sentence, Blanks("label", "notes")]
    note: Annotated[Sentence, Blanks("number", "text")]
    reorganised: str
    published: str
    key_break: str
    chart: Annotated[Sentence, Blanks("title", "first", "last", "values")]
    chart_value: Annotated[Sentence, Blanks("label", "shown")]


class MoreWords(LetterTexts):
    """Where to find more."""

    heading: str
    paragraphs: list[Annotated[Sentence, Blanks("day", "service", "body", "ombudsman_short")]]


class LetterWording(LetterTexts):
    """Every sentence that a letter can say."""

    letterhead: str
    page: Annotated[Sentence, Blanks("page", "pages")]
    edited: Annotated[Sentence, Blanks("by", "day")]
    address: Address
    opening: Opening
    statistics: Statistics
    own_heading: Plain
    chosen: Chosen
    why: Why
    details: Details
    messages: dict[str, YearMessage]
    training: Training
    signature: Signature
    figures: FiguresPage
    overview: OverviewWords
    years: YearsWords
    more: MoreWords
