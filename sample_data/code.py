"""What some authorities say of the complaint handling code, and what some cases showed of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from sample_data.cases import Case
from sample_data.mix import table
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.year import Year

Rows = list[dict[str, Any]]
ASSESSED_CASES = 60
OUTCOMES = ("upheld", "not_upheld")


def self_assessments(code: HandlingCode, authorities: Iterable[str], year: Year, random: Random) -> tuple[Rows, Rows]:
    """The extract's ``self_assessments`` and ``self_assessment_statements``, of authorities by code."""
    words = table("words/training")["self_assessment"]
    said: Rows = []
    stand: Rows = []
    for one in authorities:
        about = {"authority": one, "year": year.ending}
        for clause in code.clauses:
            complies = random.random() < 0.9
            why = "" if complies else random.choice(words["explanations"])
            said.append({**about, "clause": clause, "complies": complies, "explanation": why})
        days = {"considered_on": year.end + timedelta(20), "submitted_on": year.end + timedelta(34)}
        stand.append({**about, "version": code.version, "response": random.choice(words["responses"]), **days})
    return said, stand


def case_assessments(code: HandlingCode, cases: Sequence[Case], year: Year, random: Random) -> Rows:
    """The extract's ``case_assessments``: two clauses in each of some cases investigated in a year."""
    words = table("words/training")["code"]
    investigated = [one for one in cases if one.decided_on and one.decided_on in year and one.outcome in OUTCOMES]
    chosen = random.sample(investigated, min(ASSESSED_CASES, len(investigated)))
    found: Rows = []
    for case in sorted(chosen, key=lambda one: one.reference):
        for clause in sorted(random.sample(list(code.clauses), 2)):
            met = random.choices(("yes", "partly", "no"), (5, 3, 2))[0]
            evidence = random.choice([one for one in words["commentary"][met] if one])
            about = {"case_reference": case.reference, "clause": clause, "assessed_on": case.decided_on}
            found.append({**about, "met": met, "evidence": evidence})
    return found
