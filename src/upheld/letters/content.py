"""What a letter holds, typed: the one content that is printed as PDF and shown as HTML.

All text is final: sentences filled, numbers as they are shown, dates in words. Layouts place it and add no words.
Charts carry places on an axis from 0 to 1 for drawing; the exact numbers behind them are ``count`` and ``base``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True)
class Edit:
    """A change made by hand: what the rules had said, who changed it and when (in words), and how that is shown."""

    before: str
    by: str
    at: str
    shown_as: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. ``rule`` is the id of the rule that chose it and ``why`` its reason, for the person who edits.

    ``lead`` is a short bold beginning; ``items`` is a list below the text and ``after`` a sentence below the list.
    """

    rule: str
    why: str
    text: str
    lead: str = ""
    items: tuple[str, ...] = ()
    after: str = ""
    edit: Edit | None = None


@dataclass(frozen=True)
class Section:
    """Paragraphs under a heading; the first section of a letter has none."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Chart:
    """A bar from 0 to 1: the rate, its interval, and similar authorities (None where they have no rate)."""

    alt: str
    rate: float
    lower: float
    upper: float
    group: float | None
    ticks: tuple[tuple[float, str], ...]
    key_own: str
    key_interval: str
    key_group: str
    group_shown: str


@dataclass(frozen=True)
class Panel:
    """One measure. Without a rate, ``chart`` is None, ``count`` and ``base`` too, and ``shown`` says why in words."""

    measure: str
    title: str
    shown: str
    statement: str
    basis: str
    average: str
    interval: str
    verdict: str
    pooled: str
    failures: str
    chart: Chart | None
    count: int | None = None
    base: int | None = None


@dataclass(frozen=True)
class TableRow:
    """A row with its heading first."""

    heading: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """The parts of the year's cases, which add up to ``total``."""

    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: TableRow
    movement: str


@dataclass(frozen=True)
class YearDot:
    """A year on a small chart; ``rate`` is None where there is none, ``broken`` where a break precedes it."""

    label: str
    rate: float | None
    group: float | None
    broken: bool


@dataclass(frozen=True)
class YearChart:
    """One measure over the years."""

    title: str
    alt: str
    ticks: tuple[tuple[float, str], ...]
    dots: tuple[YearDot, ...]


@dataclass(frozen=True)
class Years:
    """The years side by side, with notes on breaks. ``groups`` head pairs of columns: a measure, and its average."""

    heading: str
    caption: str
    year: str
    similar: str
    groups: tuple[str, ...]
    rows: tuple[TableRow, ...]
    charts: tuple[YearChart, ...]
    key_own: str
    key_group: str
    key_break: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FiguresSheet:
    """The page that stands alone."""

    heading: str
    period: str
    note: str
    panels: tuple[Panel, ...]
    overview: Overview
    years: Years | None
    more: Section


@dataclass(frozen=True)
class LetterContent:
    """A whole letter. ``page`` is the foot of a page, in pieces round the page's number and the number of pages."""

    language: str
    year: int
    authority: str
    code: str
    title: str
    author: str
    sample: str
    sample_long: str
    letterhead: str
    ombudsman: str
    page: tuple[str, ...]
    sent_on: str
    sent_day: str
    delivery: str
    address: tuple[tuple[str, ...], ...]
    salutation: str
    subject: str
    sections: tuple[Section, ...]
    closing: str
    signed: str
    office: str
    figures: FiguresSheet

    def as_json(self) -> str:
        """The content as a JSON object: what a layout is given. The same content gives the same text."""
        return json.dumps(self, default=vars, ensure_ascii=False)

    @classmethod
    def from_json(cls, stored: str) -> LetterContent:
        """A content that was kept as JSON. Raises pydantic's ValidationError where a part does not fit."""
        return _reader().validate_json(stored)


@cache
def _reader() -> TypeAdapter[LetterContent]:
    from pydantic import TypeAdapter

    return TypeAdapter(LetterContent)
