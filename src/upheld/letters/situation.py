"""One authority's year as the rules of its letter see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from upheld.letters.facts import LetterFacts
from upheld.letters.sentences import day, listed, number, one_line
from upheld.statistics.figure import AuthorityFigures, Figure
from upheld.statistics.shown import shown, shown_rate
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.letter_wording import LetterWording
from upheld.vocabulary.pack_wording import PackWording
from upheld.vocabulary.scheme import Measure, Scheme
from upheld.vocabulary.values import GroupValue, MeanRate, Rate
from upheld.vocabulary.wording import MeasureWords, Terms
from upheld.vocabulary.words import Counted, ShownAs
from upheld.vocabulary.year import Year


@dataclass(frozen=True)
class Occasion:
    """What all letters of a year share: the scheme's rules, its words in one language, and the two days."""

    scheme: Scheme
    directory: AuthorityDirectory
    year: Year
    language: str
    sent_on: date
    published_on: date
    sample: bool

    @property
    def words(self) -> LetterWording:
        """The letter's sentences."""
        return self.scheme.wording[self.language].letter

    @property
    def words_of_pack(self) -> PackWording:
        """The scrutiny pack's sentences."""
        return self.scheme.wording[self.language].pack

    @property
    def terms(self) -> Terms:
        """The words that letters, pages and files share."""
        return self.scheme.wording[self.language].terms

    def number(self, count: int) -> str:
        """A whole number as it is written."""
        return number(count, self.language)

    def day(self, when: date) -> str:
        """A day in words."""
        return day(when, self.language)

    def listed(self, texts: list[str]) -> str:
        """An enumeration."""
        return listed(texts, self.words.details.and_)

    def label(self, ending: int) -> str:
        """What a year is called: 2021-22."""
        if ending not in self._labels:
            self._labels[ending] = self.scheme.year(ending).label
        return self._labels[ending]

    def rate(self, rate: Fraction, measure: Measure) -> str:
        """An exact rate as printed; the same few rates come again and again."""
        key = (rate, measure.shown_as)
        if key not in self._rates:
            self._rates[key] = shown_rate(rate, measure, self.terms)
        return self._rates[key]

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {}

    @cached_property
    def _rates(self) -> dict[tuple[Fraction, ShownAs], str]:
        return {}

    @cached_property
    def start(self) -> str:
        """The year's first day in words."""
        return self.day(self.year.start)

    @cached_property
    def end(self) -> str:
        """The year's last day in words."""
        return self.day(self.year.end)

    @cached_property
    def panel_measures(self) -> list[Measure]:
        """The measures that have a panel, in their order."""
        return sorted((one for one in self.scheme.measures if one.in_letter), key=lambda one: one.order)


@dataclass(frozen=True)
class Situation:
    """One authority on the occasion of a year's letters."""

    occasion: Occasion
    authority: Authority
    figures: AuthorityFigures
    facts: LetterFacts

    @cached_property
    def name(self) -> str:
        """Its full name."""
        return one_line(self.authority.name(self.occasion.year.end))

    @cached_property
    def short_name(self) -> str:
        """Its name as said in a sentence."""
        return one_line(self.authority.short_name(self.occasion.year.end))

    @cached_property
    def body(self) -> str:
        """What it is called in a sentence: council, authority."""
        address = self.occasion.words.address
        return address.bodies.get(self.authority.kind, address.body)

    @cached_property
    def group(self) -> str:
        """The similar authorities in words; "" where its kind has none."""
        if self.authority.kind not in self.occasion.scheme.grouped_kinds:
            return ""
        return self.occasion.terms.kinds[self.authority.kind].group

    def figure(self, counted: Counted) -> Figure | None:
        """The figure that counts something from events (not per head), where the scheme has such a measure."""
        for measure in self.occasion.scheme.measures:
            if measure.counted is counted and measure.shown_as is ShownAs.PERCENT:
                return self.figures.figures.get(measure.id)
        return None

    def rate(self, counted: Counted) -> Rate | None:
        """Its rate; None where there is no such measure, no base, or it is withheld."""
        figure = self.figure(counted)
        return figure.value if figure and isinstance(figure.value, Rate) else None

    def shown(self, value: GroupValue, measure: Measure) -> str:
        """A value as printed."""
        if isinstance(value, Rate | MeanRate):
            return self.occasion.rate(value.fraction, measure)
        return shown(value, measure, self.occasion.terms)

    def shown_rate(self, rate: Fraction, measure: Measure) -> str:
        """An exact rate as printed."""
        return self.occasion.rate(rate, measure)

    def measure_words(self, measure: Measure) -> MeasureWords:
        """How a measure speaks in every file and page."""
        return self.occasion.terms.measures[measure.id]

    def names(self, authority_ids: tuple[str, ...], when: date) -> str:
        """Authorities enumerated by name as on a day."""
        return self.occasion.listed([one_line(self.occasion.directory[one].name(when)) for one in authority_ids])
