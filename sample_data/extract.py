"""The whole extract: every table as rows, made part by part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sample_data import (
    answers,
    bodies,
    code,
    control_totals,
    decisions,
    enquiries,
    people,
    remedies,
    scrutiny,
    summaries,
    training,
)
from sample_data.cases import Case, decided, earlier, number, row, still_open
from sample_data.mix import randomness
from sample_data.reorganisations import written
from sample_data.volumes import Character, characters, draw
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.year import Year

Tables = dict[str, list[dict[str, Any]]]


def make(scheme: Scheme, *, seed: int, years: Sequence[int], cases: int, only: Iterable[str] = ()) -> Tables:
    """All tables of an extract about ``years``, one after another, with ``cases`` decided in a full year.

    ``only`` limits it to some authorities by code; LookupError where nobody has it.
    """
    directory = bodies.directory(scheme.authorities, only)
    span = [scheme.year(ending) for ending in years]
    until = span[-1].end
    character = characters(directory, randomness(seed, "characters"))
    made = _cases(directory, span, cases, character, seed)
    summaries.write(made, randomness(seed, "summaries"))
    agreements = remedies.agree(made, character, randomness(seed, "remedies"))
    made = number(_that_matter(made, agreements, span[0]), span[0])
    agreements = sorted((one for one in agreements if one.case.reference), key=lambda one: one.case.reference)
    decisions.issue_reports(made, until, randomness(seed, "reports"))
    remedies.fail_some(agreements, directory, span[0], randomness(seed, "failures"))
    held, came = training.workshops(directory, span, cases, randomness(seed, "workshops"))
    assessed = training.assessments(directory, span[-1], randomness(seed, "code"))
    return {
        "cases": [row(case, written(case.authority, case.decided_on or until, span[0].start)) for case in made],
        "compliance": remedies.compliance_rows(agreements, until),
        "recommendations": remedies.recommendation_rows(agreements, until),
        "decisions": decisions.rows(made, until, randomness(seed, "decisions")),
        "enquiries": enquiries.rows(made, character, until, randomness(seed, "enquiries")),
        "authorities": bodies.rows(directory),
        "contacts": people.rows(directory, span[-1], randomness(seed, "people")),
        "control_totals": control_totals.rows(directory, span, made),
        "code_assessments": assessed,
        "workshops": held,
        "attendances": came,
        "considered": scrutiny.rows(directory, span, randomness(seed, "scrutiny")),
        "report_responses": answers.rows(made, span[-1], randomness(seed, "answers")),
        **_of_the_code(scheme, made, assessed, span[-1], seed),
    }


def _of_the_code(scheme: Scheme, made: list[Case], assessed: list[dict[str, Any]], last: Year, seed: int) -> Tables:
    """What is said and shown of the complaint handling code in the last year; nothing where there is none."""
    if scheme.code is None:
        return {}
    whose = dict.fromkeys(one["authority"] for one in assessed)
    said, stand = code.self_assessments(scheme.code, whose, last, randomness(seed, "self-assessments"))
    shown = code.case_assessments(scheme.code, made, last, randomness(seed, "clauses in cases"))
    return {"case_assessments": shown, "self_assessments": said, "self_assessment_statements": stand}


def _cases(
    directory: AuthorityDirectory,
    span: Sequence[Year],
    cases: int,
    character: dict[str, Character],
    seed: int,
) -> list[Case]:
    volumes = draw(directory, span, cases, character, randomness(seed, "volumes"))
    return [
        *earlier(directory, span[0].previous(), volumes, cases, randomness(seed, "earlier")),
        *decided(volumes, randomness(seed, "cases")),
        *still_open(volumes, cases, randomness(seed, "open")),
    ]


def _that_matter(cases: list[Case], agreements: list[remedies.Agreement], first: Year) -> list[Case]:
    """Without the cases of earlier years whose remedies were settled before the first year as well."""
    matters = {id(one.case) for one in agreements if one.recorded_on >= first.start}
    return [case for case in cases if case.decided_on is None or case.decided_on >= first.start or id(case) in matters]
