"""Each rule that chooses a question of a scrutiny pack, at the boundary on which it begins, worked by hand.

Limits and intervals were worked out beside each case: 95 % limits of a binomial, Wilson's 95 % interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.builders import count_rows
from tests.support.letters import DARTFORD, addressed, england, withholding
from tests.support.packs import APOLOGY, DAY, GUIDE, ONE, situation
from upheld.letters.facts import CodeSection, Report
from upheld.letters.letter import letter
from upheld.letters.pack import questions
from upheld.letters.pack.pack import Told, pack
from upheld.letters.pack.questions import RULES, Year
from upheld.letters.situation import Situation
from upheld.statistics.figure import Part
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Result

UPHOLD, EARLY, REPLIES = "uphold_rate", "satisfactory_remedy_rate", "reply_lateness"
GRAVESHAM = "E07000109"
Counts = dict[str, dict[str, tuple[int, int]]]


def of(counts: Counts | None = None, **parts: tuple[Part, ...]) -> Year:
    """A year of Dartford without faults; ``parts`` take the place of those of its figures."""
    return changed(situation(counts or {DARTFORD: {UPHOLD: (5, 10)}}, DARTFORD), **parts)


def changed(here: Situation, faults: tuple[Any, ...] | None = (), **parts: tuple[Part, ...]) -> Year:
    return Year(replace(here, figures=replace(here.figures, **parts)), faults)


def beside(own: tuple[int, int], others: tuple[int, int], measure: str = UPHOLD) -> Year:
    """Dartford's figure beside another district's; the average is of both."""
    return of({DARTFORD: {measure: own}, GRAVESHAM: {measure: others}})


def outcomes(on_time: int | None, late: int | None, not_complied: int | None) -> tuple[Part, ...]:
    counted = {Result.ON_TIME: on_time, Result.LATE: late, Result.NOT_COMPLIED: not_complied}
    return tuple(Part(result, count) for result, count in counted.items() if count != 0)


def over_the_years(year: int, before: tuple[int, int], now: tuple[int, int], scheme: Scheme | None = None) -> Year:
    """Dartford's upheld decisions in the year before and in a year."""
    scheme = scheme or england()
    rows = [
        row
        for one, own in ((year - 1, before), (year, now))
        for row in count_rows(one, {DARTFORD: {UPHOLD: own}, GRAVESHAM: {UPHOLD: own}})
    ]
    found = assemble(scheme, scheme.authorities, year, (year - 1, year), rows)
    here = situation({DARTFORD: {UPHOLD: now}}, DARTFORD, year, scheme=scheme)
    return Year(replace(here, figures=found.authorities[DARTFORD]), ())


def subjects(*counts: int | None) -> tuple[Part, ...]:
    return tuple(Part(name, count, 9) for name, count in zip(england().subjects, counts, strict=False))


def told(**facts: Any) -> Year:
    return Year(situation({DARTFORD: {UPHOLD: (5, 10)}}, DARTFORD, facts=addressed(DARTFORD, **facts)), ())


def sections(*met: str) -> tuple[CodeSection, ...]:
    return tuple(CodeSection(f"Section {number}", one, date(2022, 1, 1)) for number, one in enumerate(met))


