"""From files to count rows: found, checked, asked, and each group given to whom it counts for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.intake.collecting import Collector
from upheld.intake.straight import checks, places
from upheld.intake.straight.bodies import directory_with
from upheld.intake.straight.files import Source, find, tell_damaged
from upheld.intake.straight.groups import Question, Spans, everybody, questions
from upheld.intake.straight.owners import Owners
from upheld.intake.straight.periods import Periods, inside, of_authorities, of_years
from upheld.intake.straight.tables import tables
from upheld.intake.tables import TABLES
from upheld.statistics.counting import CountRow
from upheld.statistics.definitions import plan
from upheld.statistics.engines.ibis_engine import no_search_for_cycles
from upheld.statistics.engines.small_tables import Complied, Enquired, Outcomes, of_measures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import DatedBy

if TYPE_CHECKING:
    from upheld.statistics.engines.backends import Backend

AUTHORITIES = "authorities"
COUNTED = {
    "decided": (DatedBy.DECISION, Outcomes),
    "complied": (DatedBy.COMPLIANCE_OUTCOME, Complied),
    "enquired": (DatedBy.REPLY_DUE, Enquired),
}
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Extract:
    """The files of an extract and what they say of authorities."""

    sources: Mapping[str, Source]
    directory: AuthorityDirectory

    @property
    def sample(self) -> bool:
        """Whether any file is marked as made-up sample data."""
        return any(source.sample for source in self.sources.values())


def found(scheme: Scheme, patterns: Mapping[str, str]) -> Extract:
    """The extract's files by table; ``patterns`` that are "" are left out. Raises `Refused`."""
    sources = {name: find(TABLES[name], pattern) for name, pattern in patterns.items() if pattern}
    directory = directory_with(scheme, sources.get(AUTHORITIES))
    return Extract({name: one for name, one in sources.items() if name != AUTHORITIES}, directory)


def check(backend: Backend, extract: Extract, scheme: Scheme, tell: Tell = lambda _: None) -> None:
    """Raise `Refused` with the rows that break a rule of intake, or have a key that another row has."""
    problems = Collector()
    with _readable(extract):
        asked = tables(backend, extract.sources.values())
        tell("checking every row")
        for broken in checks.broken(backend, asked, scheme):
            places.tell(broken, extract.sources[broken.table], problems)
        tell("asking whose every case is")
        spans = _of_any_day(extract)
        for question in everybody(asked["cases"], spans).values():
            owners = Owners(extract.directory, spans)
            owners.look(backend.each(question.groups))
            if question.day == "received_on":  # whose an open case will be is not asked yet: names alone must be known
                owners.nobody = {whose: why for whose, why in owners.nobody.items() if why.column}
            _tell_nobody(backend, question, owners, extract, problems)
        tell("looking for keys that are there twice")
        for again in checks.repeated(backend, asked):
            places.tell(again, extract.sources[again.table], problems)
    problems.refuse()


def count(backend: Backend, extract: Extract, scheme: Scheme, years: Sequence[int]) -> list[CountRow]:
    """The counts of every measure in some years, in no order. Raises `Refused` where an event counts for nobody."""
    spans, asking = spans_of(extract.directory, scheme, years), plan(scheme, years)
    rows: list[CountRow] = []
    problems = Collector()
    with _readable(extract), no_search_for_cycles():
        of_use = asking.investigations | asking.upheld  # no measure counts any other
        asked = questions(tables(backend, extract.sources.values()), spans, of_use)
        for name, question in asked.items():
            dated_by, group = COUNTED[name]
            owners = Owners(extract.directory, spans)
            counted = map(group._make, owners.counted(backend.each(question.groups)))
            rows += of_measures(dated_by, list(counted), asking)
            _tell_nobody(backend, question, owners, extract, problems)
    problems.refuse()
    return rows


def _tell_nobody(backend: Backend, question: Question, owners: Owners, extract: Extract, problems: Collector) -> None:
    """Collect the first events of each group that counts for nobody."""
    for whose, nobody in list(owners.nobody.items())[: checks.MOST_TOLD]:
        found = checks.of_nobody(backend, question, whose, nobody)
        places.tell(found, extract.sources[found.table], problems)


def _of_any_day(extract: Extract) -> Spans:
    """Spans in which a day of any year stands for itself."""
    changes = Periods(of_authorities(extract.directory))
    return Spans(changes, changes, ())


def spans_of(directory: AuthorityDirectory, scheme: Scheme, years: Sequence[int]) -> Spans:
    """The spans of days in which groups of events have one answer."""
    counted, changes = [scheme.year(year) for year in sorted(years)], of_authorities(directory)
    return Spans(Periods(changes), inside((*of_years(counted), *changes), counted), counted)


@contextmanager
def _readable(extract: Extract) -> Iterator[None]:
    """Where an engine cannot read a file, the file is named: raises `Refused` instead of the engine's own error."""
    try:
        yield
    except Refused:
        raise
    except Exception:
        problems = Collector()
        for source in extract.sources.values():
            tell_damaged(source, problems)
        problems.refuse()
        raise
