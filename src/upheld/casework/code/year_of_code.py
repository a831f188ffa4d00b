"""A year of the complaint handling code as it stood at one moment, and the text in which an edition keeps it. Pure.

An edition keeps the code itself beside what was found: a later version of the code changes nothing that was told.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from upheld.casework.code.comparing import ClauseCompared, OwnCode, Said, compared
from upheld.vocabulary.handling_code import HandlingCode


@dataclass(frozen=True)
class CodeSection:
    """How one section of the complaint handling code was met: yes, partly, no."""

    section: str
    met: str
    assessed_on: date
    commentary: str = ""


@dataclass(frozen=True)
class Statement:
    """What goes with a self-assessment that was submitted."""

    response: str
    considered_on: date
    submitted_on: date


@dataclass(frozen=True)
class Found:
    """The year's rows by authority: sections assessed; (clause, met) of cases; what each says; what it submitted."""

    sections: Mapping[str, tuple[CodeSection, ...]] = field(default_factory=dict)
    in_cases: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)


@dataclass(frozen=True)
class YearOfCode:
    """``authorities``: each that was assessed or assessed itself, by clause; none where there is no code.

    ``sections``: every assessment by section, also in words of no clause, in the order of days.
    """

    code: HandlingCode | None = None
    authorities: Mapping[str, OwnCode] = field(default_factory=dict)
    sections: Mapping[str, tuple[CodeSection, ...]] = field(default_factory=dict)


def year_of(code: HandlingCode | None, found: Found) -> YearOfCode:
    """What the rows of a year come to."""
    if code is None:
        return YearOfCode(sections=found.sections)
    clauses, authorities = list(code.clauses), {}
    for one in sorted({*found.sections, *found.in_cases, *found.said, *found.statements}):
        shown = [(row.section, row.met) for row in found.sections.get(one, ())]
        rows = compared(clauses, [*shown, *found.in_cases.get(one, ())], found.said.get(one, {}))
        stands = found.statements.get(one)
        told = (stands.response, stands.considered_on, stands.submitted_on) if stands else ()
        authorities[one] = OwnCode(one, rows, *told)
    return YearOfCode(code, authorities, found.sections)


def by_authority(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Pairs of an authority and something, sorted out."""
    found = defaultdict(list)
    for authority, one in pairs:
        found[authority].append(one)
    return {authority: tuple(several) for authority, several in found.items()}


def to_json(year: YearOfCode) -> str:
    """The text that an edition keeps: always the same for the same year."""
    kept = {
        "code": year.code.model_dump(mode="json") if year.code else None,
        "authorities": {one: _own(own) for one, own in year.authorities.items()},
        "sections": {
            one: [[row.section, row.met, row.assessed_on.isoformat(), row.commentary] for row in rows]
            for one, rows in year.sections.items()
        },
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _own(own: OwnCode) -> dict[str, Any]:
    days = [one.isoformat() if one else None for one in (own.considered_on, own.submitted_on)]
    clauses = [
        [one.clause, one.met, one.partly, one.not_met, one.complies, one.explanation]
        for one in own.clauses
        if one.assessed or one.complies is not None
    ]
    return {"response": own.response, "days": days, "clauses": clauses}


def from_json(text: str) -> YearOfCode:
    """The year that `to_json` wrote."""
    kept = json.loads(text)
    code = HandlingCode.model_validate(kept["code"]) if kept["code"] else None
    clauses = list(code.clauses) if code else []
    return YearOfCode(
        code,
        {one: _read(one, clauses, own) for one, own in kept["authorities"].items()},
        {
            one: tuple(CodeSection(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in rows)
            for one, rows in kept["sections"].items()
        },
    )


def _read(authority: str, clauses: list[str], own: dict[str, Any]) -> OwnCode:
    known = {row[0]: ClauseCompared(*row) for row in own["clauses"]}
    rows = tuple(known.get(clause, ClauseCompared(clause)) for clause in clauses)
    considered_on, submitted_on = (date.fromisoformat(day) if day else None for day in own["days"])
    return OwnCode(authority, rows, own["response"], considered_on, submitted_on)
