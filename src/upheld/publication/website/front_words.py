"""The words of the front page's table and legend, from a bundle's wording."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from upheld.publication.website.front_asking import Asked
from upheld.publication.website.front_rows import NO_SIGN, SIGNS, Row
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.map_drawing import CONSIDERED, EITHER, NOT_CONSIDERED, NOT_REPORTED, REPORTED, STEPS
from upheld.publication.website.panels import PERCENT

STEP_SIGNS = tuple(f"step-{step}" for step in range(1, STEPS + 1))
EITHER_SIGNS = tuple(sign for signs in EITHER.values() for sign in signs)
WORSE = {"much-higher": "much-worse", "higher": "worse", "lower": "better", "much-lower": "much-better"}
BETTER = {"much-higher": "much-better", "higher": "better", "lower": "worse", "much-lower": "much-worse"}


class Told:
    """Rows in words, for one state of the page. ``tones`` says by sign how it is coloured: worse is one way, better
    the other, whichever way the measure goes; the sign itself shows higher and lower."""

    verdicts = {sign: verdict.value for verdict, sign in SIGNS.items()}

    def __init__(self, bundle: Bundle, asked: Asked, measure: dict[str, Any]):
        words = bundle.said.finding
        self.said, self.words, self.is_share = bundle.said, words, measure["shown_as"] == PERCENT
        plain = {sign: sign for sign in (*SIGNS.values(), NO_SIGN, *STEP_SIGNS, *EITHER_SIGNS)}
        self.tones = {**plain, **(WORSE if measure["better"] == "lower" else BETTER)}
        self.year = 0 if asked.year == bundle.newest else asked.year
        self.columns = (
            ("name", words.authority, ""),
            ("kind", words.kind, "more"),
            ("region", words.region, "more"),
            ("rate", words.figure, "number"),
            ("", words.counted_from, "number more"),
            ("", words.interval, "number"),
            ("verdict", words.verdict, ""),
        )

    def cell(self, row: Row) -> str:
        """What an area of the map is called: name, figure, verdict, public reports, that a committee considered it."""
        told = [self.words.cell(name=row.short_name, shown=row.shown, verdict=self.verdict(row)), self.reported(row)]
        words = self.words.considered
        if words and row.considered_on:
            told.append(words.cell(day=self.said.day(row.considered_on)))
        return ". ".join(filter(None, told))

    def reported(self, row: Row) -> str:
        """How many public reports were issued in the year; "" where none was."""
        words = self.words.reported
        return words.told(count=row.reports) if words and row.reports else ""

    def considered(self, row: Row) -> str:
        """When a committee considered the letter; "" where none is on record."""
        words = self.words.considered
        return words.under(day=self.said.day(row.considered_on)) if words and row.considered_on else ""

    def key(self, sign: str) -> str:
        """What a sign stands for, where it is neither a verdict nor a step; "" for those."""
        considered, reported = self.words.considered, self.words.reported
        known = {CONSIDERED: considered.yes, NOT_CONSIDERED: considered.no} if considered else {}
        known |= {REPORTED: reported.yes, NOT_REPORTED: reported.no} if reported else {}
        return {NO_SIGN: self.begun(self.words.no_sign), **known}.get(sign, "")

    def address(self, code: str) -> str:
        """An authority's page of the year shown."""
        return reverse("authority_year", args=[code, self.year]) if self.year else reverse("authority", args=[code])

    @staticmethod
    def begun(text: str) -> str:
        """A text as it begins a line."""
        return text[:1].upper() + text[1:]

    def kind(self, row: Row) -> str:
        """What kind it is of."""
        return self.said.terms.kinds[row.kind].one

    def counted(self, row: Row) -> str:
        """1 of 2; nothing where there is no rate."""
        if not row.counted:
            return ""
        count, base = (self.said.number(number) for number in row.counted)
        return self.said.site.authority.of_base(count=count, base=base)

    def interval(self, row: Row) -> str:
        """9% to 91%; nothing where there is no rate."""
        return self.words.between(lower=row.interval[0], upper=row.interval[1]) if row.interval else ""

    def verdict(self, row: Row) -> str:
        """What the comparison can bear."""
        return self.said.terms.verdicts[row.verdict]

    def number(self, rate: float) -> str:
        """A round rate, as the legend tells it."""
        if self.is_share:
            return self.said.terms.percent(number=round(rate * 100))
        return f"{rate:g}"
