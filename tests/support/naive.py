"""The second judge: counts and figures worked out again from raw events, slowly and in the plainest way.

Written apart from the code that it judges and sharing none of it: dates are compared as text, rates are
divided once more, and every answer is a list that somebody could check with a pencil. Leave it slow.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import comb
from typing import Any

from upheld.statistics.counting import CountRow

Event = dict[str, Any]
MEASURES = (
    "uphold_rate",
    "compliance_rate",
    "satisfactory_remedy_rate",
    "upheld_per_100k",
    "lateness",
    "late_replies",
)


def year_of(day: Any) -> int:
    """The year ending 31 March that a day is in."""
    text = str(day)
    return int(text[:4]) + 1 if text[5:] >= "04-01" else int(text[:4])


def of_measure(measure: str, events: dict[str, list[Event]], authority: str, year: int) -> tuple[int, int]:
    """(count, base) of one measure of one authority in one year."""
    decided = [
        one
        for one in events["cases"]
        if one["decided_on"] and one["decided_by"] == authority and year_of(one["decided_on"]) == year
    ]
    upheld = [one for one in decided if one["outcome"] == "upheld"]
    outcomes = [
        one for one in events["compliance"] if one["counted_for"] == authority and year_of(one["recorded_on"]) == year
    ]
    asked = [one for one in events["enquiries"] if one["counted_for"] == authority and year_of(one["due_on"]) == year]
    if measure == "uphold_rate":
        return len(upheld), len([one for one in decided if one["outcome"] in ("upheld", "not_upheld")])
    if measure == "satisfactory_remedy_rate":
        return len([one for one in upheld if one["satisfactory_remedy"]]), len(upheld)
    if measure == "upheld_per_100k":
        return len(upheld), 0
    if measure == "compliance_rate":
        return len([one for one in outcomes if one["result"] != "not_complied"]), len(outcomes)
    if measure == "lateness":
        return len([one for one in outcomes if one["result"] == "late"]), len(outcomes)
    late = [one for one in asked if not one["answered_on"] or str(one["answered_on"]) > str(one["due_on"])]
    return len(late), len(asked)


def count(events: dict[str, list[Event]], authorities: list[str], years: list[int]) -> list[CountRow]:
    """Every row that an engine should return, in no order."""
    rows = []
    for authority in authorities:
        for year in years:
            for measure in MEASURES:
                counted, base = of_measure(measure, events, authority, year)
                rows.append(CountRow(authority, year, measure, "", counted, base))
            for item, key, counted, base in _breakdowns(events, authority, year):
                rows.append(CountRow(authority, year, item, key, counted, base))
    return [row for row in rows if row.count or row.base]


def _breakdowns(events: dict[str, list[Event]], authority: str, year: int) -> list[tuple[str, str, int, int]]:
    cases, recommendations = events["cases"], events["recommendations"]
    decided = [one for one in cases if one["decided_by"] == authority and one["decided_on"]]
    now = [one for one in decided if year_of(one["decided_on"]) == year]
    mine = [one for one in cases if one["received_by"] == authority]
    found = []
    for outcome, number in Counter(one["outcome"] for one in now).items():
        found.append(("decided", outcome, number, 0))
    for subject, number in Counter(one["subject"] for one in mine if year_of(one["received_on"]) == year).items():
        found.append(("received", subject, number, 0))
    for subject in {one["subject"] for one in now}:
        outcomes = [one["outcome"] for one in now if one["subject"] == subject]
        base = outcomes.count("upheld") + outcomes.count("not_upheld")
        found.append(("upheld_by_subject", subject, outcomes.count("upheld"), base))
    results = [
        one["result"]
        for one in events["compliance"]
        if one["counted_for"] == authority and year_of(one["recorded_on"]) == year
    ]
    found += [("compliance", result, number, 0) for result, number in Counter(results).items()]
    found += [("brought_forward", "", _brought(events, authority, year), 0)]
    found += [("carried_forward", "", _carried(events, authority, year), 0)]
    days = [
        (one["completed_on"] - (one["extended_to"] or one["due_on"])).days
        for one in recommendations
        if one["counted_for"] == authority
        and one["recorded_on"]
        and year_of(one["recorded_on"]) == year
        and one["result"] == "late"
        and one["completed_on"]
    ]
    found += [("days_late", str(day), number, 0) for day, number in Counter(days).items() if day > 0]
    kinds = [
        one["category"]
        for one in recommendations
        if one["decided_by"] == authority and one["decided_on"] and year_of(one["decided_on"]) == year
    ]
    return found + [("remedies", kind, number, 0) for kind, number in Counter(kinds).items()]


def _brought(events: dict[str, list[Event]], authority: str, year: int) -> int:
    """Cases that were open and an authority's own on 1 April, and those that came to it later in the year."""
    morning = f"{year - 1}-04-01"
    open_then = [one for one in events["cases"] if str(one["received_on"]) < morning <= _ends(one)]
    came = [one for one in events["handovers"] if morning < str(one["handed_on"]) <= f"{year}-03-31"]
    own = [one for one in open_then if _held_by(events, one, morning) == authority]
    return len(own) + len([one for one in came if one["handed_to"] == authority])


