"""Who lives in a stretch of time, and with what chances: small tables that the drawing of a part looks things up in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow

from sample_data.at_scale.parts import Sort, Stretch
from sample_data.days import working_days
from sample_data.mix import mix, of_year, rounded, subjects, table
from sample_data.volumes import Character, weight
from upheld.vocabulary.authorities import Authority, AuthorityDirectory

TICKETS = 250_000  # an authority draws a case with as many of so many tickets as it is large
SUBJECT_TICKETS = 1_000
WORDS = {"who": "the person", "their": "their", "body": "the authority"}

Lookup = dict[str, pyarrow.Table]


def lookup(directory: AuthorityDirectory, characters: Mapping[str, Character], stretch: Stretch) -> Lookup:
    """``who``, ``days`` and ``subjects`` of a stretch, and ``categories`` of remedies."""
    days = _days(stretch)
    who = list(_living(directory, characters, stretch, days))
    if not who:
        raise LookupError(f"no authority lived from {stretch.first} to {stretch.last}")
    return {
        "who": pyarrow.Table.from_pylist(who, WHO),
        "days": pyarrow.table({"day_number": range(len(days)), "settled_on": days}),
        "subjects": pyarrow.Table.from_pylist(list(_subjects({one["kind"] for one in who}))),
        "categories": pyarrow.Table.from_pylist(_categories()),
    }


def _days(stretch: Stretch) -> list[date]:
    """The days on which cases of a stretch are settled; open ones are looked at on its last day."""
    if stretch.sort is Sort.OPEN:
        return [stretch.last]
    return list(working_days(stretch.first, stretch.last)) or [stretch.last]


BEFORE = pyarrow.struct([("code", pyarrow.string()), ("divided", pyarrow.bool_())])
WHO = pyarrow.schema(
    {
        "who": pyarrow.int32(),
        "code": pyarrow.string(),
        "name": pyarrow.string(),
        "kind": pyarrow.string(),
        "begins_on": pyarrow.date32(),
        "ends_on": pyarrow.date32(),
        "predecessors": pyarrow.list_(BEFORE),
        "successors": pyarrow.list_(pyarrow.string()),
        "first_day": pyarrow.int32(),
        "its_days": pyarrow.int32(),
        "tickets": pyarrow.int32(),
        "p_investigated": pyarrow.float64(),
        "p_upheld": pyarrow.float64(),
        "p_satisfactory": pyarrow.float64(),
        "p_late": pyarrow.float64(),
        "p_failed": pyarrow.float64(),
        "tardiness": pyarrow.float64(),
    }
)


def _living(
    directory: AuthorityDirectory, characters: Mapping[str, Character], stretch: Stretch, days: list[date]
) -> Iterable[dict[str, Any]]:
    """Those who live on some of the days, by id; ``name`` is "" where it would be misunderstood."""
    before = _predecessors(directory)
    found = []
    for one in sorted(directory, key=lambda authority: authority.id):
        first = bisect_left(days, one.start_on) if one.start_on else 0
        its_days = (bisect_right(days, one.end_on) if one.end_on else len(days)) - first
        if its_days > 0:
            found.append((one, first, its_days))
    weights = [weight(one, stretch.year) * characters[one.id].complaints for one, _, _ in found]
    every = sum(weights)
    for number, (one, first, its_days) in enumerate(found):
        yield {
            "who": number,
            "code": one.code(days[first]),
            "name": _name(directory, one, days[first], days[first + its_days - 1]),
            "kind": one.kind,
            "begins_on": one.start_on,
            "ends_on": one.end_on,
            "predecessors": [{"code": b.code(days[first]), "divided": len(b.successors) > 1} for b in before[one.id]],
            "successors": [directory[s].code(days[first]) for s in one.successors if s in directory],
            "first_day": first,
            "its_days": its_days,
            "tickets": max(1, rounded(TICKETS * weights[number] / every)),
            **_chances(one, characters[one.id], stretch),
        }


def _predecessors(directory: AuthorityDirectory) -> dict[str, list[Authority]]:
    found = defaultdict(list)
    for one in sorted(directory, key=lambda authority: authority.id):
        for after in one.successors:
            found[after].append(one)
    return found


def _name(directory: AuthorityDirectory, one: Authority, first: date, last: date) -> str:
    """The name that it has on all of its days, where it means nobody else."""
    name = one.name(first)
    plain = one.name(last) == name and all(directory.find(name, day).id == one.id for day in (first, last))
    return name if plain else ""


def _chances(one: Authority, character: Character, stretch: Stretch) -> dict[str, float]:
    kind, year = mix()["kinds"][one.kind], stretch.year.ending
    return {
        "p_investigated": kind["investigated"],
        "p_upheld": of_year(kind["upheld"], year) + character.upheld,
        "p_satisfactory": of_year(kind["satisfactory"], year),
        "p_late": kind["late"] * character.late,
        "p_failed": kind["failed"],
        "tardiness": character.late,
    }


def _subjects(kinds: set[str]) -> Iterable[dict[str, Any]]:
    """Tickets of subjects: for each kind, of upheld cases and of others."""
    for kind in sorted(kinds):
        for upheld in (False, True):
            weights = {name: share * (lift if upheld else 1) for name, (share, lift) in subjects(kind).items()}
            drawn = tickets(weights, SUBJECT_TICKETS)
            yield from (
                {"kind": kind, "is_upheld": upheld, "subject_ticket": number, "subject": subject}
                for number, subject in enumerate(drawn)
            )


def tickets(weights: Mapping[str, float], number: int) -> list[str]:
    """So many tickets, shared out among names by their weights."""
    total, running, drawn = sum(weights.values()), 0.0, []
    for name, share in weights.items():
        running += share
        drawn += [name] * (rounded(number * running / total) - len(drawn))
    return drawn


def _categories() -> list[dict[str, Any]]:
    """Each category of remedies with its texts; what else a text is, ``more``, is told beside it."""
    words = table("words/remedies")
    return [
        {
            "category": category,
            "public": category in words["service_improvements"],
            "texts": [
                {"text": text.format_map({**WORDS, "amount": 200}), "more": "; ".join(words["also"].get(text, ()))}
                for text in texts
            ],
        }
        for category, texts in words["texts"].items()
    ]
