"""A scrutiny pack in a line: counts of cases and faults in, its content and faces out."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.letters import Counts, addressed, england, figures
from upheld.letters.letter import letter
from upheld.letters.pack.content import PackContent, Question
from upheld.letters.pack.facts import Agreed, FaultFound
from upheld.letters.pack.pack import Told, pack
from upheld.letters.situation import Occasion, Situation

DAY = date(2022, 9, 14)
APOLOGY = Agreed("apology", "", date(2021, 12, 2), date(2021, 11, 30), "done")
GUIDE = Agreed("procedure_or_policy", "Rewrite the guide", date(2022, 1, 2), None, "overdue")
ONE = FaultFound(
    "21 000 001",
    "Housing",
    date(2021, 9, 1),
    True,
    "Town (21 000 001)",
    "The Council was late.",
    agreed=(APOLOGY, GUIDE),
)
SILENT = FaultFound("21 000 002", "Housing", date(2021, 10, 1))


def situation(counts: Counts, whom: str, year: int = 2022, **more: Any) -> Situation:
    """As letters have it. More: ``scheme``, ``directory``, ``facts``, ``sample``, ``language``, ``published``."""
    scheme = more.get("scheme", england())
    directory = more.get("directory", scheme.authorities)
    found = figures(counts, year, scheme=scheme, directory=directory, published=more.get("published", ()))
    occasion = Occasion(
        scheme,
        directory,
        scheme.year(year),
        more.get("language", scheme.language),
        date(year, 7, 20),
        date(year, 7, 27),
        more.get("sample", False),
    )
    return Situation(occasion, directory[whom], found.authorities[whom], more.get("facts") or addressed(whom))


def content(
    counts: Counts, whom: str, *faults: FaultFound, draft: bool = False, day: date = DAY, **more: Any
) -> PackContent:
    """One authority's pack."""
    here = situation(counts, whom, **more)
    return pack(Told(here, letter(here), faults, day, draft))


def asked(held: PackContent) -> dict[str, Question]:
    """The questions by the rules that chose them."""
    return {one.rule: one for one in held.questions.questions}
