"""The rows of a bundle that tell of the complaint handling code. Pure.

Where the scheme withholds small numbers, an authority's rows tell what it says of itself and nothing of what cases
showed: on one clause there are always few cases, and they are in no figure that could be withheld with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from upheld.casework.code.comparing import ClauseCompared, nationally
from upheld.casework.code.year_of_code import YearOfCode
from upheld.vocabulary.scheme import Scheme

Row = dict[str, Any]
Years = Mapping[int, YearOfCode]
Members = Mapping[int, Collection[str]]
"""Year → the authorities that were in jurisdiction when it ended."""
NUMBERS = ("assessed", "met", "partly", "not_met", "comply", "do_not")


def code_tables(scheme: Scheme, years: Years, members: Members) -> dict[str, Iterable[Row]]:
    """The rows of the code's tables by year; none of a year that was frozen without a code."""
    return {
        "code_years": _codes(years),
        "code_clauses": _clauses(scheme, years),
        "code_statements": _statements(years),
        "code_national": _national(scheme, years, members),
    }


def _codes(years: Years) -> Iterator[Row]:
    """The code of each year as it was frozen: which version, and since when it was in force."""
    for year, kept in years.items():
        if kept.code:
            day = kept.code.in_force_from.isoformat()
            yield {"year": year, "version": kept.code.version, "in_force_from": day}


def _clauses(scheme: Scheme, years: Years) -> Iterator[Row]:
    """Every clause of which anything is said or shown, by authority."""
    withheld = bool(scheme.small_numbers.withhold_below)
    for year, kept in years.items():
        for own in kept.authorities.values():
            for position, one in enumerate(own.clauses):
                if one.complies is not None or (one.assessed and not withheld):
                    row = {"year": year, "authority": own.authority, "position": position}
                    yield {**row, **_text(scheme, kept, one.clause), **_cells(one, withheld)}


def _cells(one: ClauseCompared, withheld: bool) -> Row:
    return {
        "complies": None if one.complies is None else int(one.complies),
        "explanation": one.explanation,
        "met": None if withheld else one.met,
        "partly": None if withheld else one.partly,
        "not_met": None if withheld else one.not_met,
        "beside": "" if withheld else one.beside.value,
    }


def _statements(years: Years) -> Iterator[Row]:
    for year, kept in years.items():
        for own in kept.authorities.values():
            if own.considered_on and own.submitted_on:
                yield {
                    "year": year,
                    "authority": own.authority,
                    "response": own.response,
                    "considered_on": own.considered_on.isoformat(),
                    "submitted_on": own.submitted_on.isoformat(),
                }


def _national(scheme: Scheme, years: Years, members: Members) -> Iterator[Row]:
    """Every clause over all authorities of a year, in the years of which anything is known of them."""
    threshold = scheme.small_numbers.withhold_below
    for year, kept in years.items():
        clauses = list(kept.code.clauses) if kept.code else []
        owns = [own for own in kept.authorities.values() if own.authority in members[year]]
        found = nationally(clauses, [own.clauses for own in owns], threshold)
        for position, one in enumerate(found if owns else ()):
            numbers = {name: getattr(one, name) for name in NUMBERS}
            yield {"year": year, "position": position, **_text(scheme, kept, one.clause), **numbers}


def _text(scheme: Scheme, kept: YearOfCode, clause: str) -> Row:
    """The words of a clause as they were frozen; in another language where they were not in this one then."""
    texts = kept.code.clauses[clause].text if kept.code else {"": ""}
    return {"clause": clause, "text": texts.get(scheme.language) or next(iter(texts.values()))}