def _carried(events: dict[str, list[Event]], authority: str, year: int) -> int:
    """Cases that were open and an authority's own on 31 March, and those that left it since the 2 April before."""
    evening = f"{year}-03-31"
    open_then = [one for one in events["cases"] if str(one["received_on"]) <= evening < _ends(one)]
    left = [one for one in events["handovers"] if f"{year - 1}-04-02" <= str(one["handed_on"]) <= evening]
    own = [one for one in open_then if _held_by(events, one, evening) == authority]
    return len(own) + len([one for one in left if one["handed_from"] == authority])


def _ends(case: Event) -> str:
    return str(case["decided_on"]) if case["decided_on"] else "later"


def _held_by(events: dict[str, list[Event]], case: Event, day: str) -> str:
    """Whose an open case is on a day: follow it from hand to hand."""
    holder: str = case["received_by"]
    for one in sorted(events["handovers"], key=lambda one: str(one["handed_on"])):
        if one["case_reference"] == case["reference"] and str(one["handed_on"]) <= day:
            assert one["handed_from"] == holder
            holder = one["handed_to"]
    return holder


def median(days: list[int]) -> Fraction | None:
    """The middle day, or halfway between the two in the middle."""
    days = sorted(days)
    if not days:
        return None
    half = len(days) // 2
    return Fraction(days[half]) if len(days) % 2 else Fraction(days[half - 1] + days[half], 2)


def expected(
    name: str, investigations: dict[str, list[tuple[str, bool]]], members: list[str], own_too: bool
) -> Fraction | None:
    """The number expected, case by case: each case of ``name`` adds the share upheld among the cases it is held
    against. ``investigations`` are (subject, upheld) by authority.
    """
    others = [case for one in members if one != name for case in investigations[one]]
    compared = others + (investigations[name] if own_too else [])
    if not others:
        return None
    total = Fraction(0)
    for subject, _ in investigations[name]:
        known = any(other == subject for other, _ in others)
        like = [upheld for other, upheld in compared if other == subject or not known]
        total += Fraction(like.count(True), len(like))
    return total


def tails(count: int, base: int, rate: Fraction) -> tuple[Fraction, Fraction]:
    """P(X ≤ count) and P(X ≥ count), every term written out."""
    terms = [comb(base, x) * rate**x * (1 - rate) ** (base - x) for x in range(base + 1)]
    return sum(terms[: count + 1], Fraction(0)), sum(terms[count:], Fraction(0))


def verdict(count: int, base: int, rate: Fraction) -> str:
    """The printed rule, from the tails."""

    def outside(x: int, tail: Fraction) -> str:
        low, high = tails(x, base, rate)
        return "lower" if low <= tail else "higher" if high <= tail else ""

    if not outside(0, Fraction(1, 40)) and not outside(base, Fraction(1, 40)):
        return "too few to tell"
    side = outside(count, Fraction(1, 40))
    if not side:
        return "in line"
    return f"{'much ' * bool(outside(count, Fraction(1, 1000)))}{side} than expected"
