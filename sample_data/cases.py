"""The cases themselves: who, about what, received when, decided when and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sample_data.days import closed, received_before, some_day
from sample_data.mix import mix, rounded, subjects
from sample_data.reorganisations import LONGEST_REMEDY, Span, living, span, who_takes_over
from sample_data.volumes import Volume
from upheld.vocabulary.authorities import Authority, AuthorityDirectory
from upheld.vocabulary.year import Year

OPEN_SHARE = 0.14  # cases open at the end, as a share of a year's: about as many as were open when it began
EARLIER_SHARE = 0.15  # upheld cases of the year before the first, as a share of a year's cases
INVESTIGATION_DAYS = (70, 290)
OTHER_DAYS = (1, 55)


@dataclass(slots=True)
class Case:
    """One made-up case. ``fixed`` cases have all their remedies done on time in the year of the decision."""

    authority: Authority
    subject: str
    received_on: date
    decided_on: date | None = None
    outcome: str = ""
    satisfactory_remedy: bool = False
    fault_accepted_early: bool = False
    successor: str = ""
    fixed: bool = False
    reference: str = ""
    summary: str = ""
    public_report_on: date | None = None
    public_report_title: str = ""
    words: dict[str, str] = field(default_factory=dict)

    @property
    def upheld(self) -> bool:
        """Whether fault was found."""
        return self.outcome == "upheld"

    @property
    def investigated(self) -> bool:
        """Whether it was investigated."""
        return self.outcome in ("upheld", "not_upheld")


class Draws:
    """Draws of one of several things, by weight."""

    def __init__(self, weights: dict[str, float]):
        self._things = list(weights)
        self._running = list(accumulate(weights.values()))

    def one(self, random: Random) -> str:
        """One of them."""
        return random.choices(self._things, cum_weights=self._running)[0]


class Subjects:
    """Draws of subjects: for a kind of authority, for upheld cases and for the rest."""

    def __init__(self) -> None:
        self._draws: dict[tuple[str, bool], Draws] = {}

    def one(self, kind: str, upheld: bool, random: Random) -> str:
        """A subject."""
        draws = self._draws.get((kind, upheld))
        if draws is None:
            weights = {name: share * (lift if upheld else 1) for name, (share, lift) in subjects(kind).items()}
            draws = self._draws[kind, upheld] = Draws(weights)
        return draws.one(random)


def decided(volumes: Iterable[Volume], random: Random) -> list[Case]:
    """The cases of every volume."""
    about, others = Subjects(), Draws(mix()["not_investigated"])
    return [case for volume in volumes for case in _of_volume(volume, about, others, random)]


def _of_volume(volume: Volume, about: Subjects, others: Draws, random: Random) -> Iterable[Case]:
    lived = span(volume.authority, volume.year) or (volume.year.start, volume.year.end)
    for n in range(volume.decided):
        outcome = "upheld" if n < volume.upheld else "not_upheld" if n < volume.investigated else others.one(random)
        case = decide(volume.authority, lived, outcome, about, random, fixed=volume.fixed)
        case.satisfactory_remedy = n < volume.satisfactory
        case.fault_accepted_early = case.satisfactory_remedy or (
            case.upheld and not volume.fixed and random.random() < 0.2
        )
        yield case


def decide(
    authority: Authority, lived: Span, outcome: str, about: Subjects, random: Random, *, fixed: bool = False
) -> Case:
    """A case decided in the part of a year that its authority lived in, and long enough after it came in."""
    shortest, longest = INVESTIGATION_DAYS if outcome in ("upheld", "not_upheld") else OTHER_DAYS
    days = shortest + int(random.random() * random.random() * (longest - shortest))
    first, last = lived
    if authority.start_on and first - timedelta(days) < authority.start_on:
        first = min(authority.start_on + timedelta(days), last - timedelta(30))
    if fixed and outcome == "upheld":
        first, last = lived[0] + timedelta(100), lived[0] + timedelta(200)
    day = some_day(random, first, last)
    received = received_before(random, day, days, authority.start_on)
    subject = about.one(authority.kind, outcome == "upheld", random)
    successor = who_takes_over(authority, day, random)
    return Case(authority, subject, received, day, outcome, successor=successor, fixed=fixed)


def earlier(
    directory: AuthorityDirectory, year: Year, volumes: Sequence[Volume], cases: int, random: Random
) -> list[Case]:
    """Upheld cases of the months before the first year, whose remedies may still have been due in it."""
    about = Subjects()
    likely = {volume.authority.kind: 0.0 for volume in volumes}
    for volume in volumes:
        likely[volume.authority.kind] += volume.upheld
    authorities = [one for one in living(directory, year) if one.id not in mix()["fixed"]]
    members = {kind: sum(one.kind == kind for one in authorities) for kind in likely}
    weights = [likely.get(one.kind, 0) / members.get(one.kind, 1) for one in authorities]
    if not any(weights):
        return []
    chosen = random.choices(authorities, weights, k=rounded(cases * EARLIER_SHARE))
    found = [decide(one, span(one, year) or (year.start, year.end), "upheld", about, random) for one in chosen]
    return [case for case in found if case.decided_on and (year.end - case.decided_on).days < LONGEST_REMEDY]


def still_open(volumes: Sequence[Volume], cases: int, random: Random) -> list[Case]:
    """Cases that nobody had decided when the last year ended."""
    about, year = Subjects(), volumes[-1].year
    able = [one for one in volumes if one.year == year and one.authority.lives(year.end) and one.decided]
    chosen = random.choices(able, [one.decided for one in able], k=rounded(cases * OPEN_SHARE)) if able else []
    found = []
    for volume in chosen:
        received = year.end - timedelta(int(random.random() * random.random() * 200))
        start = volume.authority.start_on
        if not closed(received) and (start is None or received >= start):
            subject = about.one(volume.authority.kind, False, random)
            found.append(Case(volume.authority, subject, received, fixed=volume.fixed))
    return found


def number(cases: list[Case], first: Year) -> list[Case]:
    """The cases by the day they came in, each with its reference: SAMPLE, the year of receipt, its number."""
    cases.sort(key=lambda case: (case.received_on, case.authority.id))
    running: dict[int, int] = {}
    for case in cases:
        year = first.year_end.year_of(case.received_on).ending
        running[year] = running.get(year, 0) + 1
        case.reference = f"SAMPLE-{year % 100:02d}-{running[year]:06d}"
    return cases


def row(case: Case, written: str) -> dict[str, Any]:
    """A case as a row of the extract; ``written`` is how it names the authority."""
    return {"authority": written} | {name: getattr(case, name) for name in COLUMNS}


COLUMNS = (
    *(
        "reference",
        "subject",
        "received_on",
        "decided_on",
        "outcome",
        "fault_accepted_early",
        "satisfactory_remedy",
    ),
    *("summary", "public_report_on", "public_report_title", "successor"),
)
