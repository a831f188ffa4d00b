"""A scheme: one ombudsman's rules, as data. Loaded once by `scheme_loader`, wholly checked, then never changed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.wording import Wording
from upheld.vocabulary.words import Averaging, Base, Better, Counted, DatedBy, ShownAs
from upheld.vocabulary.year import Year, YearEnd

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Part(BaseModel):
    """A piece of a scheme: closed (an unknown key is an error) and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MonthDay(Part):
    """A day of every year."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Outcome(Part):
    """One way in which a case ends. ``shown_under`` is its part of the overview."""

    id: Identifier
    investigation: bool = False
    upheld: bool = False
    shown_under: Identifier

    @model_validator(mode="after")
    def _upheld_is_investigated(self) -> Self:
        if self.upheld and not self.investigation:
            raise ValueError("an upheld outcome must also be an investigation")
        return self


class Kind(Part):
    """A kind of authority; ``grouped`` kinds are compared among themselves."""

    id: Identifier
    grouped: bool = False


class Measure(Part):
    """One measure, in the closed vocabulary of `words`. One file of ``measures/`` each, named after its id."""

    id: Identifier
    base: Base
    counted: Counted
    dated_by: DatedBy
    shown_as: ShownAs
    better: Better
    in_letter: bool = False
    in_figures: bool = False
    order: int

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        fitting = MEASURES_THAT_FIT.get((self.base, self.counted))
        if fitting is None:
            raise ValueError(f"{self.counted.value} is not counted from {self.base.value}")
        if fitting != self.dated_by:
            raise ValueError(f"{self.counted.value} from {self.base.value} is dated by {fitting.value}")
        if (self.base is Base.RESIDENTS) != (self.shown_as is ShownAs.PER_100K):
            raise ValueError("residents and per_100k go together")
        return self


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
    include_own: bool = True


class SmallNumbers(Part):
    """A rate whose base is above 0 and below ``withhold_below`` is withheld; 0 withholds nothing."""

    withhold_below: Annotated[int, Field(ge=0)] = 0


class Calendar(Part):
    """The scheme's usual days in the calendar year in which its year ends."""

    letters_sent: MonthDay
    published: MonthDay


class Break(Part):
    """A break in the series: figures of ``year`` are not like those before. Worded by ``wording.breaks[id]``."""

    id: Identifier
    year: int


class SchemeFile(Part):
    """What ``scheme.toml`` holds. Kinds, outcomes, subjects and categories stand in the order they are shown."""

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
    breaks: list[Break] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for outcome in self.outcomes:
            if outcome.shown_under not in self.overview:
                raise ValueError(f"outcome {outcome.id} is shown under {outcome.shown_under}, which the overview lacks")
        for name in ("overview", "subjects", "remedy_categories", "languages"):
            _refuse_doubles(name, getattr(self, name))
        for name in ("outcomes", "kinds", "breaks"):
            _refuse_doubles(name, [part.id for part in getattr(self, name)])
        return self


def _refuse_doubles(what: str, ids: list[str]) -> None:
    doubled = sorted({one for one in ids if ids.count(one) > 1})
    if doubled:
        raise ValueError(f"{what} names {doubled[0]} twice")


class Scheme(SchemeFile):
    """A whole scheme: its main file, measures, wording by language and the authorities it lists."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    folder: Path
    measures: list[Measure]
    wording: dict[str, Wording]
    authorities: AuthorityDirectory
    mappings: dict[str, dict[str, dict[str, str]]] = {}

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