REPORT = Report("Homes", date(2021, 9, 1), "1")
Case = tuple[str, Callable[[], Year], dict[str, Any] | None]
CASES: dict[str, Case] = {
    "one of ten not done": (
        "not_carried_out",
        lambda: of(compliance=outcomes(8, 1, 1)),
        {"count": 1, "base": 10},
    ),
    "none not done": ("not_carried_out", lambda: of(compliance=outcomes(9, 1, 0)), None),
    "what was not done is withheld": ("not_carried_out", lambda: of(compliance=outcomes(8, None, 1)), None),
    "two of ten late": ("late_remedies", lambda: of(compliance=outcomes(7, 2, 1)), {"count": 2, "base": 10}),
    "none late": ("late_remedies", lambda: of(compliance=outcomes(9, 0, 1)), None),
    "what was late is withheld": ("late_remedies", lambda: of(compliance=outcomes(None, 2, 1)), None),
    "one of two overdue": (
        "overdue",
        lambda: changed(of().here, (replace(ONE, agreed=(APOLOGY, GUIDE)),)),
        {"count": 1, "base": 2},
    ),
    "none overdue": ("overdue", lambda: changed(of().here, (replace(ONE, agreed=(APOLOGY,)),)), None),
    "what is overdue is withheld": ("overdue", lambda: changed(of().here, None), None),
    # Half of 200 upheld: of 10, 9 or more come by chance 11 times in 1,024 (1.1 %), 8 or more 56 times (5.5 %).
    "9 of 10 beside a half": (
        "upheld_more",
        lambda: beside((9, 10), (91, 190)),
        {"count": 9, "base": 10, "shown": "90%", "average": "50%", "verdict": "higher than expected"},
    ),
    "8 of 10 beside a half": ("upheld_more", lambda: beside((8, 10), (92, 190)), None),
    "1 of 10 beside a half is not more": ("upheld_more", lambda: beside((1, 10), (99, 190)), None),
    "1 of 10 beside a half": (
        "upheld_less",
        lambda: beside((1, 10), (99, 190)),
        {"count": 1, "base": 10, "shown": "10%", "average": "50%", "verdict": "lower than expected"},
    ),
    "2 of 10 beside a half": ("upheld_less", lambda: beside((2, 10), (98, 190)), None),
    "9 of 10 beside a half is not less": ("upheld_less", lambda: beside((9, 10), (91, 190)), None),
    # Of 20 of 50 the interval ends at 53.8 %; that of 34 of 50 begins at 54.2 %, that of 33 of 50 at 52.2 %.
    "34 of 50 after 20 of 50": (
        "more_than_before",
        lambda: over_the_years(2022, (20, 50), (34, 50)),
        {"count": 34, "base": 50, "shown": "68%", "before": "40%", "year": "2020-21"},
    ),
    "33 of 50 after 20 of 50": ("more_than_before", lambda: over_the_years(2022, (20, 50), (33, 50)), None),
    "20 of 50 after 34 of 50": ("more_than_before", lambda: over_the_years(2022, (34, 50), (20, 50)), None),
    "a break between the years": ("more_than_before", lambda: over_the_years(2023, (20, 50), (50, 50)), None),
    "nothing investigated before": ("more_than_before", lambda: over_the_years(2022, (0, 0), (50, 50)), None),
    "the year before is not known": ("more_than_before", lambda: of({DARTFORD: {UPHOLD: (50, 50)}}), None),
    "withheld before": (
        "more_than_before",
        lambda: over_the_years(2022, (1, 2), (50, 50), withholding(5)),
        None,
    ),
    "3 of 6 of one subject": (
        "one_subject",
        lambda: of(upheld_by_subject=subjects(1, 3, 2)),
        {"subject": england().words.terms.subjects[england().subjects[1]], "count": 3, "base": 6},
    ),
    "3 of 7 of one subject": ("one_subject", lambda: of(upheld_by_subject=subjects(2, 3, 2)), None),
    "2 of 2 of one subject": ("one_subject", lambda: of(upheld_by_subject=subjects(2, 0)), None),
    "a subject is withheld": ("one_subject", lambda: of(upheld_by_subject=subjects(9, None)), None),
    "nothing by subject": ("one_subject", lambda: of(upheld_by_subject=()), None),
    "none of 5 remedied early": (
        "few_early_remedies",
        lambda: of({DARTFORD: {EARLY: (0, 5)}}),
        {"count": 0, "base": 5},
    ),
    "none of 4 remedied early": ("few_early_remedies", lambda: of({DARTFORD: {EARLY: (0, 4)}}), None),
    "1 of 5 remedied early": ("few_early_remedies", lambda: of({DARTFORD: {EARLY: (1, 5)}}), None),
    "1 of 10 remedied early beside a half": (
        "few_early_remedies",
        lambda: beside((1, 10), (99, 190), EARLY),
        {"count": 1, "base": 10},
    ),
    "2 of 10 remedied early beside a half": (
        "few_early_remedies",
        lambda: beside((2, 10), (98, 190), EARLY),
        None,
    ),
    "one late reply": ("late_replies", lambda: of({DARTFORD: {REPLIES: (1, 3)}}), {"count": 1, "base": 3}),
    "no late reply": ("late_replies", lambda: of({DARTFORD: {REPLIES: (0, 3)}}), None),
    "nothing was asked": ("late_replies", lambda: of({DARTFORD: {REPLIES: (0, 0)}}), None),
    "one public report": ("public_reports", lambda: told(reports=(REPORT,)), {"count": 1}),
    "no public report": ("public_reports", told, None),
    "a public report beside a withheld number": (
        "public_reports",
        lambda: Year(
            situation(
                {DARTFORD: {UPHOLD: (2, 3)}},
                DARTFORD,
                scheme=withholding(5),
                facts=addressed(DARTFORD, reports=(REPORT,)),
            ),
            None,
        ),
        None,
    ),
    "a section met partly": (
        "code_not_met",
        lambda: told(code=sections("yes", "partly", "no")),
        {"count": 2, "base": 3},
    ),
    "every section met": ("code_not_met", lambda: told(code=sections("yes", "yes")), None),
    "no section assessed": ("code_not_met", told, None),
    # Beside a half, all of 5 come by chance once in 32 (3.1 %), all of 6 once in 64 (1.6 %): outside of 95 %.
    "5 beside a half": ("too_few", lambda: beside((3, 5), (97, 195)), {"count": 3, "base": 5}),
    "6 beside a half": ("too_few", lambda: beside((3, 6), (97, 194)), None),
    "no investigation": ("no_investigations", lambda: of({DARTFORD: {UPHOLD: (0, 0)}}), {}),
    "an investigation": ("no_investigations", lambda: of({DARTFORD: {UPHOLD: (0, 1)}}), None),
    "a withheld number of investigations": (
        "no_investigations",
        lambda: Year(situation({DARTFORD: {UPHOLD: (1, 2)}}, DARTFORD, scheme=withholding(5)), None),
        None,
    ),
    "every year": ("every_year", of, {}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_question_is_asked_from_its_boundary_on_and_not_before(name):
    rule, made, values = CASES[name]
    assert getattr(questions, rule)(made()) == values


def test_every_rule_is_worked_out_on_both_sides_of_its_boundary():
    for rule in RULES:
        found = [values is not None for one, _, values in CASES.values() if one == rule.__name__]
        assert set(found) == ({True} if rule.__name__ == "every_year" else {True, False}), rule.__name__


@pytest.mark.parametrize(
    ("made", "text", "reason"),
    [
        (
            lambda: of(compliance=outcomes(8, 1, 1)),
            "Why was what had been agreed not done in 1 case, and what has the person been told?",
            "Failure to comply: 1 of 10 compliance outcomes.",
        ),
        (
            lambda: of(compliance=outcomes(7, 2, 1)),
            "Remedies came late in 2 cases. What kept them, and would officers now tell people in time?",
            "Late: 2 of 10 compliance outcomes.",
        ),
        (
            lambda: over_the_years(2022, (20, 50), (34, 50)),
            "A larger share was upheld than the year before, by more than chance makes likely. What has changed?",
            "34 of 50 investigations upheld (68%); in 2020-21 it was 40%.",
        ),
        (
            lambda: of(upheld_by_subject=subjects(1, 3, 2)),
            f"about one service: {england().words.terms.subjects[england().subjects[1]]}.",
            "About it: 3 of 6 upheld decisions.",
        ),
        (
            lambda: of(compliance=outcomes(0, 0, 1)),
            "not done in 1 case",
            "Failure to comply: 1 of 1 compliance outcome.",
        ),
    ],
)
def test_the_question_names_the_figures_that_chose_it(made, text, reason):
    here = made().here
    asked = pack(Told(here, letter(here), (), DAY)).questions.questions
    assert any(text in one.text and reason in one.reason for one in asked), [(one.text, one.reason) for one in asked]
