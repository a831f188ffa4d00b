"""What a letter says of the answer to a public report: every state, worked by hand, in both schemes' languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.letters import england
from upheld.casework.statements.answers import Answer
from upheld.letters.facts import Report
from upheld.letters.report_answers import listed_report
from upheld.letters.situation import Occasion
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

DUE, SENT = date(2022, 1, 10), date(2022, 7, 20)
FULL = Answer(DUE, date(2022, 1, 10), date(2021, 12, 1), "What they said is not in the letter.", date(2022, 2, 2))
HEAD = "Cold homes (10 October 2021, case 21 001)"
CASES = [
    (None, ""),
    (Answer(date(2022, 7, 20)), "An answer is due by 20 July 2022."),
    (
        Answer(date(2022, 7, 19)),
        "An answer was due by 19 July 2022, and we have none on record. Please see that it is sent.",
    ),
    (
        FULL,
        "Members considered the report on 1 December 2021. The answer came on 10 January 2022. "
        "We were satisfied with the answer on 2 February 2022.",
    ),
    (
        replace(FULL, received_on=date(2022, 1, 11), considered_on=None, satisfied_on=date(2022, 7, 21)),
        "The answer came on 11 January 2022, after the day by which it was due, 10 January 2022. "
        "We have not yet said that we are satisfied with the answer.",
    ),
    (
        replace(FULL, received_on=None, considered_on=date(2022, 7, 21), satisfied_on=None),
        "The report has been answered. We have not yet said that we are satisfied with the answer.",
    ),
    (
        replace(FULL, received_on=date(2022, 7, 21), satisfied_on=None),
        "Members considered the report on 1 December 2021. "
        "An answer was due by 10 January 2022, and we have none on record. Please see that it is sent.",
    ),
]


def occasion(scheme: Scheme, language: str) -> Occasion:
    return Occasion(scheme, scheme.authorities, scheme.year(2022), language, SENT, date(2022, 7, 27), sample=False)


def listed(answer: Answer | None, scheme: Scheme | None = None, language: str = "en") -> str:
    report = Report(" Cold\nhomes", date(2021, 10, 10), "21 001", answer)
    return listed_report(occasion(scheme or england(), language), report)


@pytest.mark.parametrize(("answer", "said"), CASES)
def test_what_is_said_of_an_answer(answer, said):
    assert listed(answer) == (f"{HEAD}. {said}" if said else HEAD)


def test_both_languages_of_another_scheme_say_it():
    wales = load("tests/support/schemes/landlord-wales")
    assert listed(FULL, wales, "cy") == (
        "Cold homes (10 Hydref 2021, achos 21 001). Ystyriwyd yr adroddiad gan y bwrdd ar 1 Rhagfyr 2021. "
        "Daeth yr ateb ar 10 Ionawr 2022. Roeddem yn fodlon ar yr ateb ar 2 Chwefror 2022."
    )
    assert "The board considered the report on 1 December 2021." in listed(FULL, wales, "en")
    for answer, said in CASES:
        assert (listed(answer, wales, "cy") == "Cold homes (10 Hydref 2021, achos 21 001)") == (not said)


def test_a_scheme_without_these_words_says_nothing_of_answers():
    details = england().wording["en"].letter.details.model_copy(update={"report_answers": None})
    letter = england().wording["en"].letter.model_copy(update={"details": details})
    words = england().wording["en"].model_copy(update={"letter": letter})
    assert listed(FULL, england().model_copy(update={"wording": {"en": words}})) == HEAD
