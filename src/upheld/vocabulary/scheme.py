"""A scheme: one ombudsman's rules, as data. `scheme_loader` reads and checks it; then it never changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.import_mapping import ImportMapping
from upheld.vocabulary.letter_wording import Chosen
from upheld.vocabulary.problems import Fault, Faults
from upheld.vocabulary.sentence import is_language
from upheld.vocabulary.wording import Wording
from upheld.vocabulary.words import Averaging, Base, Better, Counted, DatedBy, ShownAs
from upheld.vocabulary.year import Year, YearEnd

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """A piece of a scheme: closed (an unknown key is an error) and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MonthDay(Part):
    """A day of every year."""

    month: Annotated[StrictInt, Field(ge=1, le=12)]
    day: Annotated[StrictInt, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        try:
            date(2001, self.month, self.day)
        except ValueError:
            raise Faults([Fault(("day",), "a day that the month has every year", str(self.day))]) from None
        return self

    def after(self, day: date) -> date:
        """The first such day after a day: 20 July after 31 March 2022 is 2022-07-20."""
        here = date(day.year, self.month, self.day)
        return here if here > day else date(day.year + 1, self.month, self.day)


class Outcome(Part):
    """One way in which a case ends. ``shown_under`` is its part of the overview."""

    id: Identifier
    investigation: StrictBool = False
    upheld: StrictBool = False
    shown_under: Identifier

    @model_validator(mode="after")
    def _upheld_is_investigated(self) -> Self:
        if self.upheld and not self.investigation:
            raise Faults([Fault(("investigation",), "true where upheld is true", "false")])
        return self


class Kind(Part):
    """A kind of authority; ``grouped`` kinds are compared among themselves."""

    id: Identifier
    grouped: StrictBool = False


class Measure(Part):
    """One measure, in the closed vocabulary of `words`. Each has a file of ``measures/`` named after it."""

    id: Identifier
    base: Base
    counted: Counted
    dated_by: DatedBy
    shown_as: ShownAs
    better: Better
    in_letter: StrictBool = False
    in_figures: StrictBool = False
    order: StrictInt

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if faults := [*self._faults()]:
            raise Faults(faults)
        return self

    def _faults(self) -> Iterator[Fault]:
        dated_by = MEASURES_THAT_FIT.get((self.base, self.counted))
        if dated_by is None:
            yield Fault(("counted",), f"something that is counted from {self.base.value}", self.counted.value)
        elif dated_by != self.dated_by:
            yield Fault(("dated_by",), f"{dated_by.value} for {self.counted.value}", self.dated_by.value)
        if (self.base is Base.RESIDENTS) != (self.shown_as is ShownAs.PER_100K):
            expected = "per_100k where the base is residents, and only there"
            yield Fault(("shown_as",), expected, self.shown_as.value)


MEASURES_THAT_FIT: dict[tuple[Base, Counted], DatedBy] = {
    (Base.INVESTIGATIONS, Counted.UPHELD): DatedBy.DECISION,
    (Base.UPHELD_DECISIONS, Counted.SATISFACTORY_REMEDY): DatedBy.DECISION,
    (Base.RESIDENTS, Counted.UPHELD): DatedBy.DECISION,
    (Base.COMPLIANCE_OUTCOMES, Counted.COMPLIED): DatedBy.COMPLIANCE_OUTCOME,
    (Base.COMPLIANCE_OUTCOMES, Counted.COMPLIED_LATE): DatedBy.COMPLIANCE_OUTCOME,
    (Base.ENQUIRIES, Counted.ANSWERED_LATE): DatedBy.REPLY_DUE,
}


class Peers(Part):
    """How similar authorities are compared (statistics: similar authorities)."""

    averaging: Averaging = Averaging.POOLED
    include_own: StrictBool = True


class SmallNumbers(Part):
    """A rate whose base is above 0 and below ``withhold_below`` is withheld; 0 withholds nothing."""

    withhold_below: Annotated[StrictInt, Field(ge=0)] = 0


class Calendar(Part):
    """The scheme's usual days, each the first such day after the end of the year that it is about."""

    letters_sent: MonthDay
    published: MonthDay


Months = Annotated[StrictInt, Field(ge=1, le=1200)]


class Retention(Part):
    """For how many months personal data is kept, by kind; what is not said is kept until somebody erases it.

    Contacts: after their authority ended, or a later extract replaced them. Messages: whom they went to and what they
    said, after the last that became of them. Accounts: after the last sign-in. Invitations: after their time was over.
    Uploads: after they were handed in. Training: who came and what they wrote, after the session ended. Remedies: what
    was written about them, after it was written, once they are settled. Decisions: their texts as they were before a
    change, after it; what may stay in them, and why they are public on another day, after that was said. Assessments:
    the evidence of marks on the code, after the mark or its change.
    """

    contacts: Months | None = None
    messages: Months | None = None
    accounts: Months | None = None
    invitations: Months | None = None
    uploads: Months | None = None
    training: Months | None = None
    remedies: Months | None = None
    decisions: Months | None = None
    assessments: Months | None = None


class Remedies(Part):
    """How remedies are followed until they are done.

    Reminders go so many days before the day a remedy is due, and after it. ``escalation`` are the steps that are taken,
    in this order, before a remedy may be recorded as not carried out.
    """

    remind_before: list[Annotated[StrictInt, Field(ge=0, le=365)]] = []
    remind_after: list[Annotated[StrictInt, Field(ge=1, le=365)]] = []
    escalation: list[Identifier] = []


class Statements(Part):
    """How decisions are published and public reports are followed.

    A decision becomes public ``public_after_days`` after it was made. With ``check_decisions`` only where a person has
    checked its very text and somebody let it go. A report is to be answered within ``respond_within_months``.
    """

    check_decisions: StrictBool = False
    public_after_days: Annotated[StrictInt, Field(ge=0, le=3660)] = 42
    respond_within_months: Annotated[StrictInt, Field(ge=1, le=120)] = 3


class ByHand(Part):
    """What of a letter a person may change: paragraphs of these ``rules``, to at most ``longest`` characters."""

    rules: list[str] = []
    longest: Annotated[StrictInt, Field(ge=1, le=5000)] = 1500


class Following(Part):
    """When those who follow something once a week are told: on a day, at a full hour by the scheme's clocks."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    hour: Annotated[StrictInt, Field(ge=0, le=23)] = 8


class Break(Part):
    """A break in the series: figures of ``year`` are not like those before. ``terms.breaks`` says why."""

    id: Identifier
    year: StrictInt


class SchemeFile(Part):
    """What ``scheme.toml`` holds. Kinds, outcomes, subjects and categories stand in the order of showing."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    languages: Annotated[list[str], Field(min_length=1)]
    time_zone: str
    year_end: MonthDay
    overview: Annotated[list[Identifier], Field(min_length=1)]
    outcomes: Annotated[list[Outcome], Field(min_length=1)]
    subjects: Annotated[list[str], Field(min_length=1)]
    remedy_categories: list[Identifier]
    kinds: Annotated[list[Kind], Field(min_length=1)]
    peers: Peers = Peers()
    small_numbers: SmallNumbers = SmallNumbers()
    calendar: Calendar
    retention: Retention = Retention()
    breaks: list[Break] = []
    by_hand: ByHand = ByHand()
    remedies: Remedies = Remedies()
    following: Following = Following()
    statements: Statements = Statements()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if faults := [*self._doubles(), *self._overview_faults(), *self._unknown_codes(), *self._unknown_rules()]:
            raise Faults(faults)
        return self

    def _doubles(self) -> Iterator[Fault]:
        for name in ("overview", "subjects", "remedy_categories", "languages", "outcomes", "kinds", "breaks"):
            parts = getattr(self, name)
            ids = [part if isinstance(part, str) else part.id for part in parts]
            for number, one in enumerate(ids):
                if one in ids[:number]:
                    keys = (name, number) if isinstance(parts[number], str) else (name, number, "id")
                    yield Fault(keys, "each one once", one)

    def _overview_faults(self) -> Iterator[Fault]:
        shown = {outcome.shown_under for outcome in self.outcomes}
        for number, outcome in enumerate(self.outcomes):
            if outcome.shown_under not in self.overview:
                expected = f"a part of the overview: {', '.join(self.overview)}"
                yield Fault(("outcomes", number, "shown_under"), expected, outcome.shown_under)
        for number, part in enumerate(self.overview):
            if part not in shown:
                yield Fault(("overview", number), "a part that some outcome is shown under", part)

    def _unknown_codes(self) -> Iterator[Fault]:
        for number, language in enumerate(self.languages):
            if not is_language(language):
                yield Fault(("languages", number), "the code of a language, such as en", language)
        if not _is_time_zone(self.time_zone):
            yield Fault(("time_zone",), "a time zone by its IANA name, such as Europe/London", self.time_zone)

    def _unknown_rules(self) -> Iterator[Fault]:
        for number, rule in enumerate(self.by_hand.rules):
            if rule not in Chosen.model_fields:
                expected = f"a rule that chooses a paragraph: {', '.join(Chosen.model_fields)}"
                yield Fault(("by_hand", "rules", number), expected, rule)


def _is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return bool(ZoneInfo(name))
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError; a folder's name an OSError
        return False


class Scheme(SchemeFile):
    """A whole scheme: its main file, measures, wording by language and the authorities it lists."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    folder: Path
    measures: list[Measure]
    wording: dict[str, Wording]
    authorities: AuthorityDirectory
    mappings: dict[str, ImportMapping] = {}
    code: HandlingCode | None = None

    @property
    def language(self) -> str:
        """The first language: that of the files of figures."""
        return self.languages[0]

    @property
    def words(self) -> Wording:
        """The wording in the first language."""
        return self.wording[self.language]

    @cached_property
    def last_day(self) -> YearEnd:
        """The last day of each year."""
        return YearEnd(self.year_end.month, self.year_end.day)

    def year(self, ending: int) -> Year:
        """The year that ends in a calendar year."""
        return Year(ending, self.last_day)

    def measure(self, measure_id: str) -> Measure:
        """A measure by its id; KeyError where there is none."""
        return {measure.id: measure for measure in self.measures}[measure_id]

    @cached_property
    def investigation_outcomes(self) -> frozenset[str]:
        """Ids of outcomes that are investigations."""
        return frozenset(outcome.id for outcome in self.outcomes if outcome.investigation)

    @cached_property
    def upheld_outcomes(self) -> frozenset[str]:
        """Ids of outcomes in which fault was found."""
        return frozenset(outcome.id for outcome in self.outcomes if outcome.upheld)

    @cached_property
    def grouped_kinds(self) -> frozenset[str]:
        """Ids of kinds that are compared among themselves."""
        return frozenset(kind.id for kind in self.kinds if kind.grouped)
